// SPDX-License-Identifier: GPL-3.0-or-later
// Two metrics of the models of one evaluation as a chart. Pure functions.
#pragma once

#include "engine/evaluation/evaluation_result.h"
#include "ui/charts/scatter_view.h"

#include <string>
#include <utility>
#include <vector>

namespace tastescope {

/// Which of the points nothing else beats: none is as good in both and better in one. `right` and `up` are 1
/// where more is better, −1 where less is. Points with NaN are beaten. Of equal points both are kept.
std::vector<bool> paretoFront(const std::vector<std::pair<double, double>>& points, int right, int up);

struct TradeOff {
    ScatterSpec spec;
    std::vector<std::size_t> models; ///< of each point; models that lack one of the metrics have none
};
/// Without a direction of either metric there is no front, and nothing is marked as beaten.
TradeOff tradeOff(const EvaluationResult& result, const std::string& across, const std::string& up);

} // namespace tastescope
