// SPDX-License-Identifier: GPL-3.0-or-later
// Estimates against the formulas of the Open Bandit Pipeline computed with NumPy, identities, verdicts.
#include "engine/experiment/off_policy.h"

#include "engine/base/random.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace tastescope {
namespace {

OffPolicyEstimator estimator(std::vector<double> clips, std::vector<double> switches, bool modelled) {
    auto made = OffPolicyEstimator::create(std::move(clips), std::move(switches), modelled);
    EXPECT_TRUE(made);
    return *std::move(made);
}

void expectEstimate(const Estimate& estimate, double value, double low, double high) {
    EXPECT_NEAR(estimate.value, value, 1e-12);
    EXPECT_NEAR(estimate.low, low, 1e-9);
    EXPECT_NEAR(estimate.high, high, 1e-9);
}

TEST(OffPolicy, IsWhatNumPyComputes) {
    const std::vector<double> reward{1, 0, 0, 1, 0, 1, 0, 0, 1, 0};
    const std::vector<double> propensity{.5, .25, .1, .2, .5, .05, .4, .3, .6, .2};
    const std::vector<double> target{.4, .5, .1, .3, .2, .6, .4, .1, .3, .2};
    const std::vector<double> q{.5, .2, .1, .6, .3, .7, .2, .25, .55, .15};
    const std::vector<double> v{.45, .3, .2, .5, .35, .6, .25, .3, .5, .2};
    OffPolicyEstimator log = estimator({2}, {1.5, 5}, true);
    for (std::size_t row = 0; row < reward.size(); ++row) {
        log.add({reward[row], target[row] / propensity[row], q[row], v[row]});
    }
    const PolicyEstimates out = log.estimates();
    expectEstimate(out.ips, 1.48, -0.8320191677128583, 3.7920191677128576);
    expectEstimate(out.snips, 0.7207792207792207, 0.32787162534082515, 1.1136868162176163);
    expectEstimate(out.direct, 0.365, 0.2785120009399734, 0.4514879990600267);
    expectEstimate(out.doublyRobust, 0.7421666666666666, -0.05034349966280305, 1.5346768329961362);
    expectEstimate(out.selfNormalisedDoublyRobust, 0.548685064935065, 0.29405890442010724,
                   0.8033112254500228);
    ASSERT_EQ(out.switched.size(), 2U);
    expectEstimate(out.switched[0].estimate, 0.4221666666666667, 0.19204147388725157, 0.6522918594460818);
    expectEstimate(out.switched[1].estimate, 0.38216666666666665, 0.13062049159806788, 0.6337128417352654);
    expectEstimate(out.clipped.at(0).estimate, 0.48, 0.025671498474252707, 0.9343285015257472);
    expectEstimate(out.logged, 0.4, 0.07993922157631267, 0.7200607784236874);
    EXPECT_NEAR(out.effective, 2.730488594660718, 1e-12);
    EXPECT_NEAR(out.meanWeight, 2.0533333333333332, 1e-12);
    EXPECT_NEAR(out.meanWeightError, 1.1167877214649229, 1e-12);
    EXPECT_NEAR(out.maxWeight, 12, 1e-12);
    EXPECT_EQ(out.verdict, PolicyVerdict::No);
}

// The estimators of the Open Bandit Pipeline 0.5.5 itself, called on six rows of three actions.
TEST(OffPolicy, IsWhatTheOpenBanditPipelineEstimates) {
    using Actions = std::array<double, 3>;
    const std::array<Actions, 6> logging{
        {{.5, .3, .2}, {.2, .5, .3}, {.1, .1, .8}, {.6, .3, .1}, {.25, .5, .25}, {.4, .4, .2}}};
    const std::array<Actions, 6> target{
        {{.1, .7, .2}, {.3, .3, .4}, {.5, .25, .25}, {.2, .2, .6}, {.6, .3, .1}, {.05, .05, .9}}};
    const std::array<Actions, 6> modelled{
        {{.2, .9, .4}, {.5, .1, .3}, {1.2, .6, .2}, {.3, .3, .9}, {.4, .2, .7}, {.6, .8, .1}}};
    const std::array<std::size_t, 6> action{1, 2, 0, 2, 0, 1};
    const std::array<double, 6> reward{1, 0, 2, 1.5, 0, 1};
    OffPolicyEstimator log = estimator({3}, {3}, true);
    for (std::size_t row = 0; row < 6; ++row) {
        const double expected =
            std::inner_product(target[row].begin(), target[row].end(), modelled[row].begin(), 0.0);
        log.add({reward[row], target[row][action[row]] / logging[row][action[row]],
                 modelled[row][action[row]], expected});
    }
    const PolicyEstimates out = log.estimates();
    EXPECT_NEAR(out.ips.value, 3.576388888888889, 1e-12);
    EXPECT_NEAR(out.snips.value, 1.2481822588463405, 1e-12);
    EXPECT_NEAR(out.clipped.at(0).estimate.value, 2.1597222222222223, 1e-12);
    EXPECT_NEAR(out.direct.value, 0.5033333333333334, 1e-12);
    EXPECT_NEAR(out.doublyRobust.value, 1.5863888888888888, 1e-12);
    EXPECT_NEAR(out.selfNormalisedDoublyRobust.value, 0.8813265470996928, 1e-12);
    EXPECT_NEAR(out.switched.at(0).estimate.value, 0.31972222222222224, 1e-12);
}

/// `rows` rows of which every `every`-th is acted on by the target with weight `every`.
PolicyEstimates sparse(int rows, int every, double factor = 1) {
    OffPolicyEstimator log = estimator({}, {}, false);
    for (int row = 0; row < rows; ++row) {
        log.add({row % 2 == 0 ? 1.0 : 0.0, row % every == 0 ? every * factor : 0, 0, 0});
    }
    return log.estimates();
}

TEST(OffPolicy, VerdictsFollowTheWeights) {
    EXPECT_EQ(sparse(10'000, 1).verdict, PolicyVerdict::Trust);
    EXPECT_NEAR(sparse(10'000, 5).effectiveShare, 0.2, 1e-12);
    EXPECT_EQ(sparse(10'000, 5).verdict, PolicyVerdict::Trust);
    EXPECT_EQ(sparse(10'000, 10).verdict, PolicyVerdict::Trust) << "10 % is enough";
    EXPECT_EQ(sparse(10'010, 11).verdict, PolicyVerdict::Careful);
    EXPECT_EQ(sparse(10'000, 100).verdict, PolicyVerdict::Careful) << "1 % and 100 rows are enough to look";
    EXPECT_EQ(sparse(20'200, 101).verdict, PolicyVerdict::No);
    EXPECT_EQ(sparse(99, 1).verdict, PolicyVerdict::No) << "99 rows";
    EXPECT_EQ(sparse(100, 1).verdict, PolicyVerdict::Trust);
    const PolicyEstimates off = sparse(10'000, 2, 1.1);
    EXPECT_GT(std::abs(off.meanWeight - 1), 4 * off.meanWeightError);
    EXPECT_EQ(off.verdict, PolicyVerdict::No) << "a mean weight of 1.1 is no accident";
    EXPECT_EQ(sparse(10'000, 2, 1.03).verdict, PolicyVerdict::Trust) << "1.03 +- 0.0103 may be one";
    EXPECT_EQ(sparse(10'000, 1, 0.99999).verdict, PolicyVerdict::Trust) << "propensities of five digits";
    EXPECT_EQ(sparse(10'000, 1, 0.9).verdict, PolicyVerdict::No) << "without any spread";
}

TEST(OffPolicy, WithoutSupportThereIsNone) {
    for (const double factor : {0.0}) {
        const PolicyEstimates out = sparse(1000, 1, factor);
        EXPECT_EQ(out.verdict, PolicyVerdict::NoSupport);
        EXPECT_EQ(verdictName(out.verdict), "no support");
        EXPECT_EQ(out.ips.value, 0);
        EXPECT_FALSE(out.ips.hasInterval());
        EXPECT_TRUE(std::isnan(out.snips.value));
        EXPECT_EQ(out.effective, 0);
        EXPECT_EQ(out.effectiveShare, 0);
    }
    const PolicyEstimates empty = estimator({1}, {1}, true).estimates();
    EXPECT_EQ(empty.verdict, PolicyVerdict::NoSupport);
    EXPECT_TRUE(std::isnan(empty.ips.value));
    EXPECT_TRUE(std::isnan(empty.doublyRobust.value));
    EXPECT_TRUE(empty.histogram.empty());
    OffPolicyEstimator one = estimator({1}, {1}, true);
    one.add({1, 1, 0.5, 0.5});
    const PolicyEstimates single = one.estimates();
    EXPECT_EQ(single.ips.value, 1);
    for (const Estimate& estimate : {single.ips, single.snips, single.doublyRobust, single.direct,
                                     single.selfNormalisedDoublyRobust, single.switched[0].estimate}) {
        EXPECT_FALSE(std::isnan(estimate.value));
        EXPECT_FALSE(estimate.hasInterval());
    }
}

TEST(OffPolicy, WeightsOfAnySizeGiveTheSameEffectiveSample) {
    for (const double unit : {1e-300, 1e-170, 1e-30, 0.3, 1.0, 1e60, mostWeight / 4}) {
        for (const bool largestFirst : {true, false}) {
            OffPolicyEstimator log = estimator({}, {}, true);
            for (int row = 0; row < 200; ++row) {
                log.add({1, unit * (1 + (largestFirst ? 199 - row : row) % 4), 0.5, 0.5});
            }
            const PolicyEstimates out = log.estimates();
            EXPECT_NEAR(out.effective, 200 * 2.5 * 2.5 / 7.5, 1e-9) << unit;
            EXPECT_NE(out.verdict, PolicyVerdict::NoSupport) << unit;
        }
    }
    OffPolicyEstimator one = estimator({}, {}, false);
    for (int row = 0; row < 500; ++row) {
        one.add({1, row == 250 ? mostWeight : 1, 0, 0});
    }
    EXPECT_NEAR(one.estimates().effective, 1, 1e-12);
    EXPECT_EQ(one.estimates().verdict, PolicyVerdict::No);
}

TEST(OffPolicy, LimitsMeetTheirNeighbours) {
    Random random(5);
    OffPolicyEstimator log = estimator({1e12}, {1e12, 1e-12}, true);
    OffPolicyEstimator zero = estimator({}, {}, true);
    double rewards = 0;
    for (int row = 0; row < 5000; ++row) {
        const double weight = random.gamma(0.7) + 0.01;
        const double reward = random.uniform() < 0.2 ? 1 : 0;
        rewards += reward;
        log.add({reward, weight, random.uniform(), random.uniform()});
        zero.add({reward, weight, 0, 0});
    }
    const PolicyEstimates out = log.estimates();
    EXPECT_NEAR(out.logged.value, rewards / 5000, 1e-12);
    EXPECT_DOUBLE_EQ(out.clipped[0].estimate.value, out.ips.value) << "a clip out of reach";
    EXPECT_NEAR(out.switched[0].estimate.value, out.doublyRobust.value, 1e-12) << "no weight is too large";
    EXPECT_NEAR(out.switched[1].estimate.value, out.direct.value, 1e-12) << "every weight is";
    const PolicyEstimates bare = zero.estimates();
    EXPECT_NEAR(bare.doublyRobust.value, bare.ips.value, 1e-12) << "a model that says nothing";
    EXPECT_NEAR(bare.doublyRobust.low, bare.ips.low, 1e-9);
    EXPECT_NEAR(bare.selfNormalisedDoublyRobust.value, bare.snips.value, 1e-12);
    EXPECT_NEAR(bare.selfNormalisedDoublyRobust.high, bare.snips.high, 1e-9);
}

TEST(OffPolicy, EveryRowIsInOneBin) {
    OffPolicyEstimator log = estimator({}, {}, false);
    std::vector<double> weights{0, 1e-300, 0.000999, 0.001, 0.0017, 1, 10, 1e6, 1e7, 1e300};
    Random random(2);
    for (int row = 0; row < 2000; ++row) {
        weights.push_back(std::pow(10.0, random.uniform(-5, 9)));
    }
    for (int tens = -4; tens < 8; ++tens) {
        weights.push_back(std::pow(10.0, tens));
    }
    for (const double weight : weights) {
        log.add({0, weight, 0, 0});
    }
    std::uint64_t rows = 0;
    double border = 0;
    for (const WeightBin& bin : log.estimates().histogram) {
        EXPECT_EQ(bin.from, border) << "without gaps";
        border = bin.to;
        rows += bin.rows;
        const auto expected = std::count_if(weights.begin(), weights.end(), [&](double weight) {
            return weight >= bin.from && weight < bin.to;
        });
        EXPECT_EQ(bin.rows, static_cast<std::uint64_t>(expected)) << bin.from;
    }
    EXPECT_EQ(rows, weights.size());
}

TEST(OffPolicy, ThresholdsAreLookedAt) {
    const double nan = std::nan("");
    for (const double wrong : {0.0, -1.0, nan, std::numeric_limits<double>::infinity()}) {
        EXPECT_FALSE(OffPolicyEstimator::create({wrong}, {}, true));
        EXPECT_FALSE(OffPolicyEstimator::create({}, {1, wrong}, true));
    }
    EXPECT_FALSE(OffPolicyEstimator::create(std::vector<double>(65, 1.0), {}, true));
    EXPECT_FALSE(OffPolicyEstimator::create({}, {}, true, 0));
}

} // namespace
} // namespace tastescope
