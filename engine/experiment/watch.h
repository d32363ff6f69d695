// SPDX-License-Identifier: GPL-3.0-or-later
// A comparison of an experiment, watched while people come: always-valid, now and after every day.
#pragma once

#include "engine/experiment/analysis.h"
#include "engine/experiment/sequential.h"

#include <optional>
#include <vector>

namespace tastescope {

struct WatchedComparison {
    double tau2 = std::numeric_limits<double>::quiet_NaN();
    double variance = std::numeric_limits<double>::quiet_NaN(); ///< a pair, with everybody there is
    Watched now;
    std::vector<Watched> days; ///< as the sample has them, each by itself; see running()
};

/// Of `arm` against the control. Without `tau2` defaultTau2() of the variance that everybody shows. A metric
/// without spread has the difference alone. Pure, thread-safe.
WatchedComparison watchComparison(const ExperimentSample& sample, std::size_t metric, std::size_t arm,
                                  std::optional<double> tau2);

} // namespace tastescope
