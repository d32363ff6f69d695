// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/experiment/effect.h"

#include "engine/experiment/probability.h"

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double roundingShare = 1e-12; ///< what is left of a variance by rounding alone

Estimate wilson(double count, double share, double z) {
    if (!(count > 0)) {
        return {};
    }
    const double weight = z * z / count;
    const double middle = (share + weight / 2) / (1 + weight);
    const double half = z / (1 + weight) * std::sqrt(share * (1 - share) / count + weight / (4 * count));
    // At 0 and 1 rounding must not leave a proportion outside of its interval.
    return {share, share <= 0 ? 0 : std::max(0.0, middle - half),
            share >= 1 ? 1 : std::min(1.0, middle + half)};
}

Estimate newcombe(const Estimate& control, const Estimate& treated) {
    const double difference = treated.value - control.value;
    return {difference, difference - std::hypot(treated.value - treated.low, control.high - control.value),
            difference + std::hypot(treated.high - treated.value, control.value - control.low)};
}

/// The interval of the logarithm of a quotient, `reach` being half its length.
Estimate logLift(double control, double treated, double reach) {
    if (!(control > 0) || !(treated >= 0)) {
        return {};
    }
    const double quotient = treated / control;
    if (!(treated > 0) || !std::isfinite(reach)) {
        return {quotient - 1, unknown, unknown};
    }
    return {quotient - 1, quotient * std::exp(-reach) - 1, quotient * std::exp(reach) - 1};
}

/// A value with its squared standard error, and what that was estimated from.
struct Measured {
    double value = unknown;
    double squared = unknown;
    double count = 0;
};

/// What rounding put under 0 is 0; NaN stays, where max() would make it 0.
double notBelowZero(double variance) {
    return variance < 0 ? 0 : variance;
}

/// Of the linear form of a metric less theta times what was known before.
double linearVariance(MetricKind kind, const Moments& arm, double theta) {
    const auto of = [&](Part a, Part b) { return arm.covariance(a, b); };
    const double before = theta == 0 ? 0 : theta * theta * of(Part::Before, Part::Before);
    if (kind != MetricKind::Ratio) {
        const double with = theta == 0 ? 0 : theta * of(Part::Value, Part::Before);
        return notBelowZero(of(Part::Value, Part::Value) - 2 * with + before);
    }
    const double ratio = valueOf(kind, arm);
    const double base = arm.mean(Part::Base);
    const double spread = of(Part::Value, Part::Value) + ratio * ratio * of(Part::Base, Part::Base);
    const double left = spread - 2 * ratio * of(Part::Value, Part::Base);
    const double own = left <= roundingShare * spread ? 0 : left; // everybody has the ratio
    const double with =
        theta == 0 ? 0 : theta * (of(Part::Value, Part::Before) - ratio * of(Part::Base, Part::Before));
    return notBelowZero(own / (base * base) - 2 * with / base + before);
}

/// Half the interval of a sum of two independent numbers, by squared errors: normal, or Student's with the
/// degrees of freedom of Welch and Satterthwaite. NaN where nobody differs from anybody: nothing then says
/// how much they might.
struct Reach {
    double error = unknown;
    double degrees = unknown; ///< NaN = normal
    double half = unknown;
};
Reach reachOf(MetricKind kind, const Measured& a, const Measured& b, double alpha) {
    Reach reach;
    const double squared = a.squared + b.squared;
    if (!(squared > 0)) {
        return reach;
    }
    reach.error = std::sqrt(squared);
    if (kind == MetricKind::Ratio) {
        reach.half = normalQuantile(1 - alpha / 2) * reach.error;
        return reach;
    }
    const double first = a.squared / squared;
    const double second = b.squared / squared;
    reach.degrees = 1 / (first * first / (a.count - 1) + second * second / (b.count - 1));
    reach.half = studentQuantile(1 - alpha / 2, reach.degrees) * reach.error;
    return reach;
}

Effect bySpread(MetricKind kind, const Measured& control, const Measured& treated, double alpha,
                std::string_view method) {
    Effect effect;
    effect.method = method;
    const double difference = treated.value - control.value;
    const Reach reach = reachOf(kind, control, treated, alpha);
    effect.difference = {difference, difference - reach.half, difference + reach.half};
    effect.p = std::isnan(reach.degrees) ? normalTwoSided(difference / reach.error)
                                         : studentTwoSided(difference / reach.error, reach.degrees);
    const auto relative = [](const Measured& arm) {
        return Measured{1, arm.squared / (arm.value * arm.value), arm.count};
    };
    effect.lift = logLift(control.value, treated.value,
                          reachOf(kind, relative(control), relative(treated), alpha).half);
    return effect;
}

Effect compareProportions(const Moments& control, const Moments& treated, double alpha) {
    Effect effect;
    effect.method = "Newcombe's interval, pooled z-test";
    const double z = normalQuantile(1 - alpha / 2);
    const Estimate before = wilson(control.count(), control.mean(Part::Value), z);
    const Estimate after = wilson(treated.count(), treated.mean(Part::Value), z);
    effect.difference = newcombe(before, after);
    if (!effect.difference.hasInterval()) {
        return effect; // an arm without people
    }
    const double successes = control.sum(Part::Value) + treated.sum(Part::Value);
    const double pooled = successes / (control.count() + treated.count());
    const double squared = pooled * (1 - pooled) * (1 / control.count() + 1 / treated.count());
    effect.p = squared > 0 ? normalTwoSided(effect.difference.value / std::sqrt(squared)) : 1;
    effect.lift = logLift(before.value, after.value,
                          z * std::sqrt((1 - before.value) / control.sum(Part::Value) +
                                        (1 - after.value) / treated.sum(Part::Value)));
    return effect;
}

Measured adjusted(MetricKind kind, const Moments& arm, const Slope& slope) {
    const double theta = slope.theta();
    return {valueOf(kind, arm) - theta * (arm.mean(Part::Before) - slope.meanBefore()),
            linearVariance(kind, arm, theta) / arm.count(), arm.count()};
}

} // namespace

double valueOf(MetricKind kind, const Moments& arm) {
    if (kind != MetricKind::Ratio) {
        return arm.mean(Part::Value);
    }
    const double base = arm.mean(Part::Base);
    return base == 0 ? unknown : arm.mean(Part::Value) / base;
}

double squaredError(MetricKind kind, const Moments& arm) {
    if (kind == MetricKind::Proportion) {
        const double share = arm.mean(Part::Value);
        return share * (1 - share) / arm.count();
    }
    return linearVariance(kind, arm, 0) / arm.count();
}

double deviationOf(MetricKind kind, const Moments& arm) {
    return std::sqrt(linearVariance(kind, arm, 0));
}

Estimate estimateOf(MetricKind kind, const Moments& arm, double alpha) {
    const double z = normalQuantile(1 - alpha / 2);
    if (kind == MetricKind::Proportion) {
        return wilson(arm.count(), arm.mean(Part::Value), z);
    }
    const double value = valueOf(kind, arm);
    const double error = std::sqrt(squaredError(kind, arm));
    if (!(error > 0)) {
        return {value, unknown, unknown};
    }
    const double reach = kind == MetricKind::Ratio ? z : studentQuantile(1 - alpha / 2, arm.count() - 1);
    return {value, value - reach * error, value + reach * error};
}

Effect compareArms(MetricKind kind, const Moments& control, const Moments& treated, double alpha) {
    if (kind == MetricKind::Proportion) {
        return compareProportions(control, treated, alpha);
    }
    const auto measured = [&](const Moments& arm) {
        return Measured{valueOf(kind, arm), squaredError(kind, arm), arm.count()};
    };
    return bySpread(kind, measured(control), measured(treated), alpha,
                    kind == MetricKind::Ratio ? "Delta method" : "Welch's t-test");
}

void Slope::addArm(MetricKind kind, const Moments& arm) {
    if (!(arm.count() > 0)) {
        return;
    }
    double with = arm.product(Part::Value, Part::Before);
    if (kind == MetricKind::Ratio) {
        with = (with - valueOf(kind, arm) * arm.product(Part::Base, Part::Before)) / arm.mean(Part::Base);
    }
    m_with += with;
    m_spread += arm.product(Part::Before, Part::Before);
    m_count += arm.count();
    m_before += arm.sum(Part::Before);
}

double correlationBefore(MetricKind kind, const Moments& arm) {
    Slope slope;
    slope.addArm(kind, arm);
    const double deviation = deviationOf(kind, arm);
    const double spread = arm.covariance(Part::Before, Part::Before);
    return deviation > 0 ? slope.theta() * std::sqrt(spread) / deviation : unknown;
}

double Slope::theta() const {
    return m_spread > 0 ? m_with / m_spread : unknown;
}

double Slope::meanBefore() const {
    return m_count > 0 ? m_before / m_count : unknown;
}

Effect compareAdjusted(MetricKind kind, const Moments& control, const Moments& treated, const Slope& slope,
                       double alpha) {
    if (std::isnan(slope.theta())) {
        return compareArms(kind, control, treated, alpha);
    }
    return bySpread(kind, adjusted(kind, control, slope), adjusted(kind, treated, slope), alpha,
                    kind == MetricKind::Ratio ? "CUPED, delta method" : "CUPED, Welch's t-test");
}

double varianceReduction(MetricKind kind, const Moments& control, const Moments& treated,
                         const Slope& slope) {
    const auto squared = [&](const Moments& arm, double theta) {
        return linearVariance(kind, arm, theta) / arm.count();
    };
    const double plain = squared(control, 0) + squared(treated, 0);
    return plain > 0 && !std::isnan(slope.theta())
               ? 1 - (squared(control, slope.theta()) + squared(treated, slope.theta())) / plain
               : unknown;
}

} // namespace tastescope
