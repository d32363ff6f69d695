// SPDX-License-Identifier: GPL-3.0-or-later
// One metric in one arm, and the difference between two arms, with intervals.
//
// Proportions: Wilson's interval (1927) and Newcombe's of the difference (1998, method 10, without continuity
// correction), p of the pooled z-test, which is that of the 2 x 2 chi-squared. Means: Student and Welch
// (1947). Ratios of sums over people (clicks / impressions): the delta method, people being what is drawn
// (Deng, Knoblich and Lu 2018). Lifts, the treated over the control less 1: the interval of the logarithm
// (Katz et al. 1978 for proportions; of means with the
// degrees of freedom of Welch), which exists where both are over 0. CUPED (Deng, Xu, Kohavi and Walker
// 2013) takes away what was known before.
// Pure functions, thread-safe. What a sample cannot say is NaN: nobody in an arm, one person, no spread.
#pragma once

#include "engine/experiment/moments.h"

#include <limits>
#include <string_view>

namespace tastescope {

enum class MetricKind {
    Proportion, ///< a person did it or not
    Mean,       ///< of a number a person
    Ratio       ///< of two sums over people
};

/// A number with its interval.
struct Estimate {
    double value = std::numeric_limits<double>::quiet_NaN();
    double low = std::numeric_limits<double>::quiet_NaN();
    double high = std::numeric_limits<double>::quiet_NaN();

    bool hasInterval() const { return low <= high; }
    /// There is an interval, and 0 is not in it.
    bool excludesZero() const { return hasInterval() && (low > 0 || high < 0); }
};

struct Effect {
    Estimate difference;                                 ///< treated less control
    Estimate lift;                                       ///< treated over control, less 1
    double p = std::numeric_limits<double>::quiet_NaN(); ///< two-sided, of no difference
    std::string_view method;                             ///< in words; never empty
};

/// The metric of one arm, with 1 - alpha.
Estimate estimateOf(MetricKind kind, const Moments& arm, double alpha);

Effect compareArms(MetricKind kind, const Moments& control, const Moments& treated, double alpha);

/// What the metric of a person moves by with what was known before: the slope within the arms, all of them
/// having the same; NaN where nothing known before differs. Of a ratio, of its linear form.
class Slope {
public:
    void addArm(MetricKind kind, const Moments& arm);
    double theta() const;
    /// Of what was known before, over the people of all arms.
    double meanBefore() const;

private:
    double m_with = 0;
    double m_spread = 0;
    double m_count = 0;
    double m_before = 0;
};

/// The same less slope times (before - its mean): the adjusted means, compared by Welch (ratios by the delta
/// method).
Effect compareAdjusted(MetricKind kind, const Moments& control, const Moments& treated, const Slope& slope,
                       double alpha);
/// Of a person's metric (of a ratio its linear form) with what was known before, in one arm; NaN where either
/// does not differ. CUPED leaves 1 - its square of the variance.
double correlationBefore(MetricKind kind, const Moments& arm);
/// The share of the variance of the difference that the adjustment takes away; may be under 0.
double varianceReduction(MetricKind kind, const Moments& control, const Moments& treated, const Slope& slope);

/// Squared standard error of the metric of one arm: of a proportion p(1 - p)/n, else unbiased.
double squaredError(MetricKind kind, const Moments& arm);
/// The standard deviation a person of the linear form of a ratio, (value - ratio x base) / mean base; of a
/// mean its own.
double deviationOf(MetricKind kind, const Moments& arm);
/// Mean, proportion or ratio.
double valueOf(MetricKind kind, const Moments& arm);

} // namespace tastescope
