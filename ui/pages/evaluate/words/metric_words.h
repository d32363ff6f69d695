// SPDX-License-Identifier: GPL-3.0-or-later
// What a person reads of a metric: its name with the length of the lists, its values, and what it means. From
// the one table in engine/metrics. Pure functions.
#pragma once

#include "engine/evaluation/evaluation_result.h"

#include <QString>

#include <string>
#include <string_view>

namespace tastescope {

struct MetricInfo;

/// "ndcg" and 10 of "ndcg@10"; 0 for a metric without a length.
struct MetricKey {
    const MetricInfo* info = nullptr; ///< null for one that this version does not know
    std::size_t k = 0;
};
MetricKey metricOfKey(std::string_view key);

/// The words with ", sampled" behind them where they stand at a number of sampled candidates.
QString labelled(const QString& words, bool sampled);
/// "NDCG@10"; labelled where the candidates were sampled. The key itself when it is not known.
QString metricTitle(std::string_view key, bool sampled = false);
/// As it has to stand wherever a number of that evaluation stands.
QString metricTitle(std::string_view key, const EvaluationResult& result);
/// In the metric's own manner: 0.312, 38 %, 8.1.
QString metricText(std::string_view key, double value);
/// "from 0.301 to 0.322".
QString intervalText(std::string_view key, double low, double high);
/// Name, what it means and does at its edges, direction, unit, source: several lines.
QString metricHelp(std::string_view key);
/// "ndcg" of "ndcg@10"; empty when it is not known.
QString metricId(std::string_view key);
/// 1 = higher is better, −1 = lower, 0 = neither.
int metricDirection(std::string_view key);
/// Of a model's metrics, null when it was not measured.
const MetricValue* findValue(const std::vector<MetricValue>& metrics, std::string_view key);

/// "History length": as a box names a grouping of people.
QString groupingTitle(std::string_view by);

} // namespace tastescope
