// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/experiment/sequential.h"

#include "engine/experiment/plan.h"

#include <cmath>

namespace tastescope {
namespace {

TEST(ExperimentSequential, IsTheFormulaOfJohari) {
    const Watched open = alwaysValid(5000, 0.012, 0.19, 0.0001, 0.05);
    EXPECT_NEAR(open.p, 0.48279461237008214, 1e-12);
    EXPECT_NEAR(open.difference.low, -0.007540280598904783, 1e-12);
    EXPECT_NEAR(open.difference.high, 0.031540280598904784, 1e-12);
    const Watched early = alwaysValid(800, 0.001, 0.18, 0.0004, 0.05);
    EXPECT_EQ(early.p, 1);
    EXPECT_NEAR(early.difference.low, -0.04865429006191823, 1e-12);
    const Watched sure = alwaysValid(20'000, 0.02, 0.2, 0.0001, 0.1);
    EXPECT_NEAR(sure.p, 4.211463443328278e-08, 1e-18);
    EXPECT_NEAR(sure.difference.low, 0.01122311444493828, 1e-12);
}

TEST(ExperimentSequential, TheIntervalIsWhatTheTestDoesNotReject) {
    for (const double n : {10.0, 500.0, 30'000.0}) {
        for (const double tau2 : {1e-5, 1e-3, 1.0}) {
            const Watched watched = alwaysValid(n, 0.03, 0.2, tau2, 0.05);
            for (const double border : {watched.difference.low, watched.difference.high}) {
                // Against an effect at the border p is the significance.
                EXPECT_NEAR(alwaysValid(n, 0.03 - border, 0.2, tau2, 0.05).p, 0.05, 1e-9);
            }
        }
    }
}

TEST(ExperimentSequential, ArmsGiveWhatTheirVarianceGives) {
    const Moments control = Moments::ofCounts(4000, 400);
    const Moments treated = Moments::ofCounts(4000, 480);
    const double variance = 0.1 * 0.9 + 0.12 * 0.88;
    const Watched byArms = alwaysValid(MetricKind::Proportion, control, treated, 1e-4, 0.05);
    const Watched byHand = alwaysValid(4000, 0.02, variance, 1e-4, 0.05);
    EXPECT_EQ(byArms.n, 4000);
    EXPECT_NEAR(byArms.p, byHand.p, 1e-12);
    EXPECT_NEAR(byArms.difference.low, byHand.difference.low, 1e-12);
    EXPECT_NEAR(byArms.difference.high, byHand.difference.high, 1e-12);
    // Unequal arms: by the squared standard error of the difference.
    const Watched unequal =
        alwaysValid(MetricKind::Proportion, Moments::ofCounts(8000, 800), treated, 1e-4, 0.05);
    EXPECT_NEAR(unequal.n, 2 / (1.0 / 8000 + 1.0 / 4000), 1e-9);
    EXPECT_LT(unequal.difference.high - unequal.difference.low,
              byArms.difference.high - byArms.difference.low);
}

TEST(ExperimentSequential, WhereNothingCanBeSaidNothingIs) {
    const double nan = std::nan("");
    for (const Watched& watched :
         {alwaysValid(0, 0.1, 0.2, 1e-4, 0.05), alwaysValid(100, 0.1, 0, 1e-4, 0.05),
          alwaysValid(100, nan, 0.2, 1e-4, 0.05), alwaysValid(100, 0.1, nan, 1e-4, 0.05),
          alwaysValid(100, 0.1, 0.2, 0, 0.05), alwaysValid(100, 0.1, -1, 1e-4, 0.05),
          alwaysValid(MetricKind::Proportion, Moments(), Moments(), 1e-4, 0.05),
          alwaysValid(MetricKind::Mean, Moments::ofCounts(1, 1), Moments::ofCounts(9, 5), 1e-4, 0.05)}) {
        EXPECT_EQ(watched.p, 1);
        EXPECT_FALSE(watched.difference.hasInterval());
    }
}

TEST(ExperimentSequential, LooksTogetherOnlyNarrow) {
    std::vector<Watched> looks{alwaysValid(0, 0, 0.2, 1e-4, 0.05)};
    for (int look = 1; look <= 30; ++look) {
        looks.push_back(alwaysValid(look * 1000.0, 0.02 + 0.01 * std::sin(look), 0.2, 1e-4, 0.05));
    }
    const std::vector<Watched> together = running(looks);
    ASSERT_EQ(together.size(), looks.size());
    for (std::size_t at = 2; at < looks.size(); ++at) {
        EXPECT_LE(together[at].p, together[at - 1].p);
        EXPECT_GE(together[at].difference.low, together[at - 1].difference.low);
        EXPECT_LE(together[at].difference.high, together[at - 1].difference.high);
        EXPECT_LE(together[at].p, looks[at].p);
        EXPECT_EQ(together[at].difference.value, looks[at].difference.value);
    }
    EXPECT_TRUE(running({}).empty());
}

TEST(ExperimentSequential, TheDefaultIsWhatTenThousandAnArmFind) {
    PlanRequest request;
    request.kind = MetricKind::Mean;
    request.deviation = 2;
    request.effect = std::sqrt(defaultTau2(2 * request.deviation * request.deviation));
    EXPECT_NEAR(planExperiment(request)->exact, 10'000, 2);
}

} // namespace
} // namespace tastescope
