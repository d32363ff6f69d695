// SPDX-License-Identifier: GPL-3.0-or-later
// Two metrics of the models of one evaluation as a chart, with the curves of what was swept beside it. Pure
// functions.
#pragma once

#include "engine/evaluation/evaluation_result.h"
#include "ui/charts/scatter_view.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tastescope {

struct ProjectRun;

/// Which of the points nothing else beats: none is as good in both and better in one. `right` and `up` are 1
/// where more is better, −1 where less is. Points with NaN are beaten. Of equal points both are kept.
std::vector<bool> paretoFront(const std::vector<std::pair<double, double>>& points, int right, int up);

struct TradeOff {
    ScatterSpec spec;
    /// What a point is: a model of the run, or of the sweep of that place.
    struct Of {
        int sweep = -1; ///< -1: of the run shown
        std::size_t model = 0;
        friend bool operator==(const Of&, const Of&) = default;
    };
    std::vector<Of> points; ///< of each point; models that lack one of the metrics have none
};
/// Without a direction of either metric there is no front, and nothing is marked as beaten. Points of sweeps
/// come last and stand on the front or behind it like any other; a run that is a sweep itself is a curve,
/// too.
TradeOff tradeOff(const ProjectRun& run, const std::string& across, const std::string& up,
                  const std::vector<std::shared_ptr<const ProjectRun>>& sweeps = {});

} // namespace tastescope
