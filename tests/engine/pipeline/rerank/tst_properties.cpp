// SPDX-License-Identifier: GPL-3.0-or-later
// What holds of every list, whatever the rules and the catalogue.
#include "engine/pipeline/rerank/compiled_rules.h"
#include "rerank_world.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tastescope {
namespace {

using test::RerankWorld;
using test::rulesOf;
using test::WorldShape;

std::string drawn(Random& random, std::initializer_list<const char*> of) {
    return of.begin()[random.below(of.size())];
}

/// Something of everything there is, in words of the catalogue; pins at 1 to 8.
std::string randomRuleSet(Random& random, std::size_t items, std::size_t list) {
    const std::string balance = drawn(
        random, {"{}", R"({"mmr": 0.6})", R"({"dpp": 0.4})", R"({"mmr": 0.8, "calibration": 0.3})",
                 R"({"novelty": 0.2, "freshness": 0.3, "half_life_days": 60, "popularity_damping": 0.1})",
                 R"({"shares": {"relevance": 50, "variety": 20, "small_creators": 30}})",
                 R"({"shares": {"novelty": 40, "freshness": 30, "attributes": {"flag": 30}}})"});
    std::string limits =
        drawn(random, {R"({"attribute": "creator", "max": 2})", R"({"attribute": "creator", "gap": 1})",
                       R"({"attribute": "categories", "max": 2, "window": 4})",
                       R"({"attribute": "categories", "max": 3})"});
    if (random.below(2) == 0) {
        limits += fmt::format(R"(, {{"condition": "flag == 1", "min_share": {:.2f}}})", random.uniform());
    }
    std::string rules = drawn(random, {R"({"do": "filter", "condition": "category == 'g1' and flag == 1"})",
                                       R"({"do": "boost", "condition": "age_days < 100", "by": 0.3})",
                                       R"({"do": "boost", "condition": "flag == 1", "share": 0.5})",
                                       R"({"do": "bury", "condition": "category == 'g2'"})"});
    for (std::uint64_t pins = random.below(3); pins > 0; --pins) {
        rules += fmt::format(R"(, {{"do": "pin", "item": "i{}", "place": {}, "soft": {}}})",
                             random.below(items), 1 + random.below(8), random.below(3) > 0);
    }
    return fmt::format(R"({{"list": {}, "balance": {}, "limits": [{}], "rules": [{}]}})", list, balance,
                       limits, rules);
}

RerankWorld worldOf(std::uint64_t seed, Random& random) {
    WorldShape shape;
    const bool large = seed % 2 == 0;
    shape.items = large ? 150 : 14;
    shape.candidates = large ? 100 : 10;
    shape.creators = 2 + random.below(large ? 30 : 5);
    shape.categories = 4;
    shape.users = 3;
    shape.ties = seed % 3 == 0;
    return test::randomWorld(shape, seed);
}

std::vector<ItemIndex> itemsOf(const PreparedPerson& who, const std::vector<std::uint32_t>& list) {
    std::vector<ItemIndex> items;
    for (const std::uint32_t at : list) {
        items.push_back(who.items[at]);
    }
    return items;
}

bool named(const RerankResult& made, const std::string& path) {
    return std::ranges::any_of(made.relaxed, [&](const Relaxation& one) { return one.path == path; });
}

/// In whatever order candidates come, equal scores among them.
TEST(RerankProperties, TheOrderIsTotal) {
    std::size_t lists = 0;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        Random random(seed, 31);
        const RerankWorld world = worldOf(seed, random);
        const RuleSet rules = rulesOf(randomRuleSet(random, world.data->itemCount(), 8));
        const RerankResult made = test::rerankedBy(world, rules);
        std::vector<CandidateList> shuffled;
        for (std::size_t person = 0; person < made.lists.size(); ++person) {
            const PreparedPerson& who = world.prepared->people()[person];
            CandidateList& list = shuffled.emplace_back();
            list.user = UserIndex(person);
            for (std::size_t at = 0; at < who.items.size(); ++at) {
                list.candidates.push_back({who.items[at], who.scores[at]});
            }
            random.shuffle(std::span(list.candidates));
        }
        RerankWorld other = world;
        other.prepared = std::make_shared<const PreparedCandidates>(world.facts, std::move(shuffled));
        const RerankResult again = test::rerankedBy(other, rules);
        for (std::size_t person = 0; person < made.lists.size(); ++person) {
            EXPECT_EQ(itemsOf(other.prepared->people()[person], again.lists[person]),
                      itemsOf(world.prepared->people()[person], made.lists[person]))
                << seed << ruleSetJson(rules);
            ++lists;
        }
    }
    EXPECT_GT(lists, 100U);
}

/// Parts that ask for nothing, beside others and alone: λ = 1 is the ranker's order.
TEST(RerankProperties, WhatAsksForNothingChangesNothing) {
    const char* neutral[] = {
        R"({"do": "boost", "condition": "flag == 1", "by": 0})",
        R"({"do": "filter", "condition": "popularity < 0"})",
        R"({"do": "bury", "condition": "flag == 1 and flag == 0"})",
        R"({"do": "filter", "condition": "flag == 1", "audience": "user.id == 'nobody'"})"};
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        Random random(seed, 32);
        const RerankWorld world = worldOf(seed, random);
        RuleSet rules = rulesOf(randomRuleSet(random, world.data->itemCount(), 8));
        RuleSet nothing = rulesOf(R"({"list": 8, "balance": {"mmr": 1, "dpp": 0, "calibration": 0}})");
        const RerankResult made = test::rerankedBy(world, rules);
        for (RuleSet* set : {&rules, &nothing}) {
            for (const char* one : neutral) {
                const auto parsed = parseRuleSet(fmt::format(R"({{"rules": [{}]}})", one));
                if (parsed && CompiledRules::compile(*parsed, *world.prepared, 0)) {
                    set->rules.push_back(parsed->rules.front());
                }
            }
            ASSERT_GT(set->rules.size(), 2U);
        }
        const RerankResult more = test::rerankedBy(world, rules);
        nothing.limits = rulesOf(R"({"limits": [{"condition": "flag >= 0", "max": 8}]})").limits;
        const RerankResult plain = test::rerankedBy(world, nothing);
        for (std::size_t person = 0; person < made.lists.size(); ++person) {
            EXPECT_EQ(more.lists[person], made.lists[person]) << seed << ruleSetJson(rules);
            for (std::uint32_t place = 0; place < plain.lists[person].size(); ++place) {
                EXPECT_EQ(plain.lists[person][place], place) << seed; // candidates stand as ranked
            }
            EXPECT_EQ(plain.lists[person].size(),
                      std::min<std::size_t>(8, world.prepared->people()[person].items.size()));
        }
        EXPECT_TRUE(plain.relaxed.empty());
    }
}

/// A pin that could not be had is named, and so is a least share: what is not named holds.
TEST(RerankProperties, WhatIsNotNamedAsRelaxedHolds) {
    std::size_t pinned = 0;
    std::size_t better = 0;
    std::size_t met = 0;
    for (std::uint64_t seed = 0; seed < 120; ++seed) {
        Random random(seed, 33);
        const RerankWorld world = worldOf(seed, random);
        const RuleSet rules = rulesOf(randomRuleSet(random, world.data->itemCount(), 8));
        const RerankResult made = test::rerankedBy(world, rules);
        for (std::size_t person = 0; person < made.lists.size(); ++person) {
            const std::vector<ItemIndex> items =
                itemsOf(world.prepared->people()[person], made.lists[person]);
            for (std::size_t number = 0; number < rules.rules.size(); ++number) {
                const Rule& rule = rules.rules[number];
                if (rule.action != Rule::Do::Pin || named(made, fmt::format("rules[{}]", number))) {
                    continue;
                }
                const auto found = std::ranges::find_if(
                    items, [&](ItemIndex item) { return world.data->items().at(item.value) == rule.item; });
                const auto place = static_cast<std::size_t>(found - items.begin()) + 1;
                EXPECT_TRUE(rule.soft ? place <= rule.place : place == rule.place)
                    << seed << " " << place << ruleSetJson(rules);
                ++pinned;
                better += place < rule.place ? 1 : 0;
            }
            for (std::size_t number = 0; number < rules.limits.size(); ++number) {
                const Limit& limit = rules.limits[number];
                if (!limit.minShare || named(made, fmt::format("limits[{}].min_share", number))) {
                    continue;
                }
                const auto& flags = world.data->itemAttributes().table().find("flag")->numbers;
                const auto have =
                    std::ranges::count_if(items, [&](ItemIndex item) { return flags[item.value] == 1; });
                EXPECT_GE(static_cast<double>(have),
                          std::ceil(*limit.minShare * static_cast<double>(items.size()) - 1e-9))
                    << seed << ruleSetJson(rules);
                ++met;
            }
        }
    }
    EXPECT_GT(pinned, 30U);
    EXPECT_GT(better, 3U);
    EXPECT_GT(met, 20U);
}

} // namespace
} // namespace tastescope
