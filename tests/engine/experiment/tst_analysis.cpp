// SPDX-License-Identifier: GPL-3.0-or-later
// Split, correction, segments, and that no sentence says more than its interval.
#include "engine/experiment/analysis.h"

#include "engine/base/random.h"
#include "engine/experiment/words.h"

#include <algorithm>
#include <cmath>
#include <regex>

namespace tastescope {
namespace {

MetricSample counted(std::string id, const std::vector<std::pair<double, double>>& arms) {
    MetricSample metric{std::move(id), MetricKind::Proportion, true, {}};
    for (const auto& [people, successes] : arms) {
        metric.arms.push_back(Moments::ofCounts(people, successes));
    }
    return metric;
}

/// Cookie Cats (Yang 2018): where a game's first gate stands, 90,189 players.
ExperimentSample gates() {
    ExperimentSample sample;
    sample.arms = {"gate_30", "gate_40"};
    sample.people = {44700, 45489};
    sample.metrics = {counted("retention_1", {{44700, 20034}, {45489, 20119}}),
                      counted("retention_7", {{44700, 8502}, {45489, 8279}})};
    return sample;
}

TEST(ExperimentAnalysis, GatesOfAGame) {
    const auto reading = readExperiment(gates());
    ASSERT_TRUE(reading);
    EXPECT_NEAR(reading->split.chi2, 6.9024049496058275, 1e-10);
    EXPECT_NEAR(reading->split.p, 0.008607987810836262, 1e-12);
    EXPECT_EQ(reading->split.degrees, 1);
    EXPECT_EQ(reading->split.verdict, SplitVerdict::Warn);
    const Comparison& week = reading->comparisons[1];
    EXPECT_NEAR(week.effect.difference.low, -0.013281940871914845, 1e-12);
    EXPECT_NEAR(week.effect.difference.high, -0.00312130268876128, 1e-12);
    EXPECT_NEAR(week.effect.p, 0.001554249975614329, 1e-12);
    EXPECT_NEAR(week.effect.lift.low, 0.9311088495683821 - 1, 1e-12);
    EXPECT_NEAR(week.effect.lift.high, 0.9833664257427263 - 1, 1e-12);
    EXPECT_NEAR(week.pHolm, 2 * week.effect.p, 1e-15);
    EXPECT_EQ(week.reading, Reading::Lower);
    EXPECT_EQ(week.words,
              "retention_7 is lower in gate_40 than in gate_30, by 0.31 to 1.33 percentage points "
              "(95 % interval)");
    const Comparison& day = reading->comparisons[0];
    EXPECT_NEAR(day.effect.p, 0.07440965529691913, 1e-12);
    EXPECT_EQ(day.reading, Reading::Open);
    EXPECT_NE(day.words.find("no difference is shown"), std::string::npos) << day.words;
}

TEST(ExperimentAnalysis, SplitsAreJudged) {
    const auto verdict = [](std::vector<double> people, std::vector<double> shares = {}) {
        return checkSplit(people, shares);
    };
    EXPECT_EQ(verdict({1000, 1010}).verdict, SplitVerdict::Ok);
    EXPECT_EQ(verdict({1000, 2000}).verdict, SplitVerdict::Stop);
    EXPECT_EQ(verdict({1000, 2000}, {1, 2}).verdict, SplitVerdict::Ok);
    EXPECT_EQ(verdict({1000, 2000}, {1, 2}).p, 1);
    const SplitCheck three = verdict({1000, 1100, 950}, {0.3, 0.4, 0.3});
    EXPECT_NEAR(three.chi2, 21.03825136612022, 1e-12);
    EXPECT_NEAR(three.p, 2.7014800295271902e-05, 1e-16);
    EXPECT_EQ(three.degrees, 2);
    EXPECT_EQ(three.verdict, SplitVerdict::Stop);
    // The borders are what the p-value says, not more.
    for (double more = 0; more < 400; more += 1) {
        const SplitCheck check = verdict({5000, 5000 + more});
        EXPECT_EQ(check.verdict, check.p < 0.001  ? SplitVerdict::Stop
                                 : check.p < 0.01 ? SplitVerdict::Warn
                                                  : SplitVerdict::Ok);
    }
    EXPECT_TRUE(std::isnan(verdict({0, 0}).p));
    EXPECT_TRUE(std::isnan(verdict({5}).p));
    EXPECT_EQ(verdict({0, 500}).verdict, SplitVerdict::Stop);
}

TEST(ExperimentAnalysis, HolmCorrectsAllComparisonsThatExist) {
    ExperimentSample sample;
    sample.arms = {"A", "B", "C"};
    sample.people = {1000, 1000, 1000};
    sample.metrics = {counted("x", {{1000, 100}, {1000, 140}, {1000, 125}}),
                      counted("y", {{1000, 300}, {1000, 310}, {1000, 350}}),
                      counted("none", {{0, 0}, {0, 0}, {0, 0}})};
    const auto reading = readExperiment(sample);
    ASSERT_TRUE(reading);
    ASSERT_EQ(reading->comparisons.size(), 6U);
    std::vector<double> p;
    for (std::size_t at = 0; at < 4; ++at) {
        p.push_back(reading->comparisons[at].effect.p);
        const double holm = reading->comparisons[at].pHolm;
        EXPECT_GE(holm, p.back());
        EXPECT_LE(holm, std::min(1.0, 4 * p.back()) + 1e-15);
    }
    const double least = *std::min_element(p.begin(), p.end());
    EXPECT_NEAR(reading->comparisons[0].pHolm, 4 * least, 1e-15) << "the least of four, times four";
    EXPECT_TRUE(std::isnan(reading->comparisons[4].pHolm));
    EXPECT_EQ(reading->comparisons[4].reading, Reading::Unknown);
}

TEST(ExperimentAnalysis, SegmentsAreCorrectedTogetherAndCompared) {
    ExperimentSample sample;
    sample.arms = {"A", "B"};
    sample.people = {4000, 4000};
    sample.metrics = {counted("x", {{4000, 400}, {4000, 480}})};
    sample.segments = {{"young", {2000, 2000}, {counted("x", {{2000, 200}, {2000, 300}})}},
                       {"old", {2000, 2000}, {counted("x", {{2000, 200}, {2000, 180}})}},
                       {"nobody", {0, 0}, {counted("x", {{0, 0}, {0, 0}})}}};
    const auto reading = readExperiment(sample);
    ASSERT_TRUE(reading);
    ASSERT_EQ(reading->segments.size(), 3U);
    const Comparison& young = reading->segments[0].comparisons[0];
    EXPECT_NEAR(young.pHolm, 2 * young.effect.p, 1e-15) << "of the two that exist";
    EXPECT_EQ(reading->comparisons[0].pHolm, reading->comparisons[0].effect.p) << "apart from the whole";
    ASSERT_EQ(reading->heterogeneity.size(), 1U);
    EXPECT_EQ(reading->heterogeneity[0].degrees, 1);
    EXPECT_LT(reading->heterogeneity[0].p, 1e-4) << "+5 points and -1 point are not the same";
    EXPECT_EQ(reading->segments[2].comparisons[0].reading, Reading::Unknown);
    sample.segments[1] = sample.segments[0];
    sample.segments[1].name = "as old";
    EXPECT_GT(readExperiment(sample)->heterogeneity[0].p, 0.99);
}

TEST(ExperimentAnalysis, TotalsWithoutSpreadHaveNoInterval) {
    ExperimentSample sample;
    sample.arms = {"A", "B"};
    sample.people = {100, 100};
    sample.metrics = {counted("x", {{100, 10}, {100, 90}})};
    sample.metrics[0].kind = MetricKind::Mean;
    sample.metrics[0].spread = false;
    const auto reading = readExperiment(sample);
    ASSERT_TRUE(reading);
    EXPECT_FALSE(reading->estimates[0][0].hasInterval());
    EXPECT_NEAR(reading->comparisons[0].effect.difference.value, 0.8, 1e-12);
    EXPECT_FALSE(reading->comparisons[0].effect.difference.hasInterval());
    EXPECT_TRUE(std::isnan(reading->comparisons[0].pHolm));
    EXPECT_NE(reading->comparisons[0].words.find("nothing can be said"), std::string::npos);
}

TEST(ExperimentAnalysis, WhatIsNoExperimentIsRefused) {
    const auto refused = [](void (*spoil)(ExperimentSample&)) {
        ExperimentSample sample = gates();
        spoil(sample);
        const auto reading = readExperiment(sample);
        return !reading && reading.error().code == ErrorCode::InvalidArgument &&
               !reading.error().remedy.empty();
    };
    EXPECT_TRUE(refused([](ExperimentSample& s) { s.arms.resize(1); }));
    EXPECT_TRUE(refused([](ExperimentSample& s) { s.arms.clear(); }));
    EXPECT_TRUE(refused([](ExperimentSample& s) { s.shares = {0.5}; }));
    EXPECT_TRUE(refused([](ExperimentSample& s) { s.shares = {0.5, 0}; }));
    EXPECT_TRUE(refused([](ExperimentSample& s) { s.shares = {0.5, -1}; }));
    EXPECT_TRUE(refused([](ExperimentSample& s) { s.shares = {0.5, std::nan("")}; }));
    EXPECT_TRUE(refused([](ExperimentSample& s) { s.alpha = 0; }));
}

/// Over a thousand experiments of any size and effect.
TEST(ExperimentAnalysis, WordsNeverExceedTheInterval) {
    Random random(17);
    const std::regex sizes("by ([0-9.]+) to ([0-9.]+)");
    const std::regex ranges("from (?:(the same)|([0-9.]+)(?: percentage points)? (lower|higher)) to "
                            "(?:(the same)|([0-9.]+)(?: percentage points)? "
                            "(lower|higher))");
    std::size_t claims = 0;
    for (int round = 0; round < 1000; ++round) {
        ExperimentSample sample;
        sample.arms = {"A", "B", "C"};
        MetricSample metric{"m", random.below(2) ? MetricKind::Proportion : MetricKind::Mean, true, {}};
        const double scale = std::pow(10.0, random.uniform(-4, 5));
        for (int arm = 0; arm < 3; ++arm) {
            const double people = static_cast<double>(random.below(2000));
            sample.people.push_back(people);
            Moments moments;
            const double share = random.uniform();
            for (double person = 0; person < people; ++person) {
                moments.add(metric.kind == MetricKind::Proportion ? (random.uniform() < share ? 1 : 0)
                                                                  : scale * (share + random.normal()));
            }
            metric.arms.push_back(moments);
        }
        sample.metrics = {metric};
        const double unit = metric.kind == MetricKind::Proportion ? 100 : 1;
        const auto reading = readExperiment(sample);
        ASSERT_TRUE(reading);
        for (const Comparison& one : reading->comparisons) {
            const Estimate& d = one.effect.difference;
            std::smatch match;
            const bool higher = one.words.find("is higher") != std::string::npos;
            const bool lower = one.words.find("is lower") != std::string::npos;
            if (higher || lower) {
                ++claims;
                EXPECT_TRUE(d.excludesZero() && one.pHolm < 0.05) << one.words;
                EXPECT_EQ(higher, d.low > 0) << one.words;
                ASSERT_TRUE(std::regex_search(one.words, match, sizes)) << one.words;
                const double near = std::min(std::abs(d.low), std::abs(d.high)) * unit;
                const double far = std::max(std::abs(d.low), std::abs(d.high)) * unit;
                EXPECT_LE(std::stod(match[1]), near * (1 + 1e-9)) << one.words;
                EXPECT_GE(std::stod(match[2]), far * (1 - 1e-9)) << one.words;
            } else if (std::regex_search(one.words, match, ranges)) {
                const auto bound = [&](std::size_t at) {
                    return match[at].matched ? 0
                                             : std::stod(match[at + 1]) * (match[at + 2] == "lower" ? -1 : 1);
                };
                EXPECT_LE(bound(1), d.low * unit + 1e-9 * std::abs(d.low * unit)) << one.words;
                EXPECT_GE(bound(4), d.high * unit - 1e-9 * std::abs(d.high * unit)) << one.words;
            } else {
                EXPECT_EQ(one.reading, Reading::Unknown) << one.words;
            }
        }
    }
    EXPECT_GT(claims, 500U);
}

} // namespace
} // namespace tastescope
