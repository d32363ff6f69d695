// SPDX-License-Identifier: GPL-3.0-or-later
// What is measured. A metric is a value per user, or one number for all lists together; users it does not
// apply to are NaN and left out of the mean, never counted as 0 or 1.
#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

enum class MetricDirection { Higher, Lower, Neutral };
enum class MetricScope {
    Accuracy, ///< per user, needs test items
    List,     ///< per user, from the list and the training data
    Rating,   ///< over test ratings, of models that predict ratings
    Global    ///< one number for all lists
};

struct MetricInfo {
    std::string id;    ///< "ndcg", without the k
    std::string title; ///< "NDCG"
    std::string help;  ///< one sentence: what it means, in words
    std::string unit;  ///< "", "bits"
    std::string source;
    MetricDirection direction = MetricDirection::Higher;
    MetricScope scope = MetricScope::Accuracy;
    bool dependsOnK = true;
};

const std::vector<MetricInfo>& metrics();
const MetricInfo* findMetric(std::string_view id);
/// "ndcg@10" from "ndcg" and 10; "auc" for a metric without k.
std::string metricKey(const MetricInfo& metric, std::size_t k);
/// "all", or ids separated by commas; unknown ids are an error that lists the known ones.
Result<std::vector<const MetricInfo*>> parseMetrics(std::string_view text);

} // namespace tastescope
