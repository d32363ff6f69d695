// SPDX-License-Identifier: GPL-3.0-or-later
// How many people an experiment needs, what it can find, and how long it takes.
//
// Proportions: the z-test with pooled variance under "no difference" and each arm's own under the effect
// (Fleiss 1981, without continuity correction). Means: the power of Student's t-test by the noncentral t
// (Cohen 1988). Ratios: the z-test on the linear form, whose deviation a person deviationOf() gives. With k
// treated arms every one is compared with the control at alpha / k, the strictest step of Holm (1979).
// With a number known of people before, CUPED will take its share of the variance away: all deviations are
// times √(1 − ρ²) (Deng, Xu, Kohavi and Walker 2013).
// Without a side the larger of the two sizes for +effect and -effect counts, so that either would be found.
// Pure functions, thread-safe. InvalidArgument for what no plan can have; the message says which.
#pragma once

#include "engine/base/result.h"
#include "engine/experiment/effect.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tastescope {

struct PlanRequest {
    MetricKind kind = MetricKind::Proportion;
    double baseline = 0;    ///< the control's metric; of proportions only
    double effect = 0;      ///< absolute; one-sided plans take its sign as the direction
    double deviation = 0;   ///< a person's standard deviation; not of proportions
    double correlation = 0; ///< ρ of a person's metric with what was known before; 0 = no CUPED
    double power = 0.8;
    double alpha = 0.05;
    std::size_t arms = 2; ///< with the control
    double ratio = 1;     ///< people in a treated arm for one in the control
    bool oneSided = false;
    double daily = 0; ///< people a day in all arms; 0 = unknown
};

struct Plan {
    double exact = 0;          ///< people in the control before rounding up
    std::uint64_t control = 0; ///< people in the control
    std::uint64_t treated = 0; ///< people in each treated arm
    std::uint64_t total = 0;
    double alphaEach = 0;         ///< of one comparison
    std::uint64_t days = 0;       ///< 0 = unknown
    std::uint64_t wholeWeeks = 0; ///< the days rounded up to weeks, so that every weekday counts alike
    std::string formula;          ///< what was computed, for people
};

Result<Plan> planExperiment(const PlanRequest& request);

/// The chance to find the effect with so many people in the control, at least 2 (means) or 1; of the two
/// directions the smaller. The request's power does not matter.
Result<double> powerOf(const PlanRequest& request, double control);

/// The smallest effect (over 0, or under it where a one-sided request's effect is) that is found with the
/// power asked for. InvalidArgument when there is none that a proportion could have. The request's effect
/// matters by its sign alone.
Result<double> smallestEffect(const PlanRequest& request, double control);

struct PlanPoint {
    double x = 0;
    double y = 0;
};
/// Power by people in the control, from a tenth to twice of what the plan needs.
Result<std::vector<PlanPoint>> powerCurve(const PlanRequest& request, std::size_t points = 20);
/// People in the control by effect, from a half to twice the request's.
Result<std::vector<PlanPoint>> sizeCurve(const PlanRequest& request, std::size_t points = 16);

} // namespace tastescope
