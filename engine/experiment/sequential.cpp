// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/experiment/sequential.h"

#include "engine/experiment/probability.h"

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

/// By the squared standard error of the difference, V / n, on which alone it depends.
Watched watch(double n, double difference, double squared, double tau2, double alpha) {
    Watched watched;
    watched.n = n;
    watched.difference.value = difference;
    if (!(squared > 0) || !(tau2 > 0) || !std::isfinite(difference)) {
        return watched;
    }
    const double sum = squared + tau2;
    const double logRatio =
        0.5 * std::log(squared / sum) + tau2 * difference * difference / (2 * squared * sum);
    watched.p = std::min(1.0, std::exp(-logRatio));
    const double half = std::sqrt(squared * sum / tau2 * (std::log(sum / squared) - 2 * std::log(alpha)));
    watched.difference.low = difference - half;
    watched.difference.high = difference + half;
    return watched;
}

} // namespace

Watched alwaysValid(double n, double difference, double variance, double tau2, double alpha) {
    return watch(n, difference, n > 0 ? variance / n : 0, tau2, alpha);
}

Watched alwaysValid(MetricKind kind, const Moments& control, const Moments& treated, double tau2,
                    double alpha) {
    const double n =
        control.count() > 0 && treated.count() > 0 ? 2 / (1 / control.count() + 1 / treated.count()) : 0;
    return watch(n, valueOf(kind, treated) - valueOf(kind, control),
                 squaredError(kind, control) + squaredError(kind, treated), tau2, alpha);
}

std::vector<Watched> running(std::span<const Watched> looks) {
    std::vector<Watched> out(looks.begin(), looks.end());
    for (std::size_t at = 1; at < out.size(); ++at) {
        out[at].p = std::min(out[at].p, out[at - 1].p);
        const Estimate& before = out[at - 1].difference;
        Estimate& now = out[at].difference;
        now.low = std::isnan(now.low)      ? before.low
                  : std::isnan(before.low) ? now.low
                                           : std::max(now.low, before.low);
        now.high = std::isnan(now.high)      ? before.high
                   : std::isnan(before.high) ? now.high
                                             : std::min(now.high, before.high);
    }
    return out;
}

double defaultTau2(double variance) {
    constexpr double plannedPeople = 10'000;
    const double reach = normalQuantile(0.975) + normalQuantile(0.8);
    return reach * reach * variance / plannedPeople;
}

} // namespace tastescope
