// SPDX-License-Identifier: GPL-3.0-or-later
// Planning with CUPED: what was known before takes its share of the variance away, and nothing else changes.
#include "engine/base/random.h"
#include "engine/experiment/plan.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tastescope {
namespace {

PlanRequest of(MetricKind kind) {
    PlanRequest request;
    request.kind = kind;
    request.baseline = 0.1;
    request.effect = 0.01;
    request.deviation = kind == MetricKind::Proportion ? 0 : 0.4;
    request.arms = 3;
    request.ratio = 1.5;
    return request;
}

TEST(PlanBefore, IsThePlanOfASmallerDeviation) {
    for (const double correlation : {0.3, -0.7}) {
        const double left = 1 - correlation * correlation;
        for (const MetricKind kind : {MetricKind::Mean, MetricKind::Ratio}) {
            PlanRequest with = of(kind);
            with.correlation = correlation;
            PlanRequest small = of(kind);
            small.deviation *= std::sqrt(left);
            EXPECT_NEAR(planExperiment(with)->exact, planExperiment(small)->exact, 1e-6);
            EXPECT_NEAR(powerOf(with, 5'000).value(), powerOf(small, 5'000).value(), 1e-12);
            EXPECT_NEAR(smallestEffect(with, 5'000).value(), smallestEffect(small, 5'000).value(), 1e-12);
        }
        PlanRequest share = of(MetricKind::Proportion);
        const double without = planExperiment(share)->exact;
        share.correlation = correlation;
        EXPECT_NEAR(planExperiment(share)->exact, left * without, 1e-6 * without);
        EXPECT_NE(planExperiment(share)->formula.find("CUPED"), std::string::npos);
    }
    PlanRequest impossible = of(MetricKind::Mean);
    impossible.correlation = 1;
    EXPECT_EQ(planExperiment(impossible).error().context, "--correlation");
    EXPECT_EQ(of(MetricKind::Mean).correlation, 0);
}

TEST(PlanBefore, CorrelationIsPearsonsAndSaysWhatCupedTakesAway) {
    Random random(5);
    Moments control;
    Moments treated;
    double sums[5] = {};
    for (int person = 0; person < 500; ++person) {
        const double before = random.normal(3, 2);
        const double value = 0.6 * before + random.normal(0, 1.5);
        control.add(value, 1, before);
        treated.add(value, 1, before);
        const double terms[] = {value, before, value * value, before * before, value * before};
        for (int at = 0; at < 5; ++at) {
            sums[at] += terms[at] / 500;
        }
    }
    const double pearson = (sums[4] - sums[0] * sums[1]) /
                           std::sqrt((sums[2] - sums[0] * sums[0]) * (sums[3] - sums[1] * sums[1]));
    EXPECT_NEAR(correlationBefore(MetricKind::Mean, control), pearson, 1e-9);
    Slope slope;
    slope.addArm(MetricKind::Mean, control);
    slope.addArm(MetricKind::Mean, treated);
    EXPECT_NEAR(varianceReduction(MetricKind::Mean, control, treated, slope), pearson * pearson, 1e-9);
    Moments same;
    same.add(1, 1, 2);
    same.add(1, 1, 3);
    EXPECT_TRUE(std::isnan(correlationBefore(MetricKind::Mean, same)));
    same.add(4, 1, 2);
    EXPECT_FALSE(std::isnan(correlationBefore(MetricKind::Mean, same)));
}

} // namespace
} // namespace tastescope
