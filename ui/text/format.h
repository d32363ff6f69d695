// SPDX-License-Identifier: GPL-3.0-or-later
// All numbers, times and errors become text here and nowhere else.
#pragma once

#include "engine/base/result.h"
#include "engine/data/interactions.h"
#include "engine/models/params/param.h"

#include <QString>
#include <string_view>

namespace tastescope {

QString toQString(std::string_view text); ///< UTF-8; bad bytes become U+FFFD
QString formatCount(qulonglong count);    ///< 1,204,316
QString formatCounted(qulonglong count, const QString& one,
                      const QString& many);              ///< "1 model", else `many` with the count for %1
QString formatShort(qulonglong count);                   ///< 1.2 M, 12.5 k, 948
QString formatMetric(double value);                      ///< 0.312; "–" for NaN
QString formatScore(double value);                       ///< .94 between -1 and 1, else 3 significant digits
QString formatSigned(double value);                      ///< +.31, −.07 (minus sign U+2212)
QString formatPercent(double share, int digits = 0);     ///< 0.7 → "70 %" with a thin space
QString formatBytes(qulonglong bytes);                   ///< 11.8 MB
QString formatDuration(double seconds);                  ///< 24 s, 1 min 12 s, 0.3 s
QString formatTimeLeft(double seconds);                  ///< "1 min 12 s left"
QString formatDate(Time time);                           ///< 28 Jun 2025; "" for noTime
QString formatDateTime(Time time);                       ///< 28 Jun 2025, 08:31
QString formatWhen(Time time);                           ///< today 09:41, yesterday, 12 June (local time)
QString formatFingerprint(std::string_view fingerprint); ///< first eight digits as "a41f·9c02"
QString formatParam(const ParamValue& value);            ///< a setting: 64, 0.01, yes, cosine
QString formatError(const Error& error);                 ///< for a person: message, context, remedy
QString capitalised(const QString& text);                ///< first letter upper case

} // namespace tastescope
