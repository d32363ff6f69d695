// SPDX-License-Identifier: GPL-3.0-or-later
// What is told of a list is what happens: parts by leaving them out, and where every item went.
#include "engine/pipeline/rerank/story.h"

#include "rerank_world.h"

#include <algorithm>
#include <set>

namespace tastescope {
namespace {

using test::RerankWorld;
using test::rulesOf;

const char* const ruleSets[] = {
    "{}",
    R"({"list": 5, "balance": {"mmr": 0.4}})",
    R"({"list": 6, "balance": {"calibration": 0.5, "novelty": 0.3}, "limits": [{"attribute": "creator", "max": 1}]})",
    R"({"list": 5, "limits": [{"attribute": "creator", "gap": 1}, {"condition": "flag == 1", "min_share": 0.6}]})",
    R"({"list": 4, "rules": [{"do": "filter", "condition": "flag == 1"}, {"do": "bury", "item": "i3"},
                             {"do": "boost", "condition": "category == 'g0'", "by": 0.4}, {"do": "pin", "item": "i5", "place": 2}]})",
    R"({"list": 5, "balance": {"dpp": 0.5}, "rules": [{"do": "boost", "on": false, "condition": "flag == 1", "by": 1}]})",
};

TEST(ListStory, IsTheListAndEachPartIsTheListWithoutIt) {
    for (const char* json : ruleSets) {
        const RuleSet rules = rulesOf(json);
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            const RerankWorld world = test::randomWorld({}, seed);
            const RerankResult made = test::rerankedBy(world, rules);
            for (std::size_t person = 0; person < made.lists.size(); ++person) {
                const auto story = listStory(*world.prepared, rules, person, 0);
                ASSERT_TRUE(story) << story.error().text();
                EXPECT_EQ(story->list, made.lists[person]);
                EXPECT_EQ(story->places.size(), story->list.size());
                for (const RulePart& part : partsOf(rules)) {
                    const auto told = std::ranges::find(story->parts, part.path, &PartStory::path);
                    const bool off = part.kind == RulePart::Kind::Rule && !rules.rules[part.number].on;
                    ASSERT_EQ(told == story->parts.end(), off) << part.path;
                    if (!off) {
                        EXPECT_EQ(told->list, test::rerankedBy(world, part.without).lists[person])
                            << part.path;
                    }
                }
            }
        }
    }
}

// With one part alone everything that moved moved by it, and what stayed has no reason.
TEST(ListStory, ThePartThatMovedAnItemIsNamed) {
    for (const char* json : {R"({"list": 5, "balance": {"mmr": 0.3}})",
                             R"({"list": 5, "limits": [{"attribute": "creator", "max": 1}]})",
                             R"({"list": 5, "rules": [{"do": "bury", "condition": "flag == 1"}]})"}) {
        const RuleSet rules = rulesOf(json);
        std::size_t moved = 0;
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            const RerankWorld world = test::randomWorld({}, seed);
            const auto story = listStory(*world.prepared, rules, 0, 0);
            ASSERT_TRUE(story) << story.error().text();
            for (std::uint32_t candidate = 0; candidate < 8; ++candidate) {
                const auto found = std::ranges::find(story->list, candidate);
                const auto place = static_cast<std::size_t>(found - story->list.begin());
                const bool still = std::min<std::size_t>(place, 5) == std::min<std::size_t>(candidate, 5);
                EXPECT_EQ(mainPart(*story, candidate), still ? std::nullopt : std::optional<std::size_t>(0));
                moved += still ? 0 : 1;
            }
        }
        EXPECT_GT(moved, 20U) << json;
    }
}

TEST(ItemStory, EveryItemIsSomewhereAndItsTermsAddUp) {
    std::set<ItemStory::Fate> seen;
    for (const char* json : ruleSets) {
        const RuleSet rules = rulesOf(json);
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            const RerankWorld world = test::randomWorld({}, seed);
            const PreparedPerson& person = world.prepared->people()[1];
            const auto list = test::rerankedBy(world, rules).lists[1];
            for (std::uint32_t item = 0; item < world.data->itemCount(); ++item) {
                const auto story = itemStory(*world.prepared, rules, 1, ItemIndex(item), 0);
                ASSERT_TRUE(story) << story.error().text();
                seen.insert(story->fate);
                const auto candidate = std::ranges::find(person.items, ItemIndex(item));
                ASSERT_EQ(candidate == person.items.end(), story->fate == ItemStory::Fate::NotACandidate);
                if (candidate == person.items.end()) {
                    continue;
                }
                EXPECT_EQ(story->candidate, candidate - person.items.begin());
                const auto found = std::ranges::find(list, story->candidate);
                EXPECT_EQ(story->place.has_value(), found != list.end());
                EXPECT_EQ(story->fate == ItemStory::Fate::Listed, found != list.end());
                if (story->place) {
                    EXPECT_EQ(*story->place, static_cast<std::size_t>(found - list.begin()));
                }
                if (story->fate == ItemStory::Fate::Filtered) {
                    EXPECT_EQ(rules.rules[story->rule].action, Rule::Do::Filter);
                    EXPECT_NE(std::ranges::find(story->rules, story->rule), story->rules.end());
                } else if (story->fate == ItemStory::Fate::Limited && !story->limit.empty()) {
                    EXPECT_EQ(story->limit.find("limits["), 0U) << story->limit;
                    EXPECT_LT(story->behind, 0);
                } else if (story->fate == ItemStory::Fate::Outweighed) {
                    EXPECT_GE(story->behind, 0);
                }
                const GainTerms& terms = story->terms;
                if (story->fate != ItemStory::Fate::Filtered && story->fate != ItemStory::Fate::Buried &&
                    rules.balance.dpp == 0 && std::ranges::none_of(rules.rules, [](const Rule& one) {
                        return one.action == Rule::Do::Bury;
                    })) {
                    const Balance& by = rules.balance;
                    EXPECT_NEAR(terms.gain,
                                (1 - by.calibration) *
                                        (by.mmr * terms.relevance - (1 - by.mmr) * terms.likeness) -
                                    by.calibration * terms.divergence + terms.novelty + terms.freshness -
                                    terms.popularity + terms.attributes,
                                1e-9)
                        << json;
                }
            }
        }
    }
    EXPECT_EQ(seen.size(), 6U); // the rule sets above bring about every end there is
}

// A cap needs everybody: one person's list is told without it.
TEST(ListStory, CapsAreLeftToTheSample) {
    const RerankWorld world = test::randomWorld({}, 4);
    const RuleSet capped = rulesOf(R"({"list": 4, "limits": [{"attribute": "item", "cap": 0.25}]})");
    const auto story = listStory(*world.prepared, capped, 0, 0);
    ASSERT_TRUE(story) << story.error().text();
    EXPECT_EQ(story->list, test::rerankedBy(world, rulesOf(R"({"list": 4})")).lists[0]);
}

TEST(ListStory, NobodyAndNothingAreCases) {
    RerankWorld world = test::randomWorld({}, 1);
    const auto prepared = std::make_shared<const PreparedCandidates>(
        world.facts, std::vector<CandidateList>{{std::nullopt, {}}, {UserIndex(0), {{ItemIndex(0), 1}}}});
    for (const char* json : ruleSets) {
        for (const std::size_t person : {0U, 1U}) {
            const auto story = listStory(*prepared, rulesOf(json), person, 0);
            ASSERT_TRUE(story) << story.error().text();
            EXPECT_LE(story->list.size(), person);
            EXPECT_TRUE(itemStory(*prepared, rulesOf(json), person, ItemIndex(0), 0));
        }
    }
    EXPECT_FALSE(listStory(*prepared, rulesOf(R"({"limits": [{"attribute": "none", "max": 1}]})"), 0, 0));
}

} // namespace
} // namespace tastescope
