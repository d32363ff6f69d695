// SPDX-License-Identifier: GPL-3.0-or-later
// What Qt and the program report, kept in the data folder: three files of at most 1 MB, the newest without a
// number.
#pragma once

#include <QString>

namespace tastescope {

/// From now on messages go to `path` and to standard error. May be called once; thread-safe afterwards.
void startLog(const QString& path);

inline constexpr qint64 maxLogBytes = 1'000'000;
inline constexpr int logFiles = 3;

} // namespace tastescope
