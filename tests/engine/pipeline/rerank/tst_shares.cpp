// SPDX-License-Identifier: GPL-3.0-or-later
// Places dealt by shares: whose turn it is, against the rule in words; lists, against turns taken one after
// the other; and what holds of every such list.
#include "rerank_world.h"

#include "engine/pipeline/rerank/shares.h"
#include "engine/pipeline/rerank/story.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace tastescope {
namespace {

using test::RerankWorld;
using test::rulesOf;
using test::WorldShape;

std::vector<unsigned> randomShares(Random& random, std::size_t count) {
    std::vector<unsigned> shares(count, 0);
    for (std::uint64_t left = 100; left > 0;) {
        const std::uint64_t some = 1 + random.below(std::min<std::uint64_t>(left, 40));
        shares[random.below(count)] += static_cast<unsigned>(some);
        left -= some;
    }
    return shares;
}

/// Tijdeman's rule as it is in words, in fractions.
std::vector<std::uint32_t> slowlyDealt(const std::vector<unsigned>& shares, std::size_t places) {
    const auto with =
        static_cast<double>(std::ranges::count_if(shares, [](unsigned share) { return share > 0; }));
    const double least = with > 1 ? 1 / (2 * with - 2) : 1;
    std::vector<double> had(shares.size(), 0);
    std::vector<std::uint32_t> turns;
    for (std::size_t place = 1; place <= places; ++place) {
        std::uint32_t next = 0;
        double first = 1e300;
        for (std::uint32_t at = 0; at < shares.size(); ++at) {
            const double share = shares[at] / 100.0;
            const double due = share > 0 ? (had[at] + 1 - least) / share : 1e300;
            if (share * static_cast<double>(place) - had[at] >= least - 1e-9 && due < first - 1e-9) {
                first = due;
                next = at;
            }
        }
        had[next] += 1;
        turns.push_back(next);
    }
    return turns;
}

TEST(DealtPlaces, EveryBeginningHoldsTheShares) {
    std::size_t splits = 0;
    for (std::uint64_t seed = 0; seed < 600; ++seed) {
        Random random(seed, 71);
        const std::vector<unsigned> shares = randomShares(random, 1 + random.below(12));
        const std::vector<std::uint32_t> turns = dealtPlaces(shares);
        ASSERT_EQ(turns.size(), 100U);
        EXPECT_EQ(turns, slowlyDealt(shares, 100)) << seed;
        std::vector<int> had(shares.size(), 0);
        for (int places = 1; places <= 250; ++places) { // and on, from the first turn again
            ++had[turns[static_cast<std::size_t>(places - 1) % 100]];
            for (std::size_t at = 0; at < shares.size(); ++at) {
                const int off = 100 * had[at] - static_cast<int>(shares[at]) * places;
                ASSERT_LT(std::abs(off), 100) << seed << ": share " << shares[at] << " of " << places;
                splits += off != 0 ? 1 : 0;
            }
        }
    }
    EXPECT_GT(splits, 10'000U);
}

TEST(DealtPlaces, AreAsPublished) {
    const auto first = [](std::vector<unsigned> shares, std::size_t places) {
        std::vector<std::uint32_t> turns = dealtPlaces(shares);
        turns.resize(places);
        return turns;
    };
    EXPECT_EQ(first({60, 20, 20}, 10), (std::vector<std::uint32_t>{0, 1, 0, 2, 0, 0, 1, 0, 2, 0}));
    EXPECT_EQ(first({50, 50}, 5), (std::vector<std::uint32_t>{0, 1, 0, 1, 0}));
    EXPECT_EQ(first({80, 20}, 5), (std::vector<std::uint32_t>{0, 0, 1, 0, 0}));
    EXPECT_EQ(first({0, 100}, 3), (std::vector<std::uint32_t>{1, 1, 1}));
    EXPECT_TRUE(dealtPlaces({}).empty());
    EXPECT_TRUE(dealtPlaces(std::vector<unsigned>{0, 0}).empty());
}

std::string sharesJson(const std::vector<unsigned>& shares) {
    return fmt::format(R"({{"shares": {{"relevance": {}, "variety": {}, "novelty": {}, "freshness": {},
                           "small_creators": {}, "attributes": {{"flag": {}}}}}, "half_life_days": 60}})",
                       shares[0], shares[1], shares[2], shares[3], shares[4], shares[5]);
}

/// Some of the six, none of the others.
std::string randomBalance(Random& random) {
    std::vector<unsigned> shares = randomShares(random, 6);
    const std::uint64_t quiet = random.below(6);
    const std::uint64_t heir = random.below(6);
    shares[heir] += heir == quiet ? 0 : std::exchange(shares[quiet], 0);
    return sharesJson(shares);
}

RerankWorld worldOf(std::uint64_t seed) {
    WorldShape shape;
    shape.items = seed % 4 == 0 ? 200 : 24;
    shape.candidates = seed % 4 == 0 ? 150 : 16;
    shape.creators = seed % 4 == 0 ? 40 : 8;
    shape.users = 3;
    shape.ties = seed % 3 == 0;
    return test::randomWorld(shape, seed);
}

/// Turn by turn, everything asked anew.
class SlowTurns {
public:
    SlowTurns(const RerankWorld& world, const RuleSet& rules)
        : m_world(world)
        , m_rules(rules)
        , m_similarity(world.data->itemAttributes()) {
        const Shares& shares = *rules.balance.shares;
        for (const ShareKey& key : shareKeys) {
            m_shares.push_back(shares.*key.member);
        }
        m_shares.push_back(shares.attributes.empty() ? 0 : shares.attributes.front().second);
        for (const std::uint32_t count : world.facts->catalogue.counts) {
            m_most = count > 0 ? std::max(m_most, information(count)) : m_most;
        }
    }

    double amount(std::size_t turn, const PreparedPerson& who, const std::vector<std::uint32_t>& above,
                  std::uint32_t at) const {
        const ItemIndex item = who.items[at];
        const RuleFacts& facts = *m_world.facts;
        switch (turn) {
        case 0:
            return relevance(who, at);
        case 1: {
            double like = 0;
            for (const std::uint32_t other : above) {
                const double one = m_similarity(who.items[other], item);
                like = std::isnan(one) ? like : std::max(like, one);
            }
            return 1 - like;
        }
        case 2:
            return facts.countOf(item) > 0 ? information(facts.countOf(item)) / m_most : 0;
        case 3: {
            const double age = facts.ageDays(item);
            return std::isnan(age) ? 0 : std::pow(0.5, age / m_rules.balance.halfLifeDays);
        }
        case 4:
            return facts.smallCreator[item.value] ? 1 : 0;
        default:
            return m_world.data->itemAttributes().table().find("flag")->numbers[item.value];
        }
    }

    /// Pins stand, filters take out, the rest by turns; `max` of one creator where it is above 0.
    std::vector<std::uint32_t> list(const PreparedPerson& who, std::size_t length,
                                    const std::map<std::size_t, std::uint32_t>& pins,
                                    const std::vector<char>& out, std::size_t max) const {
        const std::vector<std::uint32_t> turns = slowlyDealt(m_shares, length);
        std::vector<std::uint32_t> list;
        std::size_t dealt = 0;
        const auto pinned = [&](std::uint32_t at) {
            return std::ranges::any_of(pins, [at](const auto& pin) { return pin.second == at; });
        };
        const auto room = [&](std::uint32_t at) {
            const auto creator = m_world.data->itemAttributes().creatorCode(who.items[at]);
            const auto same = [&](std::uint32_t other) {
                return m_world.data->itemAttributes().creatorCode(who.items[other]) == creator;
            };
            return max == 0 || !creator || static_cast<std::size_t>(std::ranges::count_if(list, same)) < max;
        };
        while (list.size() < length) {
            if (const auto pin = pins.find(list.size()); pin != pins.end()) {
                list.push_back(pin->second);
                continue;
            }
            std::optional<std::uint32_t> best;
            const auto worth = [&](std::uint32_t at) { return amount(turns[dealt], who, list, at); };
            for (std::uint32_t at = 0; at < who.items.size(); ++at) {
                if (out[at] != 0 || pinned(at) || std::ranges::find(list, at) != list.end() || !room(at)) {
                    continue;
                }
                const bool better =
                    !best || worth(at) > worth(*best) + 1e-12 ||
                    (worth(at) > worth(*best) - 1e-12 &&
                     (relevance(who, at) > relevance(who, *best) ||
                      (relevance(who, at) == relevance(who, *best) && who.items[at] < who.items[*best])));
                best = better ? at : best;
            }
            if (!best) {
                break;
            }
            list.push_back(*best);
            ++dealt;
        }
        return list;
    }

private:
    double relevance(const PreparedPerson& who, std::uint32_t at) const {
        const bool boosted =
            m_world.data->itemAttributes().table().find("flag")->numbers[who.items[at].value] == 1;
        return who.relevance[at] + (m_rules.rules.empty() || !boosted ? 0 : 0.25);
    }
    double information(std::uint32_t count) const {
        return -std::log2(static_cast<double>(count) / static_cast<double>(m_world.facts->catalogue.users));
    }

    const RerankWorld& m_world;
    const RuleSet& m_rules;
    AttributeSimilarity m_similarity;
    std::vector<unsigned> m_shares;
    double m_most = 0;
};

TEST(RerankShares, AreTurnsTakenOneAfterTheOther) {
    std::size_t compared = 0;
    std::size_t moved = 0;
    for (std::uint64_t seed = 0; seed < 160; ++seed) {
        Random random(seed, 72);
        const RerankWorld world = worldOf(seed);
        const std::string rest = R"({"do": "boost", "condition": "flag == 1", "by": 0.25},
                                    {"do": "filter", "condition": "category == 'g1' and flag == 1"})";
        const std::size_t max = random.below(3);
        const bool some = random.below(2) == 0;
        const std::string pins = random.below(2) == 0 ? R"(, {"do": "pin", "item": "i3", "place": 2},
                                                           {"do": "pin", "item": "i5", "place": 5})"
                                                      : "";
        const RuleSet rules = rulesOf(fmt::format(
            R"({{"list": 9, "balance": {}, "limits": [{}], "rules": [{}]}})", randomBalance(random),
            max > 0 ? fmt::format(R"({{"attribute": "creator", "max": {}}})", max) : "",
            some ? rest + (max == 0 ? pins : "") : ""));
        if (rules.balance.shares->relevance == 100) {
            continue;
        }
        const RerankResult made = test::rerankedBy(world, rules);
        const SlowTurns slow(world, rules);
        for (std::size_t person = 0; person < made.lists.size(); ++person) {
            const PreparedPerson& who = world.prepared->people()[person];
            std::vector<char> out(who.items.size(), 0);
            std::map<std::size_t, std::uint32_t> standing;
            std::size_t left = 0;
            for (std::uint32_t at = 0; at < who.items.size(); ++at) {
                const auto categories =
                    world.data->itemAttributes().categories()->codesOf(who.items[at].value);
                const bool flag =
                    world.data->itemAttributes().table().find("flag")->numbers[who.items[at].value] == 1;
                out[at] = some && flag && std::ranges::find(categories, 1U) != categories.end() ? 1 : 0;
                left += out[at] == 0 ? 1 : 0;
                for (std::size_t rule = 2; rule < rules.rules.size(); ++rule) {
                    if (out[at] == 0 &&
                        world.data->items().at(who.items[at].value) == rules.rules[rule].item) {
                        standing[rules.rules[rule].place - 1] = at;
                    }
                }
            }
            const std::size_t length = std::min<std::size_t>(9, left);
            const std::vector<std::uint32_t> expected = slow.list(who, length, standing, out, max);
            if (expected.size() < length) {
                continue; // turn by turn misses a full list, which is looked for then
            }
            EXPECT_EQ(made.lists[person], expected) << seed << ruleSetJson(rules);
            ++compared;
            moved += std::ranges::is_sorted(made.lists[person]) ? 0 : 1;
        }
    }
    EXPECT_GT(compared, 250U);
    EXPECT_GT(moved, 200U);
}

std::string limitsOf(Random& random) {
    static const char* const limits[] = {
        "", R"({"attribute": "creator", "max": 1})", R"({"attribute": "creator", "gap": 1})",
        R"({"attribute": "categories", "max": 2, "window": 4})",
        R"({"attribute": "creator", "max": 2}, {"condition": "flag == 1", "min_share": 0.5})"};
    return limits[random.below(std::size(limits))];
}

bool obeys(const RerankWorld& world, const PreparedPerson& who, const std::vector<std::uint32_t>& list,
           const Limit& limit, std::size_t pinned) {
    const ItemAttributes& attributes = world.data->itemAttributes();
    const auto shares = [&](std::size_t a, std::size_t b) {
        if (limit.attribute == "creator") {
            const auto creator = attributes.creatorCode(who.items[list[a]]);
            return creator && creator == attributes.creatorCode(who.items[list[b]]);
        }
        const auto left = attributes.categories()->codesOf(who.items[list[a]].value);
        const auto right = attributes.categories()->codesOf(who.items[list[b]].value);
        return std::ranges::find_first_of(left, right) != left.end();
    };
    for (std::size_t place = 0; place < list.size(); ++place) {
        std::size_t same = 0;
        const std::size_t from = limit.window && place + 1 > *limit.window ? place + 1 - *limit.window : 0;
        for (std::size_t other = from; other < place; ++other) {
            same += shares(place, other) ? 1 : 0;
        }
        if (limit.max && limit.attribute == "creator" && same >= *limit.max && place != pinned) {
            return false;
        }
        if (limit.gap && place > 0 && shares(place, place - 1) && place != pinned && place - 1 != pinned) {
            return false;
        }
    }
    return true;
}

// Whatever the shares: limits hold, pins stand, what is filtered is nowhere, nobody's list is shorter for
// them, every beginning holds the shares, and what is not named found something that has what it wanted.
TEST(RerankShares, LimitsPinsAndFiltersKeepTheirPower) {
    std::size_t named = 0;
    std::size_t served = 0;
    for (std::uint64_t seed = 0; seed < 120; ++seed) {
        Random random(seed, 73);
        const RerankWorld world = worldOf(seed);
        const std::string rest =
            fmt::format(R"("limits": [{}], "rules": [{{"do": "filter", "condition": "category == 'g2'"}},
                           {{"do": "pin", "item": "i{}", "place": {}}}])",
                        limitsOf(random), random.below(24), 1 + random.below(8));
        const RuleSet rules =
            rulesOf(fmt::format(R"({{"list": 8, "balance": {}, {}}})", randomBalance(random), rest));
        const RerankResult made = test::rerankedBy(world, rules);
        const RerankResult plain = test::rerankedBy(world, rulesOf(R"({"list": 8, )" + rest + "}"));
        const auto compiled = CompiledRules::compile(rules, *world.prepared, 0);
        ASSERT_TRUE(compiled);
        std::map<std::string, bool> told;
        for (const Relaxation& one : made.relaxed) {
            told[one.path] = true;
            if (one.path.starts_with("balance.shares.")) {
                EXPECT_LT(one.given, one.asked);
                EXPECT_GE(one.given, 0);
                ++named;
            }
        }
        for (std::size_t person = 0; person < made.lists.size(); ++person) {
            const PreparedPerson& who = world.prepared->people()[person];
            const std::vector<std::uint32_t>& list = made.lists[person];
            EXPECT_EQ(list.size(), plain.lists[person].size()) << seed << ruleSetJson(rules);
            const auto reasons = Reranker(world.prepared).explain(rules, person, list, 0);
            ASSERT_TRUE(reasons);
            std::size_t pinned = list.size();
            std::map<std::string, int> had;
            int dealt = 0;
            for (std::size_t place = 0; place < list.size(); ++place) {
                const auto categories =
                    world.data->itemAttributes().categories()->codesOf(who.items[list[place]].value);
                EXPECT_EQ(std::ranges::find(categories, 2U), categories.end());
                const PlaceReason& reason = (*reasons)[place];
                if (reason.pinned) {
                    pinned = place;
                    EXPECT_EQ(place + 1, std::min(rules.rules[1].place, list.size()));
                    EXPECT_TRUE(reason.terms.objective.empty());
                    continue;
                }
                ++dealt;
                if (!compiled->shares.on()) {
                    EXPECT_TRUE(reason.terms.objective.empty());
                    continue;
                }
                ++had[reason.terms.objective];
                for (const Objective& one : compiled->shares.objectives) {
                    EXPECT_LT(std::abs(100 * had[one.name] - static_cast<int>(one.share) * dealt), 100);
                    if (one.name == reason.terms.objective && one.ofItems() &&
                        !told["balance.shares." + one.name]) {
                        EXPECT_GT(reason.terms.gain, 0) << one.name;
                        ++served;
                    }
                }
            }
            for (const Limit& limit : rules.limits) {
                EXPECT_TRUE(limit.minShare || obeys(world, who, list, limit, pinned))
                    << seed << ruleSetJson(rules);
            }
        }
    }
    EXPECT_GT(named, 10U);
    EXPECT_GT(served, 300U);
}

TEST(RerankShares, RelevanceAloneIsTheRankersOrder) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        Random random(seed, 74);
        const RerankWorld world = worldOf(seed);
        const std::string rest =
            fmt::format(R"("list": 8, "limits": [{}], "rules": [{{"do": "bury", "condition": "flag == 1"}}])",
                        limitsOf(random));
        const RerankResult all =
            test::rerankedBy(world, rulesOf(R"({"balance": {"shares": {"relevance": 100}}, )" + rest + "}"));
        EXPECT_EQ(all.lists, test::rerankedBy(world, rulesOf("{" + rest + "}")).lists) << seed << rest;
        const RerankResult plain =
            test::rerankedBy(world, rulesOf(R"({"list": 8, "balance": {"shares": {"relevance": 100}}})"));
        for (const std::vector<std::uint32_t>& list : plain.lists) {
            for (std::uint32_t place = 0; place < list.size(); ++place) {
                EXPECT_EQ(list[place], place);
            }
        }
    }
}

TEST(RerankShares, SameOnAnyNumberOfThreads) {
    WorldShape shape{200, 40, 30, 4, 120, false};
    const RerankWorld world = test::randomWorld(shape, 5);
    RuleSet rules =
        rulesOf(R"({"list": 12, "balance": {"shares": {"relevance": 40, "variety": 25, "novelty": 15,
        "freshness": 10, "small_creators": 10}}, "limits": [{"attribute": "creator", "max": 2},
        {"condition": "flag == 1", "min_share": 0.5}, {"attribute": "item", "cap": 0.4}]})");
    RerankOptions options;
    options.prices = true;
    std::optional<RerankResult> first;
    for (const int threads : {1, 2, 8}) {
        ExecutionContext context;
        context.threads = threads;
        const auto made = Reranker(world.prepared).run(rules, options, context);
        ASSERT_TRUE(made);
        first = first ? first : *made;
        EXPECT_EQ(made->lists, first->lists);
        ASSERT_EQ(made->rules.size(), 7U);
        for (std::size_t at = 0; at < made->rules.size(); ++at) {
            EXPECT_EQ(made->rules[at].price.mean, first->rules[at].price.mean) << at;
        }
    }
    // Every share has a price of its own: its places go to relevance.
    EXPECT_EQ(first->rules[3].path, "balance.shares.variety");
    EXPECT_EQ(first->rules[6].path, "balance.shares.small_creators");
    EXPECT_LT(first->rules[3].price.mean, 1);
}

TEST(RerankShares, WhatIsNoBalanceIsRefusedByItsPath) {
    const RerankWorld world = worldOf(1);
    const auto pathOf = [&](const RuleSet& rules) {
        const auto made = Reranker(world.prepared).run(rules);
        return made ? std::string() : made.error().context;
    };
    EXPECT_EQ(pathOf(rulesOf(R"({"balance": {"shares": {"relevance": 90, "attributes": {"margin": 10}}}})")),
              "balance.shares.attributes.margin");
    EXPECT_EQ(pathOf(rulesOf(R"({"balance": {"shares": {"relevance": 90, "attributes": {"creator": 10}}}})")),
              "balance.shares.attributes.creator");
    RuleSet made = rulesOf(R"({"balance": {"shares": {"relevance": 90, "novelty": 10}}})");
    EXPECT_EQ(pathOf(made), "");
    made.balance.novelty = 0.2;
    EXPECT_EQ(pathOf(made), "balance.novelty");
    made.balance.novelty = 0;
    made.balance.shares->novelty = 9;
    EXPECT_EQ(pathOf(made), "balance.shares");
}

// An item that is listed says whose place it took; one that is not was behind by that very objective.
TEST(RerankShares, StoriesNameTheObjective) {
    std::map<std::string, int> seen;
    std::map<ItemStory::Fate, int> fates;
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        const RerankWorld world = worldOf(seed);
        const RuleSet rules = rulesOf(R"({"list": 10, "balance": {"shares": {"relevance": 30, "variety": 20,
            "novelty": 20, "freshness": 20, "small_creators": 10}}, "limits": [{"attribute": "creator", "max": 1}]})");
        const auto list = test::rerankedBy(world, rules).lists[0];
        const auto reasons = Reranker(world.prepared).explain(rules, 0, list, 0);
        ASSERT_TRUE(reasons);
        for (const ItemIndex item : world.prepared->people()[0].items) {
            const auto story = itemStory(*world.prepared, rules, 0, item, 0);
            ASSERT_TRUE(story);
            ++fates[story->fate];
            EXPECT_FALSE(story->terms.objective.empty());
            if (story->place) {
                const GainTerms& terms = (*reasons)[*story->place].terms;
                EXPECT_EQ(story->terms.objective, terms.objective);
                EXPECT_EQ(story->terms.gain, terms.gain);
                ++seen[terms.objective];
                if (terms.objective == "relevance") {
                    EXPECT_EQ(terms.gain, terms.relevance);
                } else if (terms.objective == "variety") {
                    EXPECT_EQ(terms.gain, 1 - terms.likeness);
                }
            }
        }
    }
    EXPECT_EQ(seen.size(), 5U);
    EXPECT_GT(fates[ItemStory::Fate::Limited], 5);
    EXPECT_GT(fates[ItemStory::Fate::Outweighed], 5);
}

} // namespace
} // namespace tastescope
