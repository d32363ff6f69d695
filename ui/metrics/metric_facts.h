// SPDX-License-Identifier: GPL-3.0-or-later
// All that is known of a metric, in the words of the window, from the one table in engine/metrics. Pure
// functions.
#pragma once

#include <QString>

#include <vector>

namespace tastescope {

struct MetricInfo;
enum class MetricDirection;

/// "Higher is better."
QString directionSentence(MetricDirection direction);

/// "Formula" and what it is.
struct MetricFact {
    QString name;
    QString text;
};
/// What it means, what it does at the edges, formula, direction, unit, source and how the command line calls
/// it, of every metric in this order; none is empty.
std::vector<MetricFact> metricFacts(const MetricInfo& metric);

/// Whether title and facts hold every word of `text`, in whatever order and case.
bool isAbout(const MetricInfo& metric, const QString& text);

} // namespace tastescope
