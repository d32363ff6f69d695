// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/experiment/watch.h"

namespace tastescope {

WatchedComparison watchComparison(const ExperimentSample& sample, std::size_t metric, std::size_t arm,
                                  std::optional<double> tau2) {
    const auto look = [&](const MetricSample& at, double tau2Used) {
        Watched watched;
        watched.difference.value = valueOf(at.kind, at.arms[arm]) - valueOf(at.kind, at.arms[0]);
        return at.spread ? alwaysValid(at.kind, at.arms[0], at.arms[arm], tau2Used, sample.alpha) : watched;
    };
    const MetricSample& all = sample.metrics[metric];
    WatchedComparison out;
    if (all.spread) {
        out.variance = squaredError(all.kind, all.arms[0]) * all.arms[0].count() +
                       squaredError(all.kind, all.arms[arm]) * all.arms[arm].count();
        out.tau2 = tau2.value_or(defaultTau2(out.variance));
    }
    out.now = look(all, out.tau2);
    for (const DaySample& day : sample.days) {
        out.days.push_back(look(day.metrics[metric], out.tau2));
    }
    return out;
}

} // namespace tastescope
