// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/search_space.h"
#include "engine/registry/registry.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace tastescope {
namespace {

ParamSpec number(ParamType type, ParamValue standard, double low, double high, bool logarithmic) {
    ParamSpec spec;
    spec.name = "x";
    spec.type = type;
    spec.standard = std::move(standard);
    spec.low = low;
    spec.high = high;
    spec.logarithmic = logarithmic;
    return spec;
}

TEST(SearchSpace, TrialOneAreTheDefaults) {
    for (const AlgorithmInfo& algorithm : algorithms()) {
        const Result<ParamSet> first = trialParams(algorithm.params, {}, 5, 1);
        ASSERT_TRUE(first);
        EXPECT_EQ(*first, ParamSet(algorithm.params)) << algorithm.id;
    }
}

TEST(SearchSpace, EveryTrialIsAllowedAndAFunctionOfSeedAndNumber) {
    for (const AlgorithmInfo& algorithm : algorithms()) {
        std::set<std::string> seen;
        for (std::size_t trial = 2; trial < 40; ++trial) {
            const Result<ParamSet> params = trialParams(algorithm.params, {}, 7, trial);
            ASSERT_TRUE(params) << algorithm.id << ": " << params.error().text();
            EXPECT_EQ(*params, *trialParams(algorithm.params, {}, 7, trial));
            seen.insert(params->text());
        }
        if (algorithm.params.size() > 1) {
            EXPECT_GT(seen.size(), 3U) << algorithm.id;
            EXPECT_NE(trialParams(algorithm.params, {}, 7, 2)->text() +
                          trialParams(algorithm.params, {}, 7, 3)->text(),
                      trialParams(algorithm.params, {}, 8, 2)->text() +
                          trialParams(algorithm.params, {}, 8, 3)->text())
                << algorithm.id;
        }
    }
}

TEST(SearchSpace, DrawsChoicesFromWhereItIsToldTo) {
    ParamSpec choice;
    choice.name = "kind";
    choice.type = ParamType::Choice;
    choice.standard = std::string("a");
    choice.choices = {"a", "b", "c"};
    const auto drawn = [&] {
        std::set<std::string> seen;
        for (std::size_t trial = 2; trial < 60; ++trial) {
            seen.insert(trialParams(std::span(&choice, 1), {}, 3, trial)->choice("kind"));
        }
        return seen;
    };
    EXPECT_EQ(drawn(), (std::set<std::string>{"a", "b", "c"}));
    choice.searchChoices = {"a", "c"};
    EXPECT_EQ(drawn(), (std::set<std::string>{"a", "c"}));
}

TEST(SearchSpace, NoTrialHoldsRatingsBackFromTheTraining) {
    for (const char* id : {"svd", "svdpp", "explicit_als", "nmf"}) {
        for (std::size_t trial = 1; trial < 30; ++trial) {
            const Result<ParamSet> params = trialParams(findAlgorithm(id)->params, {}, 3, trial);
            ASSERT_TRUE(params);
            EXPECT_EQ(params->real("validation"), 0) << id;
        }
    }
}

TEST(SearchSpace, FixedParametersStay) {
    const AlgorithmInfo& als = *findAlgorithm("als");
    for (std::size_t trial = 1; trial < 10; ++trial) {
        const Result<ParamSet> params = trialParams(als.params, {{"factors", "7"}}, 1, trial);
        ASSERT_TRUE(params);
        EXPECT_EQ(params->integer("factors"), 7);
        // What is drawn for the others does not depend on it.
        EXPECT_EQ(params->real("regularization"),
                  trialParams(als.params, {}, 1, trial)->real("regularization"));
    }
    EXPECT_FALSE(trialParams(als.params, {{"no such", "7"}}, 1, 1));
    EXPECT_FALSE(trialParams(als.params, {{"factors", "-7"}}, 1, 2));
}

TEST(SearchSpace, WhatHasNoEffectStaysAtItsDefault) {
    for (const AlgorithmInfo& algorithm : algorithms()) {
        const ParamSet standard(algorithm.params);
        std::set<std::string> moved;
        for (std::size_t trial = 2; trial < 60; ++trial) {
            const ParamSet params = trialParams(algorithm.params, {}, 3, trial).value();
            for (const ParamSpec& spec : algorithm.params) {
                const ParamValue& value = params.values().at(spec.name);
                if (value == standard.values().at(spec.name)) {
                    continue;
                }
                moved.insert(spec.name);
                EXPECT_TRUE(spec.searched) << algorithm.id << ": " << spec.name;
                if (spec.onlyWith) {
                    const std::string& chosen = paramText(params.values().at(spec.onlyWith->name));
                    EXPECT_NE(std::ranges::find(spec.onlyWith->values, chosen), spec.onlyWith->values.end())
                        << algorithm.id << ": " << spec.name << " beside " << chosen;
                }
            }
        }
        for (const ParamSpec& spec : algorithm.params) {
            if (spec.onlyWith) {
                EXPECT_NE(std::ranges::find(algorithm.params, spec.onlyWith->name, &ParamSpec::name),
                          algorithm.params.end());
            }
        }
        EXPECT_TRUE(algorithm.params.empty() || !moved.empty()) << algorithm.id;
    }
    const AlgorithmInfo& als = *findAlgorithm("als");
    bool steps = false;
    for (std::size_t trial = 2; trial < 60; ++trial) {
        EXPECT_EQ(trialParams(als.params, {}, 3, trial)->integer("cg_steps"), 3);
        steps = steps || trialParams(als.params, {{"solver", "cg"}}, 3, trial)->integer("cg_steps") != 3;
    }
    EXPECT_FALSE(steps) << "it buys accuracy with time alone";
}

TEST(SearchSpace, LooksAboutTheDefaultOfTheData) {
    ParamSpec spec = number(ParamType::Real, 3.0, 1e-3, 1e3, true);
    spec.byData = true;
    spec.standard = 40.0; // as the data says
    EXPECT_DOUBLE_EQ(searchRange(spec).low, 8);
    EXPECT_DOUBLE_EQ(searchRange(spec).high, 200);
    spec.searchLow = 1;
    spec.searchHigh = 10;
    EXPECT_DOUBLE_EQ(searchRange(spec).high, 200) << "a declared range without the default is none about it";
    spec.searchHigh = 100;
    EXPECT_DOUBLE_EQ(searchRange(spec).high, 100);
    const ParamSet first = trialParams(std::span(&spec, 1), {}, 3, 1).value();
    EXPECT_EQ(first.real("x"), 40);
    EXPECT_FALSE(first.given("x")) << "of other data the default is another";
}

TEST(SearchSpace, WideRangesAreCutAboutTheDefault) {
    const SearchRange factors = searchRange(number(ParamType::Integer, std::int64_t{64}, 1, 512, true));
    EXPECT_DOUBLE_EQ(factors.low, 32);
    EXPECT_DOUBLE_EQ(factors.high, 128);
    EXPECT_TRUE(factors.logarithmic);
    const SearchRange counts = searchRange(number(ParamType::Integer, std::int64_t{100}, 0, 10'000, false));
    EXPECT_DOUBLE_EQ(counts.low, 20);
    EXPECT_DOUBLE_EQ(counts.high, 500);
    EXPECT_TRUE(counts.logarithmic);
    const SearchRange share = searchRange(number(ParamType::Real, 0.5, 0, 1, false));
    EXPECT_DOUBLE_EQ(share.low, 0);
    EXPECT_DOUBLE_EQ(share.high, 1);
    EXPECT_FALSE(share.logarithmic);
    const SearchRange negative = searchRange(number(ParamType::Real, 0.0, -100, 100, false));
    EXPECT_DOUBLE_EQ(negative.low, -100);
    EXPECT_FALSE(negative.offByDefault);
    ParamSpec declared = number(ParamType::Real, 0.5, 0, 1000, true);
    declared.searchLow = 0.25;
    declared.searchHigh = 4;
    EXPECT_DOUBLE_EQ(searchRange(declared).low, 0.25);
    EXPECT_DOUBLE_EQ(searchRange(declared).high, 4);
    EXPECT_TRUE(searchRange(declared).logarithmic);
}

TEST(SearchSpace, WhatIsOffByDefaultIsOffMostOfTheTime) {
    const ParamSpec days = number(ParamType::Real, 0.0, 0, 3650, false);
    EXPECT_TRUE(searchRange(days).offByDefault);
    int off = 0;
    for (std::size_t trial = 2; trial < 402; ++trial) {
        const double drawn = trialParams(std::span(&days, 1), {}, 3, trial)->real("x");
        off += drawn == 0 ? 1 : 0;
        EXPECT_TRUE(drawn == 0 || (drawn >= 3.6 && drawn <= 3650)) << drawn;
    }
    EXPECT_NEAR(off, 280, 60);
}

TEST(SearchSpace, LogarithmicDrawsFillTheRangeEvenlyInPowers) {
    const ParamSpec rate = number(ParamType::Real, 1.0, 1e-3, 1e3, true);
    int below = 0;
    int kept = 0;
    double least = 1e9;
    double most = 0;
    for (std::size_t trial = 2; trial < 1002; ++trial) {
        const double drawn = trialParams(std::span(&rate, 1), {}, 3, trial)->real("x");
        below += drawn < 1 ? 1 : 0;
        kept += drawn == 1 ? 1 : 0;
        least = std::min(least, drawn);
        most = std::max(most, drawn);
    }
    EXPECT_NEAR(kept, 400, 80) << "what is not moved stays where it is";
    EXPECT_NEAR(below, (1000 - kept) / 2, 60);
    EXPECT_LT(least, 1.2 / 5);
    EXPECT_GE(least, 1.0 / 5);
    EXPECT_GT(most, 0.8 * 5);
    EXPECT_LE(most, 5);
}

} // namespace
} // namespace tastescope
