// SPDX-License-Identifier: GPL-3.0-or-later
// Sizes of published examples and of statsmodels 0.15, and identities between size, power and effect.
#include "engine/experiment/plan.h"

#include "engine/experiment/probability.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace tastescope {
namespace {

PlanRequest proportion(double baseline, double effect) {
    PlanRequest request;
    request.baseline = baseline;
    request.effect = effect;
    return request;
}

PlanRequest mean(double deviation, double effect) {
    PlanRequest request;
    request.kind = MetricKind::Mean;
    request.deviation = deviation;
    request.effect = effect;
    return request;
}

Plan planned(const PlanRequest& request) {
    auto plan = planExperiment(request);
    EXPECT_TRUE(plan) << plan.error().text();
    return plan ? *plan : Plan{};
}

TEST(ExperimentPlan, ProportionsAreThoseOfStatsmodels) {
    EXPECT_NEAR(planned(proportion(0.10, 0.01)).exact, 14750.790469044945, 1e-6);
    EXPECT_EQ(planned(proportion(0.10, 0.01)).control, 14751U);
    PlanRequest request = proportion(0.05, 0.02);
    request.power = 0.9;
    EXPECT_NEAR(planned(request).exact, 2961.015661476077, 1e-6);
    // samplesize_proportions_2indep_onetail(ratio=2) gives the treated arm, with twice as many in the
    // control.
    request.ratio = 0.5;
    EXPECT_NEAR(planned(request).exact, 2 * 2194.9114320780704, 1e-6);
    request = proportion(0.10, 0.01);
    request.oneSided = true;
    EXPECT_NEAR(planned(request).exact, 11619.069936521044, 1e-6);
}

TEST(ExperimentPlan, MeansAreThoseOfTheNoncentralT) {
    // Cohen (1988): a medium effect needs 64 an arm.
    EXPECT_NEAR(planned(mean(1, 0.5)).exact, 63.76561058891169, 1e-6);
    EXPECT_EQ(planned(mean(1, 0.5)).control, 64U);
    EXPECT_NEAR(planned(mean(20, 10)).exact, 63.76561058891169, 1e-6) << "only effect / deviation matters";
    PlanRequest request = mean(1, 0.5);
    request.ratio = 2;
    EXPECT_NEAR(planned(request).exact, 47.741920646056975, 1e-6);
    EXPECT_EQ(planned(request).treated, 96U);
    EXPECT_EQ(planned(request).total, 48U + 96U);
    request = mean(1, 0.05);
    request.power = 0.9;
    request.alpha = 0.01;
    request.oneSided = true;
    EXPECT_NEAR(planned(request).exact, 10414.90378801891, 1e-5);
}

TEST(ExperimentPlan, PowerIsThatOfStatsmodels) {
    EXPECT_NEAR(*powerOf(mean(1, 0.5), 64), 0.8014595579222542, 1e-9);
    EXPECT_NEAR(*powerOf(mean(1, 0.01), 200'000), 0.8853776705157718, 1e-8);
    EXPECT_NEAR(*powerOf(mean(1, 0.002), 20'000), 0.0545944642919945, 1e-8) << "both tails count";
    EXPECT_NEAR(studentPower(1.96, 2e6 - 2, 2.8, false), 0.7995457623420793, 1e-9);
}

TEST(ExperimentPlan, TheLargerDirectionCounts) {
    const auto oneWay = [](double baseline, double effect) {
        PlanRequest request = proportion(baseline, effect);
        request.oneSided = true;
        request.alpha = 0.025;
        return planned(request).exact;
    };
    for (const double baseline : {0.1, 0.3, 0.5, 0.7, 0.95}) {
        const double both = planned(proportion(baseline, 0.03)).exact;
        EXPECT_DOUBLE_EQ(both, std::max(oneWay(baseline, 0.03), oneWay(baseline, -0.03))) << baseline;
        EXPECT_DOUBLE_EQ(both, planned(proportion(baseline, -0.03)).exact);
        EXPECT_NEAR(both, planned(proportion(1 - baseline, 0.03)).exact, 1e-6 * both);
    }
    // Beyond 0 or 1 only the direction that exists counts.
    EXPECT_DOUBLE_EQ(planned(proportion(0.05, 0.2)).exact, oneWay(0.05, 0.2));
    EXPECT_DOUBLE_EQ(planned(proportion(0.95, 0.2)).exact, oneWay(0.95, -0.2));
    EXPECT_FALSE(planExperiment(proportion(0.5, 0.6)));
}

TEST(ExperimentPlan, SeveralArmsShareTheSignificance) {
    PlanRequest four = proportion(0.1, 0.01);
    four.arms = 4;
    PlanRequest strict = proportion(0.1, 0.01);
    strict.alpha = 0.05 / 3;
    EXPECT_DOUBLE_EQ(planned(four).exact, planned(strict).exact);
    EXPECT_EQ(planned(four).total, 4 * planned(four).control);
    EXPECT_DOUBLE_EQ(planned(four).alphaEach, 0.05 / 3);
    EXPECT_NE(planned(four).formula.find("3 comparisons"), std::string::npos);
}

TEST(ExperimentPlan, SizePowerAndEffectAreInversesOfEachOther) {
    std::vector<PlanRequest> requests{proportion(0.1, 0.01), proportion(0.8, 0.05), mean(3, 0.7), mean(1, 2)};
    requests.push_back(mean(3, 0.2));
    requests.back().kind = MetricKind::Ratio;
    const std::size_t plain = requests.size();
    for (std::size_t at = 0; at < plain; ++at) {
        PlanRequest other = requests[at];
        other.power = 0.95;
        other.alpha = 0.01;
        other.ratio = 3;
        other.arms = 3;
        requests.push_back(other);
        other.oneSided = true;
        other.effect = -std::min(other.effect, 0.09);
        requests.push_back(other);
    }
    for (const PlanRequest& request : requests) {
        SCOPED_TRACE(testing::Message() << request.baseline << " " << request.effect << " " << request.ratio);
        const Plan plan = planned(request);
        const auto power = powerOf(request, std::max(plan.exact, 2.0));
        ASSERT_TRUE(power);
        EXPECT_NEAR(*power, request.power, 2e-5);
        EXPECT_GE(*power, request.power - 1e-9);
        const auto effect = smallestEffect(request, plan.exact);
        ASSERT_TRUE(effect) << effect.error().text();
        EXPECT_NEAR(*effect, request.effect, 1e-6 * std::abs(request.effect));
        PlanRequest half = request;
        half.effect /= 2;
        EXPECT_GT(planned(half).exact, 3 * plan.exact) << "about four times as many for half the effect";
    }
}

TEST(ExperimentPlan, DaysAreWholeAndWeeksToo) {
    PlanRequest request = proportion(0.118, 0.118 * 0.04);
    request.daily = 5200;
    const Plan plan = planned(request);
    EXPECT_EQ(plan.days, static_cast<std::uint64_t>(std::ceil(static_cast<double>(plan.total) / 5200)));
    EXPECT_EQ(plan.wholeWeeks % 7, 0U);
    EXPECT_GE(plan.wholeWeeks, plan.days);
    EXPECT_LT(plan.wholeWeeks, plan.days + 7);
    request.daily = 0;
    EXPECT_EQ(planned(request).days, 0U);
}

TEST(ExperimentPlan, CurvesRiseAndFall) {
    for (const PlanRequest& request : {proportion(0.1, 0.01), mean(2, 0.5)}) {
        const auto power = powerCurve(request);
        const auto size = sizeCurve(request);
        ASSERT_TRUE(power && size);
        ASSERT_GT(power->size(), 10U);
        for (std::size_t at = 1; at < power->size(); ++at) {
            EXPECT_GT((*power)[at].x, (*power)[at - 1].x);
            EXPECT_GT((*power)[at].y, (*power)[at - 1].y);
        }
        ASSERT_EQ(size->size(), 16U);
        for (std::size_t at = 1; at < size->size(); ++at) {
            EXPECT_LT((*size)[at].y, (*size)[at - 1].y);
        }
        EXPECT_DOUBLE_EQ(size->front().x, request.effect / 2);
        EXPECT_DOUBLE_EQ(size->back().x, request.effect * 2);
    }
}

TEST(ExperimentPlan, WhatNoPlanCanHaveIsNamed) {
    const std::vector<std::pair<std::string, std::function<void(PlanRequest&)>>> wrong{
        {"--baseline", [](PlanRequest& r) { r.baseline = 0; }},
        {"--baseline", [](PlanRequest& r) { r.baseline = 1; }},
        {"--baseline", [](PlanRequest& r) { r.baseline = std::nan(""); }},
        {"--mde", [](PlanRequest& r) { r.effect = 0; }},
        {"--mde", [](PlanRequest& r) { r.effect = std::nan(""); }},
        {"--mde", [](PlanRequest& r) { r.effect = 0.95; }},
        {"--mde", [](PlanRequest& r) { r.effect = 1e-12; }},
        {"--alpha", [](PlanRequest& r) { r.alpha = 0; }},
        {"--alpha", [](PlanRequest& r) { r.alpha = 1; }},
        {"--power", [](PlanRequest& r) { r.power = 1; }},
        {"--power", [](PlanRequest& r) { r.power = 0.01; }},
        {"--arms", [](PlanRequest& r) { r.arms = 1; }},
        {"--arms", [](PlanRequest& r) { r.arms = 0; }},
        {"--ratio", [](PlanRequest& r) { r.ratio = 0; }},
        {"--ratio", [](PlanRequest& r) { r.ratio = std::nan(""); }},
        {"--daily", [](PlanRequest& r) { r.daily = -5; }},
        {"--daily", [](PlanRequest& r) { r.daily = 1e-300; }},
        {"--sd", [](PlanRequest& r) { r.kind = MetricKind::Mean; }},
    };
    for (const auto& [place, spoil] : wrong) {
        PlanRequest request = proportion(0.1, 0.01);
        spoil(request);
        const auto plan = planExperiment(request);
        ASSERT_FALSE(plan) << place;
        EXPECT_EQ(plan.error().code, ErrorCode::InvalidArgument);
        EXPECT_EQ(plan.error().context, place) << plan.error().text();
        EXPECT_FALSE(plan.error().remedy.empty());
    }
    EXPECT_FALSE(powerOf(proportion(0.1, 0.01), 0));
    EXPECT_FALSE(powerOf(mean(1, 1), 1));
    EXPECT_FALSE(smallestEffect(proportion(0.1, 0.01), 1)) << "one person proves nothing";
}

} // namespace
} // namespace tastescope
