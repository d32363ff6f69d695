// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers of an experiment as a person reads them. Pure functions.
#pragma once

#include "engine/experiment/analysis.h"
#include "ui/charts/chart_spec.h"

#include <QString>

#include <utility>
#include <vector>

namespace tastescope {

/// What a rise of a measure means: the file does not know.
enum class Goal { More, Less, ByRule };

QString levelText(MetricKind kind, double value);      ///< 11.82 %, 51.3
QString differenceText(MetricKind kind, double value); ///< −0.82 (points of a proportion), +1.3
QString signedPercent(double share);                   ///< +6.3 %
QString pText(double p);                               ///< 0.012, < 0.001
QString effectText(double value);                      ///< four digits, as far as they say something
/// "from −1.0 to +13.6 %"; empty without an interval.
QString liftRange(const Estimate& lift);
QString differenceRange(MetricKind kind, const Estimate& difference);

/// promising, worse, by design, too early to say, nothing to say: never more than the reading of the engine.
QString readingWord(Reading reading, Goal goal);
/// By the name of the measure: skips and complaints are better when there are fewer.
Goal likelyGoal(const QString& measure);

/// Round steps over a range, at most six, each as `text` gives it.
std::vector<std::pair<double, QString>> roundTicks(double low, double high, QString (*text)(double));

} // namespace tastescope
