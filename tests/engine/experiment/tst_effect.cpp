// SPDX-License-Identifier: GPL-3.0-or-later
// Intervals and p-values against SciPy 1.17 and statsmodels 0.15, Newcombe's own table, and what happens at
// the edges.
#include "engine/experiment/effect.h"

#include "engine/base/random.h"
#include "engine/experiment/probability.h"

#include <cmath>
#include <vector>

namespace tastescope {
namespace {

constexpr double alpha = 0.05;

Moments of(const std::vector<double>& values, const std::vector<double>& bases = {},
           const std::vector<double>& before = {}) {
    Moments moments;
    for (std::size_t at = 0; at < values.size(); ++at) {
        moments.add(values[at], bases.empty() ? 1 : bases[at], before.empty() ? 0 : before[at]);
    }
    return moments;
}

const std::vector<double> first{3.1, 2.7, 4.4, 0, 5.25, 1.5, 2.2, 8.0};
const std::vector<double> second{4.0, 6.5, 2.25, 7.75, 9.1, 3.3};

void expectEstimate(const Estimate& estimate, double value, double low, double high) {
    EXPECT_NEAR(estimate.value, value, 1e-12);
    EXPECT_NEAR(estimate.low, low, 1e-9);
    EXPECT_NEAR(estimate.high, high, 1e-9);
}

TEST(ExperimentEffect, ProportionsAreNewcombes) {
    const Moments control = Moments::ofCounts(80, 48);
    const Moments treated = Moments::ofCounts(70, 56);
    const Effect effect = compareArms(MetricKind::Proportion, control, treated, alpha);
    // Newcombe (1998), table II, (a) 56/70 - 48/80: 0.0524 to 0.3339.
    expectEstimate(effect.difference, 0.2, 0.05243147240236498, 0.33387265403690614);
    expectEstimate(effect.lift, 0.8 / 0.6 - 1, 0.0766264227631928, 0.6512485112663873);
    EXPECT_NEAR(effect.p, 0.00804508136819656, 1e-12);
    expectEstimate(estimateOf(MetricKind::Proportion, treated, alpha), 0.8, 0.6918335550374695,
                   0.8769526075163705);
    // Of the same table (g) 10/10 - 0/20 and (h) 10/10 - 0/10.
    const Effect whole =
        compareArms(MetricKind::Proportion, Moments::ofCounts(20, 0), Moments::ofCounts(10, 10), alpha);
    expectEstimate(whole.difference, 1, 0.6790860371419145, 1);
    const Effect none =
        compareArms(MetricKind::Proportion, Moments::ofCounts(10, 0), Moments::ofCounts(29, 0), alpha);
    expectEstimate(none.difference, 0, -0.27753279986288926, 0.1169697984997408);
    EXPECT_EQ(none.p, 1);
    EXPECT_TRUE(std::isnan(none.lift.value)) << "nothing over nothing";
}

TEST(ExperimentEffect, MeansAreWelchs) {
    const Effect effect = compareArms(MetricKind::Mean, of(first), of(second), alpha);
    expectEstimate(effect.difference, 2.0895833333333336, -1.0373979079729296, 5.216564574639596);
    EXPECT_NEAR(effect.p, 0.16803790099187124, 1e-12);
    expectEstimate(effect.lift, 0.6157151626764887, -0.20806459404040756, 2.296399513467279);
    expectEstimate(estimateOf(MetricKind::Mean, of(first), alpha), 3.39375, 1.3271860130154391,
                   5.460313986984561);
}

TEST(ExperimentEffect, RatiosAreByTheDeltaMethod) {
    const Moments control = of({1, 1, 1, 0, 2, 3, 1, 4, 2, 3, 0, 0}, {3, 3, 5, 4, 5, 8, 4, 7, 7, 5, 5, 5});
    const Moments treated = of({7, 4, 4, 5, 4, 2, 0, 2, 1}, {11, 9, 6, 8, 8, 6, 2, 7, 6});
    const Effect effect = compareArms(MetricKind::Ratio, control, treated, alpha);
    expectEstimate(effect.difference, 0.1652354931043456, -0.004281838745263888, 0.3347528249539551);
    EXPECT_NEAR(effect.p, 0.05607436578552383, 1e-12);
    expectEstimate(effect.lift, 0.5599647266313934, -0.03736054383064824, 1.5279349737208854);
    expectEstimate(estimateOf(MetricKind::Ratio, control, alpha), 0.29508196721311475, 0.17508071099376077,
                   0.41508322343246873);
    // A ratio over ones is the mean.
    EXPECT_NEAR(deviationOf(MetricKind::Ratio, of(first)), deviationOf(MetricKind::Mean, of(first)), 1e-12);
}

TEST(ExperimentEffect, CupedIsTheSlopeOfARegressionWithinTheArms) {
    const Moments control = of(first, {}, {2, 3, 4, 1, 5, 2, 2, 7});
    const Moments treated = of(second, {}, {4, 5, 1, 7, 8, 3});
    Slope slope;
    slope.addArm(MetricKind::Mean, control);
    slope.addArm(MetricKind::Mean, treated);
    EXPECT_NEAR(slope.theta(), 1.1092465753424654, 1e-12) << "OLS of value on arm and what was before";
    const Effect effect = compareAdjusted(MetricKind::Mean, control, treated, slope, alpha);
    expectEstimate(effect.difference, 0.5181506849315065, -0.21612442088802475, 1.2524257907510377);
    EXPECT_NEAR(effect.p, 0.14865640514136882, 1e-12);
    expectEstimate(effect.lift, 0.12739673298530074, -0.04713321743928656, 0.3338941149047181);
    EXPECT_NEAR(varianceReduction(MetricKind::Mean, control, treated, slope), 0.9439742588978748, 1e-12);
    // Of a ratio over ones likewise, but for the normal quantile.
    Slope ratio;
    ratio.addArm(MetricKind::Ratio, control);
    ratio.addArm(MetricKind::Ratio, treated);
    EXPECT_NEAR(ratio.theta(), slope.theta(), 1e-12);
    EXPECT_NEAR(compareAdjusted(MetricKind::Ratio, control, treated, ratio, alpha).difference.value,
                effect.difference.value, 1e-12);
}

TEST(ExperimentEffect, NothingKnownBeforeChangesNothing) {
    const Moments control = of(first, {}, std::vector<double>(first.size(), 4.0));
    const Moments treated = of(second, {}, std::vector<double>(second.size(), 4.0));
    Slope slope;
    slope.addArm(MetricKind::Mean, control);
    slope.addArm(MetricKind::Mean, treated);
    EXPECT_TRUE(std::isnan(slope.theta()));
    const Effect adjusted = compareAdjusted(MetricKind::Mean, control, treated, slope, alpha);
    const Effect plain = compareArms(MetricKind::Mean, control, treated, alpha);
    EXPECT_EQ(adjusted.difference.low, plain.difference.low);
    EXPECT_EQ(adjusted.p, plain.p);
    EXPECT_EQ(adjusted.method, plain.method);
}

TEST(ExperimentEffect, SwappedArmsGiveTheSameDifferenceWithTheOtherSign) {
    Random random(3);
    for (int round = 0; round < 200; ++round) {
        for (const MetricKind kind : {MetricKind::Proportion, MetricKind::Mean, MetricKind::Ratio}) {
            std::vector<Moments> arms(2);
            for (Moments& arm : arms) {
                const std::uint64_t people = 2 + random.below(30);
                for (std::uint64_t person = 0; person < people; ++person) {
                    const double value = kind == MetricKind::Proportion ? static_cast<double>(random.below(2))
                                                                        : random.gamma(1);
                    arm.add(value, kind == MetricKind::Ratio ? 1 + random.gamma(2) : 1);
                }
            }
            const Effect there = compareArms(kind, arms[0], arms[1], alpha);
            const Effect back = compareArms(kind, arms[1], arms[0], alpha);
            if (there.difference.hasInterval()) {
                EXPECT_NEAR(there.difference.low, -back.difference.high, 1e-12);
                EXPECT_NEAR(there.difference.high, -back.difference.low, 1e-12);
                EXPECT_LE(there.difference.low, there.difference.value + 1e-15);
                EXPECT_GE(there.difference.high, there.difference.value - 1e-15);
                EXPECT_NEAR(there.p, back.p, 1e-12);
                EXPECT_TRUE(there.p >= 0 && there.p <= 1);
            }
            if (kind != MetricKind::Proportion && there.difference.hasInterval()) {
                EXPECT_EQ(there.difference.excludesZero(), there.p < alpha) << "one test, told twice";
            }
        }
    }
}

TEST(ExperimentEffect, WhatASampleCannotSayIsNaN) {
    const Moments nobody;
    const Moments one = of({3});
    const Moments same = of({2, 2, 2});
    for (const MetricKind kind : {MetricKind::Mean, MetricKind::Ratio}) {
        for (const auto& [control, treated] :
             {std::pair(one, of(first)), std::pair(of(first), one), std::pair(one, one),
              std::pair(same, same), std::pair(nobody, of(first)), std::pair(nobody, nobody)}) {
            const Effect effect = compareArms(kind, control, treated, alpha);
            EXPECT_FALSE(effect.difference.hasInterval());
            EXPECT_TRUE(std::isnan(effect.p));
            EXPECT_FALSE(effect.lift.hasInterval());
        }
        EXPECT_FALSE(estimateOf(kind, one, alpha).hasInterval());
        EXPECT_EQ(estimateOf(kind, one, alpha).value, 3);
        EXPECT_TRUE(std::isnan(estimateOf(kind, nobody, alpha).value));
    }
    EXPECT_TRUE(std::isnan(estimateOf(MetricKind::Ratio, of({1, 2}, {0, 0}), alpha).value));
    EXPECT_FALSE(estimateOf(MetricKind::Ratio, of({0.1, 0.3, 0.7}, {1, 3, 7}), alpha).hasInterval())
        << "everybody has the ratio, and rounding is no spread";
    const Effect empty =
        compareArms(MetricKind::Proportion, Moments::ofCounts(0, 0), Moments::ofCounts(5, 2), alpha);
    EXPECT_FALSE(empty.difference.hasInterval());
    EXPECT_TRUE(std::isnan(empty.p));
    const Effect single =
        compareArms(MetricKind::Proportion, Moments::ofCounts(1, 0), Moments::ofCounts(1, 1), alpha);
    EXPECT_TRUE(single.difference.hasInterval()) << "Wilson's interval is there for one person as well";
    EXPECT_FALSE(single.difference.excludesZero());
}

TEST(ExperimentEffect, MomentsDoNotCancelAndMerge) {
    Random random(8);
    Moments whole;
    Moments left;
    Moments right;
    for (int at = 0; at < 1000; ++at) {
        const double value = 1e9 + random.normal();
        const double base = 1e6 + random.normal();
        const double before = value - 1e9 + random.normal();
        whole.add(value, base, before);
        (at % 3 == 0 ? left : right).add(value, base, before);
    }
    left.merge(right);
    left.merge(Moments());
    EXPECT_EQ(left.count(), whole.count());
    for (const Part a : {Part::Value, Part::Base, Part::Before}) {
        EXPECT_NEAR(left.mean(a), whole.mean(a), 1e-6);
        for (const Part b : {Part::Value, Part::Base, Part::Before}) {
            EXPECT_NEAR(left.covariance(a, b), whole.covariance(a, b), 1e-6);
        }
    }
    EXPECT_NEAR(whole.covariance(Part::Value, Part::Value), 1, 0.15);
    EXPECT_NEAR(whole.covariance(Part::Value, Part::Before), 1, 0.2);
    const Moments counted = Moments::ofCounts(5, 2);
    const Moments added = of({1, 0, 0, 1, 0});
    EXPECT_NEAR(counted.covariance(Part::Value, Part::Value), added.covariance(Part::Value, Part::Value),
                1e-15);
}

TEST(ExperimentEffect, DistributionsAreSciPys) {
    EXPECT_NEAR(normalQuantile(0.975), 1.959963984540054, 1e-14);
    EXPECT_NEAR(studentQuantile(0.975, 7.3), 2.345066736547703, 1e-12);
    EXPECT_NEAR(chiSquaredTail(30, 4), 4.894437128029217e-06, 1e-18);
    EXPECT_TRUE(std::isnan(studentQuantile(0.975, 0)));
    EXPECT_TRUE(std::isnan(studentTwoSided(1, std::nan(""))));
    EXPECT_TRUE(std::isnan(chiSquaredTail(1, 0)));
}

} // namespace
} // namespace tastescope
