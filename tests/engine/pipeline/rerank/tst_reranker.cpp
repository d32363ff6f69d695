// SPDX-License-Identifier: GPL-3.0-or-later
// What rules do to lists, what they cost, and what is said about them.
#include "engine/pipeline/rerank/rule_parts.h"
#include "rerank_world.h"

#include "engine/pipeline/rules/day.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

namespace tastescope {
namespace {

using test::RerankWorld;
using test::rulesOf;
using test::WorldShape;

bool flagged(const RerankWorld& world, ItemIndex item) {
    return world.data->itemAttributes().table().find("flag")->numbers[item.value] == 1;
}
const RuleOutcome& outcomeOf(const RerankResult& result, const std::string& path) {
    return *std::ranges::find(result.rules, path, &RuleOutcome::path);
}

TEST(Reranker, FilterBuryAndBoost) {
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        const RerankWorld world = test::randomWorld({}, seed);
        const auto lists = [&](const char* json) { return test::rerankedBy(world, rulesOf(json)).lists; };
        const auto filtered = lists(R"({"rules": [{"do": "filter", "condition": "flag == 1"}]})");
        const auto buried = lists(R"({"rules": [{"do": "bury", "condition": "flag == 1"}]})");
        const auto boosted = lists(R"({"rules": [{"do": "boost", "condition": "flag == 1", "by": 0.25}]})");
        const auto half = lists(R"({"rules": [{"do": "boost", "condition": "flag == 1", "share": 0.5}]})");
        for (std::size_t person = 0; person < filtered.size(); ++person) {
            const PreparedPerson& who = world.prepared->people()[person];
            std::vector<std::uint32_t> plain;
            std::vector<std::uint32_t> flags;
            for (std::uint32_t at = 0; at < who.items.size(); ++at) {
                (flagged(world, who.items[at]) ? flags : plain).push_back(at);
            }
            EXPECT_EQ(filtered[person], plain);
            std::vector<std::uint32_t> both = plain;
            both.insert(both.end(), flags.begin(), flags.end());
            EXPECT_EQ(buried[person], both); // below everything else, in their own order
            for (const auto& [made, lift] :
                 {std::pair(
                      boosted[person], +[](double relevance) { return relevance + 0.25; }),
                  std::pair(
                      half[person], +[](double relevance) { return relevance + 0.5 * (1 - relevance); })}) {
                const auto worth = [&, lift = lift](std::uint32_t at) {
                    return flagged(world, who.items[at]) ? lift(who.relevance[at]) : who.relevance[at];
                };
                EXPECT_EQ(made.size(), who.items.size());
                EXPECT_TRUE(std::ranges::is_sorted(
                    made, [&](std::uint32_t a, std::uint32_t b) { return worth(a) > worth(b); }));
            }
        }
    }
}

/// Buried items come up only where a limit leaves nothing else.
TEST(Reranker, BuriedStaysBelowUnlessALimitNeedsIt) {
    const RerankWorld world = test::randomWorld({}, 2);
    const auto made = test::rerankedBy(
        world, rulesOf(R"({"list": 4, "limits": [{"condition": "flag == 1", "min_share": 0.5}],
                           "rules": [{"do": "bury", "condition": "flag == 1"}]})"));
    for (std::size_t person = 0; person < made.lists.size(); ++person) {
        const PreparedPerson& who = world.prepared->people()[person];
        const auto all = static_cast<std::size_t>(
            std::ranges::count_if(who.items, [&](ItemIndex item) { return flagged(world, item); }));
        const auto shown = static_cast<std::size_t>(std::ranges::count_if(
            made.lists[person], [&](std::uint32_t at) { return flagged(world, who.items[at]); }));
        EXPECT_EQ(shown, std::max<std::size_t>(std::min<std::size_t>(2, all),
                                               4 - std::min<std::size_t>(4, who.items.size() - all)));
        EXPECT_TRUE(std::ranges::is_partitioned(
            made.lists[person], [&](std::uint32_t at) { return !flagged(world, who.items[at]); }));
    }
}

TEST(Reranker, SoftPinsAreContentWithABetterPlace) {
    const RerankWorld world = test::randomWorld({}, 4);
    const PreparedPerson& who = world.prepared->people()[0];
    const auto listOf = [&](std::size_t candidate, std::size_t place, bool soft) {
        return test::rerankedBy(
                   world,
                   rulesOf(fmt::format(
                       R"({{"list": 6, "rules": [{{"do": "pin", "item": "{}", "place": {}, "soft": {}}}]}})",
                       world.data->items().at(who.items[candidate].value), place, soft)))
            .lists[0];
    };
    EXPECT_EQ(listOf(1, 4, true), (std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5}));
    EXPECT_EQ(listOf(1, 4, false), (std::vector<std::uint32_t>{0, 2, 3, 1, 4, 5}));
    EXPECT_EQ(listOf(7, 4, true), (std::vector<std::uint32_t>{0, 1, 2, 7, 3, 4}));
    EXPECT_EQ(listOf(7, 4, true), listOf(7, 4, false));
}

TEST(Reranker, SchedulesAndAudiences) {
    const RerankWorld world = test::randomWorld({}, 7);
    const auto fired = [&](const char* rule, const char* day) {
        RerankOptions options;
        options.clock = *timeOfDay(day) + 3'600'000;
        return outcomeOf(test::rerankedBy(world, rulesOf(fmt::format("{{\"rules\": [{}]}}", rule)), options),
                         "rules[0]");
    };
    const char* july =
        R"({"do": "filter", "condition": "popularity >= 0", "from": "2026-07-01", "until": "2026-07-31"})";
    EXPECT_EQ(fired(july, "2026-06-30").fired, 0U);
    EXPECT_TRUE(fired(july, "2026-06-30").dead);
    EXPECT_EQ(fired(july, "2026-07-01").fired, 4U);
    EXPECT_EQ(fired(july, "2026-07-31").fired, 4U);
    EXPECT_FALSE(fired(july, "2026-07-31").dead);
    EXPECT_EQ(fired(july, "2026-08-01").fired, 0U);
    EXPECT_EQ(
        fired(R"x({"do": "filter", "condition": "popularity >= 0", "audience": "user.id in ('u1', 'u2')"})x",
              "2026-07-01")
            .fired,
        2U);
    EXPECT_TRUE(fired(R"({"do": "filter", "condition": "popularity >= 0", "audience": "user.id == 'x'"})",
                      "2026-07-01")
                    .dead);
    EXPECT_TRUE(fired(R"({"do": "filter", "condition": "popularity < 0"})", "2026-07-01").dead);
    EXPECT_TRUE(fired(R"({"do": "bury", "item": "of another world"})", "2026-07-01").dead);
    EXPECT_TRUE(fired(R"({"do": "filter", "condition": "popularity >= 0", "on": false})", "2026-07-01").dead);
}

/// Names that the data does not have are named with their path.
TEST(Reranker, UnknownNamesHaveAPath) {
    const RerankWorld world = test::randomWorld({}, 1);
    const std::pair<const char*, const char*> wrong[] = {
        {R"({"limits": [{"attribute": "artist", "max": 1}]})", "limits[0].attribute"},
        {R"({"limits": [{"condition": "artist == 'x'", "max": 1}]})", "limits[0].condition"},
        {R"({"rules": [{"do": "bury", "condition": "flag > 0 and artist"}]})", "rules[0].condition"},
        {R"({"rules": [{"do": "bury", "condition": "flag", "audience": "user.age > 3"}]})",
         "rules[0].audience"},
        {R"({"rules": [{"do": "bury", "condition": "flag", "audience": "flag"}]})", "rules[0].audience"},
        {R"({"balance": {"attributes": {"margin": 0.5}}})", "balance.attributes.margin"},
        {R"({"balance": {"attributes": {"creator": 0.5}}})", "balance.attributes.creator"},
    };
    for (const auto& [json, path] : wrong) {
        const Result<RerankResult> made = Reranker(world.prepared).run(rulesOf(json));
        ASSERT_FALSE(made) << json;
        EXPECT_EQ(made.error().code, ErrorCode::BadInput);
        EXPECT_EQ(made.error().context, path);
        EXPECT_FALSE(made.error().remedy.empty());
    }
}

/// The price of a rule: the lists with all rules against those with all but it.
TEST(Reranker, PricesAreSharesOfDiscountedRelevance) {
    WorldShape shape;
    shape.items = 60;
    shape.candidates = 40;
    shape.users = 40;
    const RerankWorld world = test::randomWorld(shape, 3);
    const RuleSet rules = rulesOf(
        R"({"list": 10, "balance": {"mmr": 0.5, "novelty": 0.2}, "limits": [{"attribute": "creator", "max": 2}],
            "rules": [{"do": "boost", "condition": "flag == 1", "by": 0.3}, {"do": "filter", "condition": "flag == 3"}]})");
    RerankOptions options;
    options.prices = true;
    const RerankResult made = test::rerankedBy(world, rules, options);
    std::vector<std::string> paths;
    for (const RuleOutcome& one : made.rules) {
        paths.push_back(one.path);
    }
    EXPECT_EQ(paths, (std::vector<std::string>{"rules[0]", "rules[1]", "limits[0]", "balance.mmr",
                                               "balance.novelty"}));
    const auto price = [&](const RuleSet& without) {
        const RerankResult other = test::rerankedBy(world, without);
        double sum = 0;
        for (std::size_t person = 0; person < made.lists.size(); ++person) {
            const auto gain = [&](const std::vector<std::uint32_t>& list) {
                double dcg = 0;
                for (std::size_t place = 0; place < list.size(); ++place) {
                    dcg += world.prepared->people()[person].relevance[list[place]] /
                           std::log2(static_cast<double>(place) + 2);
                }
                return dcg;
            };
            sum += gain(made.lists[person]) / gain(other.lists[person]);
        }
        return sum / static_cast<double>(made.lists.size());
    };
    RuleSet without = rules;
    without.rules[0].on = false;
    EXPECT_NEAR(outcomeOf(made, "rules[0]").price.mean, price(without), 1e-12);
    without = rules;
    without.limits.clear();
    EXPECT_NEAR(outcomeOf(made, "limits[0]").price.mean, price(without), 1e-12);
    without = rules;
    without.balance.mmr = 1;
    EXPECT_NEAR(outcomeOf(made, "balance.mmr").price.mean, price(without), 1e-12);
    const Summary& mmr = outcomeOf(made, "balance.mmr").price;
    EXPECT_LT(mmr.low, mmr.mean);
    EXPECT_GT(mmr.high, mmr.mean);
    EXPECT_LT(mmr.mean, 1);
    EXPECT_EQ(mmr.users, 40U);
    EXPECT_EQ(outcomeOf(made, "rules[1]").price.mean, 1); // without effect, without a price
    EXPECT_TRUE(outcomeOf(made, "rules[1]").dead);
    EXPECT_EQ(outcomeOf(made, "rules[1]").fired, 0U);
    EXPECT_GT(outcomeOf(made, "limits[0]").fired, 0U);
    EXPECT_FALSE(outcomeOf(made, "limits[0]").dead);
}

TEST(Reranker, LimitsThatCannotBindAreDead) {
    const RerankWorld world = test::randomWorld({}, 3);
    const auto dead = [&](const char* limit) {
        return outcomeOf(
                   test::rerankedBy(world, rulesOf(fmt::format(R"({{"list": 5, "limits": [{}]}})", limit))),
                   "limits[0]")
            .dead;
    };
    EXPECT_TRUE(dead(R"({"attribute": "creator", "max": 9})"));
    EXPECT_FALSE(dead(R"({"attribute": "creator", "max": 1})"));
    EXPECT_TRUE(dead(R"({"condition": "item == 'i1'", "gap": 3})"));
    EXPECT_TRUE(dead(R"({"condition": "flag == 1", "min_share": 0})"));
    EXPECT_FALSE(dead(R"({"condition": "flag == 1", "min_share": 0.2})"));
}

/// Caps over all people: nothing is over them, whoever loses an item cared least, and pins stay.
TEST(Reranker, CapsOverAllPeople) {
    for (std::uint64_t seed = 0; seed < 25; ++seed) {
        WorldShape shape;
        shape.items = 30;
        shape.candidates = 20;
        shape.users = 20;
        shape.creators = 6;
        const RerankWorld world = test::randomWorld(shape, seed);
        const RerankResult made = test::rerankedBy(
            world,
            rulesOf(
                R"({"list": 5, "limits": [{"attribute": "item", "cap": 0.2}, {"attribute": "creator", "cap": 0.25}]})"));
        std::map<std::uint32_t, std::size_t> items;
        std::map<std::string, std::size_t> creators;
        std::size_t places = 0;
        for (std::size_t person = 0; person < made.lists.size(); ++person) {
            for (const std::uint32_t at : made.lists[person]) {
                const ItemIndex item = world.prepared->people()[person].items[at];
                ++items[item.value];
                ++places;
                if (const std::string by(world.data->itemAttributes().creator(item)); !by.empty()) {
                    ++creators[by];
                }
            }
        }
        for (const auto& [item, count] : items) {
            EXPECT_LE(count, 4U) << seed << " item " << item;
        }
        for (const auto& [creator, count] : creators) {
            EXPECT_LE(count, 25U) << seed << creator; // of the 100 places that were planned
        }
        EXPECT_GT(places, 70U);
        const RerankResult pinned =
            test::rerankedBy(world, rulesOf(R"({"list": 5, "limits": [{"attribute": "item", "cap": 0.1}],
                               "rules": [{"do": "pin", "item": "i3", "place": 2}]})"));
        std::size_t stands = 0;
        for (std::size_t person = 0; person < pinned.lists.size(); ++person) {
            const PreparedPerson& who = world.prepared->people()[person];
            const bool has = std::ranges::find(who.items, ItemIndex(3U)) != who.items.end();
            stands += has ? 1 : 0;
            EXPECT_EQ(has, std::ranges::any_of(pinned.lists[person], [&](std::uint32_t at) {
                          return who.items[at] == ItemIndex(3U);
                      }));
        }
        EXPECT_GT(stands, 2U);
        EXPECT_TRUE(std::ranges::any_of(pinned.relaxed,
                                        [](const Relaxation& one) { return one.path == "limits[0].cap"; }));
    }
}

TEST(Reranker, SameBitsOnAnyNumberOfThreads) {
    WorldShape shape;
    shape.items = 200;
    shape.candidates = 120;
    shape.users = 60;
    shape.creators = 20;
    const RerankWorld world = test::randomWorld(shape, 11);
    const RuleSet rules = rulesOf(
        R"({"list": 20, "balance": {"mmr": 0.7, "calibration": 0.2, "novelty": 0.1, "freshness": 0.1, "popularity_damping": 0.2},
            "limits": [{"attribute": "creator", "max": 2, "gap": 1}, {"condition": "creator_size == 'small'", "min_share": 0.2}, {"attribute": "item", "cap": 0.5}],
            "rules": [{"do": "boost", "condition": "age_days < 30", "by": 0.1}, {"do": "bury", "condition": "seen_days < 70"}]})");
    RerankOptions options;
    options.prices = true;
    std::vector<RerankResult> made;
    for (const int threads : {1, 8}) {
        ExecutionContext context;
        context.threads = threads;
        made.push_back(Reranker(world.prepared).run(rules, options, context).value());
    }
    EXPECT_EQ(made[0].lists, made[1].lists);
    ASSERT_EQ(made[0].rules.size(), made[1].rules.size());
    for (std::size_t at = 0; at < made[0].rules.size(); ++at) {
        EXPECT_EQ(made[0].rules[at].price.mean, made[1].rules[at].price.mean);
        EXPECT_EQ(made[0].rules[at].price.low, made[1].rules[at].price.low);
        EXPECT_EQ(made[0].rules[at].fired, made[1].rules[at].fired);
    }
    ASSERT_EQ(made[0].relaxed.size(), made[1].relaxed.size());
    for (std::size_t at = 0; at < made[0].relaxed.size(); ++at) {
        EXPECT_EQ(made[0].relaxed[at].why, made[1].relaxed[at].why);
    }
}

/// What a part cannot have changed is not worked out anew: the prices are those of whole runs without it.
TEST(Reranker, PricesAreThoseOfEverybodyRankedWithoutThePart) {
    const RuleSet plain = rulesOf(
        R"({"list": 8, "balance": {"mmr": 0.6}, "limits": [{"attribute": "creator", "max": 2}, {"attribute": "creator", "gap": 1},
            {"condition": "flag == 1", "min_share": 0.4}, {"attribute": "categories", "max": 3, "window": 5}]})");
    RuleSet ruled = plain;
    ruled.balance.calibration = 0.3;
    ruled.balance.novelty = 0.2;
    ruled.rules =
        rulesOf(
            R"({"rules": [{"do": "boost", "condition": "category == 'g1'", "by": 0.2}, {"do": "bury", "condition": "seen_days < 90"},
                {"do": "filter", "condition": "flag == 0 and category == 'g2'"}, {"do": "pin", "item": "i5", "place": 2},
                {"do": "boost", "condition": "age_days > 300", "by": 0.3}, {"do": "boost", "condition": "category == 'g0'", "share": 0.3},
                {"do": "filter", "condition": "creator == 'c1'", "audience": "user.events > 3"}]})")
            .rules;
    RuleSet free = ruled;
    free.limits.clear();
    RuleSet soft = ruled;
    soft.rules.push_back(
        rulesOf(R"({"rules": [{"do": "pin", "item": "i3", "place": 4, "soft": true}]})").rules[0]);
    RuleSet point = ruled;
    point.balance = {};
    point.balance.dpp = 0.5;
    RuleSet greedy = ruled;
    greedy.balance = {};
    RuleSet dealt = ruled;
    dealt.balance =
        rulesOf(R"({"balance": {"shares": {"relevance": 60, "variety": 25, "novelty": 15}}})").balance;
    RuleSet capped = ruled;
    capped.limits.push_back(rulesOf(R"({"limits": [{"attribute": "item", "cap": 0.4}]})").limits[0]);
    RerankOptions options;
    options.prices = true;
    std::size_t same = 0;
    std::size_t changed = 0;
    for (std::uint64_t seed = 0; seed < 3; ++seed) {
        const RerankWorld world = test::randomWorld({60, 12, 12 + 10 * seed, 4, 30, seed % 2 == 0}, seed);
        for (const RuleSet& rules : {plain, ruled, free, soft, point, greedy, dealt, capped}) {
            RerankOptions plainly;
            std::vector<std::vector<std::uint32_t>> left(12, {0, 3, 4});
            left[5] = {};
            plainly.leaveOut = options.leaveOut = seed == 1 ? std::span(left) : std::span(left).first(0);
            const RerankResult made = test::rerankedBy(world, rules, options);
            for (const RulePart& part : partsOf(rules)) {
                const RerankResult other = test::rerankedBy(world, part.without, plainly);
                std::size_t differing = 0;
                double kept = 0;
                for (std::size_t person = 0; person < made.lists.size(); ++person) {
                    differing += made.lists[person] != other.lists[person] ? 1 : 0;
                    const PreparedPerson& who = world.prepared->people()[person];
                    kept += discountedRelevance(who, made.lists[person]) /
                            discountedRelevance(who, other.lists[person]);
                }
                const RuleOutcome& outcome = outcomeOf(made, part.path);
                if (part.kind != RulePart::Kind::Rule) { // of a rule it counts whom it met
                    ASSERT_EQ(outcome.fired, differing) << seed << ' ' << part.path;
                }
                ASSERT_NEAR(outcome.price.mean, kept / static_cast<double>(made.lists.size()), 1e-12)
                    << seed << ' ' << part.path << ' ' << ruleSetJson(rules);
                changed += differing;
                same += made.lists.size() - differing;
            }
        }
    }
    EXPECT_GT(same, 300U);
    EXPECT_GT(changed, 300U);
}

TEST(Reranker, StopsWhenAsked) {
    const RerankWorld world = test::randomWorld({}, 1);
    std::stop_source source;
    source.request_stop();
    ExecutionContext context;
    context.stop = source.get_token();
    const Result<RerankResult> made = Reranker(world.prepared).run(RuleSet{}, {}, context);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::Cancelled);
}

TEST(Reranker, NobodyAndNothing) {
    const RerankWorld world = test::randomWorld({}, 1);
    const RuleSet rules = rulesOf(
        R"({"list": 5, "balance": {"mmr": 0.5, "dpp": 0.2}, "limits": [{"attribute": "creator", "max": 1, "gap": 2}, {"condition": "flag == 1", "min_share": 1}, {"attribute": "item", "cap": 0}],
            "rules": [{"do": "pin", "item": "i1", "place": 2}, {"do": "filter", "condition": "flag == 1"}]})");
    RerankOptions options;
    options.prices = true;
    const auto nobody = std::make_shared<const PreparedCandidates>(world.facts, std::vector<CandidateList>{});
    EXPECT_TRUE(Reranker(nobody).run(rules, options).value().lists.empty());
    const auto nothing =
        std::make_shared<const PreparedCandidates>(world.facts, std::vector<CandidateList>(2));
    const RerankResult made = Reranker(nothing).run(rules, options).value();
    EXPECT_EQ(made.lists, std::vector<std::vector<std::uint32_t>>(2));
    EXPECT_EQ(made.shortLists, 2U);
    const RerankResult capped = test::rerankedBy(world, rules, options); // nothing but the pins may be shown
    for (const auto& list : capped.lists) {
        EXPECT_LE(list.size(), 1U);
    }
}

} // namespace
} // namespace tastescope
