// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/sweep/sweep.h"

#include "engine/pipeline/rules/rule_set_json.h"
#include "engine/registry/registry.h"
#include "storage/use_cases/rules/ruled_lists.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tastescope {
namespace {

Contestant contestant(const std::string& algorithm) {
    Contestant made;
    made.label = algorithm;
    made.algorithm = algorithm;
    return made;
}

Contestant ruled() {
    Contestant made = contestant("als");
    made.rules = listRulesOf(
        parseRuleSet(R"({"version": 1, "name": "calm", "balance": {"mmr": 0.6, "novelty": 0.2}})").value());
    made.label = "als+calm";
    return made;
}

// Whatever a kind can be set to can be swept: every value that is proposed is one that it takes.
TEST(Sweep, EveryProposalOfEveryKnobIsTaken) {
    for (const AlgorithmInfo& algorithm : algorithms()) {
        const Contestant base = contestant(algorithm.id);
        for (const Knob& knob : knobsOf(base)) {
            EXPECT_FALSE(knob.title.empty()) << knob.name;
            EXPECT_GE(knob.proposed.size(), 2U) << algorithm.id << " " << knob.name;
            const auto swept = sweepOf(base, knob.name, knob.proposed);
            ASSERT_TRUE(swept) << algorithm.id << " " << knob.name << ": " << swept.error().text();
            EXPECT_TRUE(std::ranges::any_of(
                *swept, [&](const Contestant& one) { return knobValue(one, knob.name) == knob.standing; }))
                << algorithm.id << " " << knob.name;
        }
    }
}

TEST(Sweep, MovesOneThingAndLeavesTheRest) {
    Contestant base = contestant("als");
    base.params = ParamSet::parse(findAlgorithm("als")->params, "alpha=3").value();
    const auto swept = sweepOf(base, "factors", {"8", "32"});
    ASSERT_TRUE(swept) << swept.error().text();
    ASSERT_EQ(swept->size(), 2U);
    EXPECT_EQ((*swept)[0].label, "als, factors 8");
    EXPECT_EQ((*swept)[1].params.integer("factors"), 32);
    for (const Contestant& one : *swept) {
        EXPECT_EQ(one.params.real("alpha"), 3);
        Contestant back = one;
        ASSERT_TRUE(back.params.set(findAlgorithm("als")->params, "factors", knobValue(base, "factors")));
        EXPECT_EQ(back.params, base.params);
    }
}

TEST(Sweep, APointKnowsWhereItWasMovedFrom) {
    Contestant base = contestant("als");
    base.params = ParamSet::parse(findAlgorithm("als")->params, "alpha=3").value();
    const auto swept = sweepOf(base, "regularization", {"0.1", "1"}).value();
    ASSERT_TRUE(swept[1].sweptFrom);
    EXPECT_EQ(*swept[1].sweptFrom, base.params);
    EXPECT_TRUE(swept[1].sweptFrom->given("alpha"));
    EXPECT_FALSE(swept[1].sweptFrom->given("regularization"));
    // Also a point of a curve from a point of another.
    const auto further = sweepOf(swept[1], "factors", {"8"}).value();
    EXPECT_EQ(*further[0].sweptFrom, base.params);
    EXPECT_EQ(further[0].params.real("regularization"), 1);
    EXPECT_FALSE(sweepOf(ruled(), "balance.mmr", {"1"}).value()[0].sweptFrom) << "no parameter moves";
}

TEST(Sweep, AWeightOfRulesIsAKnobLikeAnyOther) {
    const Contestant base = ruled();
    const auto knobs = knobsOf(base);
    const auto mmr = std::ranges::find(knobs, "balance.mmr", &Knob::name);
    ASSERT_NE(mmr, knobs.end());
    EXPECT_EQ(mmr->standing, "0.6");
    EXPECT_TRUE(std::ranges::any_of(knobs, [](const Knob& knob) { return knob.name == "factors"; }));
    for (const Knob& knob : knobs) {
        EXPECT_TRUE(sweepOf(base, knob.name, knob.proposed)) << knob.name;
    }
    const auto swept = sweepOf(base, "balance.mmr", {"1", "0.25"});
    ASSERT_TRUE(swept) << swept.error().text();
    EXPECT_EQ((*swept)[1].label, "als+calm, mmr 0.25");
    EXPECT_EQ((*swept)[1].rules->name, "calm mmr=0.25");
    RuleSet back = ruleSetOf(*(*swept)[1].rules).value();
    EXPECT_EQ(back.balance.mmr, 0.25);
    back.balance.mmr = 0.6;
    EXPECT_EQ(back, ruleSetOf(*base.rules).value());
    EXPECT_TRUE(std::ranges::none_of(knobsOf(contestant("als")),
                                     [](const Knob& knob) { return knob.name.starts_with("balance"); }));
}

TEST(Sweep, SaysWhichValueIsNone) {
    const Contestant als = contestant("als");
    const auto message = [](const auto& result) { return result ? std::string() : result.error().text(); };
    EXPECT_NE(message(sweepOf(als, "factors", {"8", "many"})).find("many"), std::string::npos);
    EXPECT_NE(message(sweepOf(als, "factors", {})).find("values"), std::string::npos);
    EXPECT_NE(message(sweepOf(als, "factors", {"8", "8"})).find("twice"), std::string::npos);
    EXPECT_NE(message(sweepOf(als, "regularization", {"0.1", "0.10"})).find("twice"), std::string::npos);
    EXPECT_NE(message(sweepOf(als, "colour", {"1"})).find("colour"), std::string::npos);
    EXPECT_NE(message(sweepOf(als, "balance.mmr", {"1"})).find("balance.mmr"), std::string::npos)
        << "without rules";
    EXPECT_FALSE(sweepOf(ruled(), "balance.mmr", {"7"})) << "out of range";
    EXPECT_NE(message(sweepOf(ruled(), "balance.mmr", {"half"})).find("half"), std::string::npos);
    EXPECT_FALSE(sweepOf(als, "factors", std::vector<std::string>(mostSweepValues + 1, "8")));
    EXPECT_TRUE(knobsOf(contestant("nonsense")).empty());
    EXPECT_TRUE(knobsOf(contestant("")).empty());
    Contestant broken = ruled();
    broken.rules->json = "{";
    EXPECT_FALSE(knobsOf(broken).empty()) << "its parameters can still be swept";
    EXPECT_FALSE(sweepOf(broken, "balance.mmr", {"1"}));
    EXPECT_EQ(knobValue(broken, "balance.mmr"), "");
}

// Weights stand in place of shares, never beside them: what is offered is taken.
TEST(Sweep, RulesOfSharesAreSweptByWhatMayStandBeside) {
    Contestant base = contestant("als");
    base.rules = listRulesOf(
        parseRuleSet(R"({"name": "dealt", "balance": {"shares": {"relevance": 80, "freshness": 20}}})")
            .value());
    std::vector<std::string> offered;
    for (const Knob& knob : knobsOf(base)) {
        if (knob.name.starts_with("balance.")) {
            offered.push_back(knob.name);
            EXPECT_TRUE(sweepOf(base, knob.name, knob.proposed)) << knob.name;
        }
    }
    EXPECT_EQ(offered, std::vector<std::string>{"balance.half_life_days"});
    EXPECT_FALSE(sweepOf(base, "balance.mmr", {"0.5"}));
}

TEST(Sweep, ReadsValuesInAnyManner) {
    EXPECT_EQ(sweepValues("8, 16 32;64,,"), (std::vector<std::string>{"8", "16", "32", "64"}));
    EXPECT_TRUE(sweepValues(" , ").empty());
    EXPECT_TRUE(sweepValues("").empty());
}

} // namespace
} // namespace tastescope
