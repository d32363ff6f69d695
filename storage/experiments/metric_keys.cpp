// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/experiments/metric_keys.h"

#include <algorithm>

namespace tastescope {

std::vector<std::string> metricKeysOf(const EvaluationResult& result) {
    std::vector<std::string> keys;
    for (const ModelResult& model : result.models) {
        for (const MetricValue& metric : model.metrics) {
            if (std::ranges::find(keys, metric.key) == keys.end()) {
                keys.push_back(metric.key);
            }
        }
    }
    return keys;
}

} // namespace tastescope
