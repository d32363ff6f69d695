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

/// Beside others, so that it may stay while they move.
std::vector<ParamSpec> amongOthers(const ParamSpec& spec) {
    std::vector<ParamSpec> specs{spec};
    for (const char* name : {"a", "b", "c", "d", "e", "f"}) {
        specs.push_back(number(ParamType::Real, 1.0, 0.1, 10, true));
        specs.back().name = name;
    }
    return specs;
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
            seen.insert(trialParams(amongOthers(choice), {}, 3, trial)->choice("kind"));
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
        // What is drawn for the others does not depend on it, but one of them moves.
        const double drawn = trialParams(als.params, {}, 1, trial)->real("regularization");
        EXPECT_TRUE(params->real("regularization") == drawn ||
                    drawn == ParamSet(als.params).real("regularization"));
        EXPECT_TRUE(trial == 1 || *params != *trialParams(als.params, {{"factors", "7"}}, 1, 1));
    }
    EXPECT_FALSE(trialParams(als.params, {{"no such", "7"}}, 1, 1));
    EXPECT_FALSE(trialParams(als.params, {{"factors", "-7"}}, 1, 2));
}

TEST(SearchSpace, NoTrialIsTheDefaultsOnceMore) {
    for (const AlgorithmInfo& algorithm : algorithms()) {
        const ParamSet standard(algorithm.params);
        for (std::size_t trial = 2; trial < 60 && !algorithm.params.empty(); ++trial) {
            EXPECT_NE(*trialParams(algorithm.params, {}, 9, trial), standard) << algorithm.id << " " << trial;
        }
    }
    ParamSpec held = number(ParamType::Real, 1.0, 0.1, 10, true);
    held.searched = false;
    EXPECT_EQ(trialParams(std::span(&held, 1), {}, 9, 2)->real("x"), 1) << "there is nothing to draw";
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
    EXPECT_DOUBLE_EQ(searchRange(spec).low, 40.0 / 3);
    EXPECT_DOUBLE_EQ(searchRange(spec).high, 120);
    spec.searchLow = 1;
    spec.searchHigh = 10;
    EXPECT_DOUBLE_EQ(searchRange(spec).high, 120) << "a declared range without the default is none about it";
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
    EXPECT_DOUBLE_EQ(counts.low, 100.0 / 3);
    EXPECT_DOUBLE_EQ(counts.high, 300);
    EXPECT_TRUE(counts.logarithmic);
    const SearchRange share = searchRange(number(ParamType::Real, 0.5, 0, 1, false));
    EXPECT_DOUBLE_EQ(share.low, 0.5 / 3);
    EXPECT_DOUBLE_EQ(share.high, 1);
    EXPECT_TRUE(share.logarithmic);
    const SearchRange byMode = searchRange(number(ParamType::Integer, std::int64_t{-1}, -1, 10'000, false));
    EXPECT_FALSE(byMode.offByDefault);
    const SearchRange negative = searchRange(number(ParamType::Real, 0.0, -100, 100, false));
    EXPECT_DOUBLE_EQ(negative.low, -100);
    EXPECT_FALSE(negative.offByDefault);
    ParamSpec declared = number(ParamType::Real, 0.5, 0, 1000, true);
    declared.searchLow = 0.25;
    declared.searchHigh = 4;
    EXPECT_DOUBLE_EQ(searchRange(declared).low, 0.25);
    EXPECT_DOUBLE_EQ(searchRange(declared).high, 1.5) << "nor wider than any other about the default";
    EXPECT_TRUE(searchRange(declared).logarithmic);
}

TEST(SearchSpace, WhatIsOffByDefaultBeginsWhereItIsToldTo) {
    const SearchRange share = searchRange(number(ParamType::Real, 0.0, 0, 1, false));
    EXPECT_TRUE(share.offByDefault && share.logarithmic);
    EXPECT_DOUBLE_EQ(share.low, 0.05);
    ParamSpec all = number(ParamType::Integer, std::int64_t{0}, -1, 10'000, false); // 0 takes all
    all.searchLow = 20;
    all.searchHigh = 400;
    EXPECT_TRUE(searchRange(all).offByDefault && searchRange(all).logarithmic);
    EXPECT_DOUBLE_EQ(searchRange(all).low, 20);
    all.standard = std::int64_t{-1}; // by another parameter
    EXPECT_FALSE(searchRange(all).offByDefault);
    EXPECT_DOUBLE_EQ(searchRange(all).high, 400);
    for (std::size_t trial = 2; trial < 200; ++trial) {
        const std::int64_t drawn = trialParams(std::span(&all, 1), {}, 3, trial)->integer("x");
        EXPECT_TRUE(drawn == -1 || (drawn >= 20 && drawn <= 400)) << drawn;
    }
}

TEST(SearchSpace, WholeNumbersAreNotRoundedOutOfTheRange) {
    const ParamSpec rounds = number(ParamType::Integer, std::int64_t{15}, 1, 200, true); // 7.5 to 30
    for (std::size_t trial = 2; trial < 300; ++trial) {
        const std::int64_t drawn = trialParams(std::span(&rounds, 1), {}, 3, trial)->integer("x");
        EXPECT_TRUE(drawn >= 8 && drawn <= 30) << drawn;
    }
}

TEST(SearchSpace, WhatIsOffByDefaultIsOffMostOfTheTime) {
    const ParamSpec days = number(ParamType::Real, 0.0, 0, 3650, false);
    EXPECT_TRUE(searchRange(days).offByDefault);
    const std::vector<ParamSpec> specs = amongOthers(days);
    int off = 0;
    for (std::size_t trial = 2; trial < 402; ++trial) {
        const double drawn = trialParams(specs, {}, 3, trial)->real("x");
        off += drawn == 0 ? 1 : 0;
        EXPECT_TRUE(drawn == 0 || (drawn >= 3.6 && drawn <= 3650)) << drawn;
    }
    EXPECT_NEAR(off, 300, 50);
}

TEST(SearchSpace, FewTrialsLeaveNoGaps) {
    const std::vector<ParamSpec> specs = amongOthers(number(ParamType::Real, 1.0, 1e-3, 1e3, true));
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        int moved = 0;
        bool low = false;
        bool high = false;
        for (std::size_t trial = 2; trial <= 29; ++trial) {
            const double drawn = trialParams(specs, {}, seed, trial)->real("x");
            moved += drawn != 1 ? 1 : 0;
            low = low || drawn < 1;
            high = high || drawn > 1;
        }
        EXPECT_NEAR(moved, 14, 6) << seed;
        EXPECT_TRUE(low && high) << seed;
    }
}

TEST(SearchSpace, LogarithmicDrawsFillTheRangeEvenlyInPowers) {
    const std::vector<ParamSpec> specs = amongOthers(number(ParamType::Real, 1.0, 1e-3, 1e3, true));
    int below = 0;
    int kept = 0;
    double least = 1e9;
    double most = 0;
    for (std::size_t trial = 2; trial < 1002; ++trial) {
        const double drawn = trialParams(specs, {}, 3, trial)->real("x");
        below += drawn < 1 ? 1 : 0;
        kept += drawn == 1 ? 1 : 0;
        least = std::min(least, drawn);
        most = std::max(most, drawn);
    }
    EXPECT_NEAR(kept, 500, 80) << "what is not moved stays where it is";
    EXPECT_NEAR(below, (1000 - kept) / 2, 60);
    EXPECT_LT(least, 1.2 / 3);
    EXPECT_GE(least, 0.333);
    EXPECT_GT(most, 0.8 * 3);
    EXPECT_LE(most, 3);
}

} // namespace
} // namespace tastescope
