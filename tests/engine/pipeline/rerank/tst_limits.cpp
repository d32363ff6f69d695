// SPDX-License-Identifier: GPL-3.0-or-later
// Limits and pins against all orders of all candidates, and what holds in any catalogue.
#include "rerank_world.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace tastescope {
namespace {

using test::RerankWorld;
using test::rulesOf;
using test::WorldShape;
using Places = std::vector<std::uint32_t>;

std::vector<std::string> valuesOf(const RerankWorld& world, ItemIndex item, const std::string& attribute) {
    const AttributeColumn& column = *world.data->itemAttributes().table().find(attribute);
    std::vector<std::string> out;
    if (column.kind == AttributeKind::List) {
        for (const std::uint32_t code : column.codesOf(item.value)) {
            out.push_back(column.words[code]);
        }
    } else if (std::string text = column.textOf(item.value); !text.empty()) {
        out.push_back(std::move(text));
    }
    return out;
}

bool flagged(const RerankWorld& world, ItemIndex item) {
    return world.data->itemAttributes().table().find("flag")->numbers[item.value] == 1;
}

/// Most items of one value in any so many places, without least shares. `flag == 1` is the only condition
/// here.
bool obeys(const RerankWorld& world, const PreparedPerson& who, const RuleSet& rules, const Places& list) {
    for (const Limit& limit : rules.limits) {
        const auto values = [&](std::size_t place) {
            const ItemIndex item = who.items[list[place]];
            return limit.condition
                       ? (flagged(world, item) ? std::vector<std::string>{"yes"} : std::vector<std::string>{})
                       : valuesOf(world, item, limit.attribute);
        };
        const auto within = [&](std::size_t window, std::size_t most) {
            for (std::size_t begin = 0; begin < list.size(); ++begin) {
                std::map<std::string, std::size_t> counts;
                for (std::size_t place = begin; place < std::min(list.size(), begin + window); ++place) {
                    for (const std::string& value : values(place)) {
                        if (++counts[value] > most) {
                            return false;
                        }
                    }
                }
            }
            return true;
        };
        if ((limit.max && !within(limit.window.value_or(list.size()), *limit.max)) ||
            (limit.gap && !within(*limit.gap + 1, 1))) {
            return false;
        }
    }
    return true;
}

/// By share limit: how many places are missing.
std::vector<std::size_t> missingOf(const RerankWorld& world, const PreparedPerson& who, const RuleSet& rules,
                                   const Places& list) {
    std::vector<std::size_t> missing;
    for (const Limit& limit : rules.limits) {
        if (limit.minShare) {
            const auto need = static_cast<std::size_t>(
                std::ceil(*limit.minShare * static_cast<double>(list.size()) - 1e-9));
            const auto have = static_cast<std::size_t>(
                std::ranges::count_if(list, [&](std::uint32_t at) { return flagged(world, who.items[at]); }));
            missing.push_back(need - std::min(need, have));
        }
    }
    return missing;
}

/// Calls `take` with every order of `length` of the candidates.
void forEachList(std::size_t candidates, std::size_t length, Places& list,
                 const std::function<void(const Places&)>& take) {
    if (list.size() == length) {
        take(list);
        return;
    }
    for (std::uint32_t at = 0; at < candidates; ++at) {
        if (std::ranges::find(list, at) == list.end()) {
            list.push_back(at);
            forEachList(candidates, length, list, take);
            list.pop_back();
        }
    }
}

RuleSet randomLimits(Random& random, std::size_t list) {
    std::string limits;
    const auto add = [&](const std::string& one) { limits += (limits.empty() ? "" : ", ") + one; };
    const char* attributes[] = {"creator", "categories"};
    for (std::uint64_t left = 1 + random.below(2); left > 0; --left) {
        const char* attribute = attributes[random.below(3) == 0 ? 1 : 0];
        switch (random.below(4)) {
        case 0:
            add(fmt::format(R"({{"attribute": "{}", "max": {}}})", attribute, 1 + random.below(2)));
            break;
        case 1:
            add(fmt::format(R"({{"attribute": "{}", "gap": {}}})", attribute, 1 + random.below(2)));
            break;
        case 2:
            add(fmt::format(R"({{"attribute": "{}", "max": 2, "window": {}}})", attribute,
                            3 + random.below(2)));
            break;
        default:
            add(random.below(2) ? R"({"condition": "flag == 1", "gap": 1})"
                                : R"({"condition": "flag == 1", "max": 2})");
            break;
        }
    }
    if (random.below(2) == 0) {
        add(fmt::format(R"({{"condition": "flag == 1", "min_share": {:.2f}}})", random.uniform()));
    }
    return rulesOf(fmt::format(R"({{"list": {}, "limits": [{}]}})", list, limits));
}

/// The best list by the order of the contract: longest, least missing of shares, sum, discounted sum, index.
Places bestOfAllOrders(const RerankWorld& world, const PreparedPerson& who, const RuleSet& rules) {
    for (std::size_t length = std::min<std::size_t>(*rules.list, who.items.size()); length > 0; --length) {
        std::optional<Places> best;
        std::size_t bestMissing = 0;
        double bestSum = 0;
        double bestDiscounted = 0;
        Places scratch;
        forEachList(who.items.size(), length, scratch, [&](const Places& list) {
            if (!obeys(world, who, rules, list)) {
                return;
            }
            std::size_t missing = 0;
            for (const std::size_t one : missingOf(world, who, rules, list)) {
                missing += one;
            }
            double sum = 0;
            double discounted = 0;
            for (std::size_t place = 0; place < list.size(); ++place) {
                sum += who.relevance[list[place]];
                discounted += who.relevance[list[place]] / std::log2(static_cast<double>(place) + 2);
            }
            const auto indices = [&](const Places& places) {
                std::vector<std::uint32_t> out;
                for (const std::uint32_t at : places) {
                    out.push_back(who.items[at].value);
                }
                return out;
            };
            constexpr double same = 1e-9;
            bool better = !best || missing < bestMissing;
            if (best && missing == bestMissing) {
                better = sum > bestSum + same ||
                         (sum > bestSum - same &&
                          (discounted > bestDiscounted + same ||
                           (discounted > bestDiscounted - same && indices(list) < indices(*best))));
            }
            if (better) {
                best = list;
                bestMissing = missing;
                bestSum = sum;
                bestDiscounted = discounted;
            }
        });
        if (best) {
            return *best;
        }
    }
    return {};
}

TEST(RerankLimits, EqualTheBestOfAllOrders) {
    std::size_t shortened = 0;
    std::size_t lowered = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Random random(seed, 5);
        WorldShape shape;
        shape.items = 9;
        shape.candidates = 5 + random.below(3);
        shape.creators = 1 + random.below(4);
        shape.users = 2;
        shape.ties = seed % 4 == 3;
        const RerankWorld world = test::randomWorld(shape, seed);
        const RuleSet rules = randomLimits(random, 3 + random.below(4));
        const RerankResult made = test::rerankedBy(world, rules);
        for (std::size_t person = 0; person < shape.users; ++person) {
            const PreparedPerson& who = world.prepared->people()[person];
            const Places best = bestOfAllOrders(world, who, rules);
            EXPECT_EQ(made.lists[person], best) << "seed " << seed << " " << ruleSetJson(rules);
            shortened += best.size() < std::min<std::size_t>(*rules.list, who.items.size()) ? 1 : 0;
            for (const std::size_t missing : missingOf(world, who, rules, best)) {
                lowered += missing > 0 ? 1 : 0;
            }
        }
        EXPECT_EQ(std::ranges::any_of(made.relaxed,
                                      [](const Relaxation& one) { return one.path.ends_with("min_share"); }),
                  std::ranges::any_of(made.lists, [&](const auto& list) {
                      const auto person = static_cast<std::size_t>(&list - made.lists.data());
                      return std::ranges::any_of(
                          missingOf(world, world.prepared->people()[person], rules, list),
                          [](std::size_t one) { return one > 0; });
                  }));
    }
    EXPECT_GT(shortened, 20U);
    EXPECT_GT(lowered, 20U);
}

/// Where the gain depends on the list: at each place the largest gain of which the rest can be filled at all.
TEST(RerankLimits, WithBalanceEachPlaceIsTheBestThatLeavesAList) {
    std::size_t greedyFails = 0;
    for (std::uint64_t seed = 0; seed < 160; ++seed) {
        Random random(seed, 6);
        WorldShape shape;
        shape.items = 9;
        shape.candidates = 6;
        shape.creators = 1 + random.below(3);
        shape.users = 2;
        const RerankWorld world = test::randomWorld(shape, seed);
        RuleSet rules = randomLimits(random, 3 + random.below(3));
        rules.balance.mmr = 0.6;
        const RerankResult made = test::rerankedBy(world, rules);
        const AttributeSimilarity similarity(world.data->itemAttributes());
        for (std::size_t person = 0; person < shape.users; ++person) {
            const PreparedPerson& who = world.prepared->people()[person];
            const Places target = bestOfAllOrders(world, who, rules);
            const std::vector<std::size_t> missing = missingOf(world, who, rules, target);
            const auto completes = [&](const Places& begin) {
                bool found = false;
                Places scratch = begin;
                forEachList(who.items.size(), target.size(), scratch, [&](const Places& list) {
                    found = found ||
                            (obeys(world, who, rules, list) && missingOf(world, who, rules, list) <= missing);
                });
                return found;
            };
            Places list;
            while (list.size() < target.size()) {
                std::optional<std::uint32_t> best;
                double most = -1e9;
                double free = -1e9;
                for (std::uint32_t at = 0; at < who.items.size(); ++at) {
                    if (std::ranges::find(list, at) != list.end()) {
                        continue;
                    }
                    double like = 0;
                    for (const std::uint32_t above : list) {
                        const double one = similarity(who.items[above], who.items[at]);
                        like = std::isnan(one) ? like : std::max(like, one);
                    }
                    const double gain = 0.6 * who.relevance[at] - (1 - 0.6) * like;
                    Places with = list;
                    with.push_back(at);
                    free = obeys(world, who, rules, with) ? std::max(free, gain) : free;
                    if ((gain > most || (gain == most && who.items[at] < who.items[*best])) &&
                        completes(with)) {
                        most = gain;
                        best = at;
                    }
                }
                ASSERT_TRUE(best);
                greedyFails += most < free ? 1 : 0;
                list.push_back(*best);
            }
            EXPECT_EQ(made.lists[person], list) << seed << " " << ruleSetJson(rules);
        }
    }
    EXPECT_GT(greedyFails, 10U); // left to right would have failed
}

/// b a c a a by score, no two a back to back: the only list is a b a c a.
TEST(RerankLimits, FindsTheListThatGreedyMisses) {
    RerankWorld world = test::randomWorld({}, 1);
    Dataset::Parts parts = world.data->parts();
    AttributeColumn creator = test::worldColumn("creator", AttributeKind::Text);
    creator.texts = {"b", "a", "c", "a", "a"};
    parts.itemAttributes = std::make_shared<ItemAttributes>(AttributeTable{5, {creator}});
    world.data = std::make_shared<const Dataset>(std::move(parts));
    world.facts = std::make_shared<const RuleFacts>(ruleFactsOf(world.data));
    CandidateList list;
    for (std::uint32_t item = 0; item < 5; ++item) {
        list.candidates.push_back({ItemIndex(item), 10.0 - item});
    }
    world.prepared =
        std::make_shared<const PreparedCandidates>(world.facts, std::vector<CandidateList>{list});
    for (const char* balance : {"{}", R"({"mmr": 0.9})", R"({"dpp": 0.3})"}) {
        const RerankResult made = test::rerankedBy(
            world, rulesOf(fmt::format(
                       R"({{"list": 5, "balance": {}, "limits": [{{"attribute": "creator", "gap": 1}}]}})",
                       balance)));
        ASSERT_EQ(made.lists[0].size(), 5U) << balance;
        EXPECT_EQ(made.lists[0], (Places{1, 0, 3, 2, 4})) << balance;
        EXPECT_TRUE(made.relaxed.empty());
    }
}

/// A large catalogue: whatever the rules, no limit is broken, no filter leaks, pins stand, nothing comes
/// twice.
TEST(RerankLimits, HoldInAnyCatalogue) {
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        Random random(seed, 7);
        WorldShape shape;
        shape.items = 300;
        shape.candidates = 200;
        shape.creators = 3 + random.below(60);
        shape.categories = 8;
        shape.users = 6;
        shape.ties = seed % 5 == 0;
        const RerankWorld world = test::randomWorld(shape, seed);
        RuleSet rules = randomLimits(random, 5 + random.below(26));
        rules.balance.mmr = seed % 3 == 0 ? 1 : random.uniform();
        rules.balance.dpp = seed % 7 == 0 ? 0.5 : 0;
        rules.balance.calibration = seed % 3 == 1 ? 0.3 : 0;
        const auto rule = [](const char* json) {
            return rulesOf(std::string(R"({"rules": [)") + json + "]}").rules.front();
        };
        rules.rules.push_back(rule(R"({"do": "filter", "condition": "category == 'g1' and flag == 1"})"));
        rules.rules.push_back(rule(R"({"do": "boost", "condition": "age_days < 100", "by": 0.3})"));
        rules.rules.push_back(rule(R"({"do": "bury", "condition": "category == 'g2'"})"));
        const RerankResult made = test::rerankedBy(world, rules);
        for (std::size_t person = 0; person < made.lists.size(); ++person) {
            const PreparedPerson& who = world.prepared->people()[person];
            const Places& list = made.lists[person];
            EXPECT_TRUE(obeys(world, who, rules, list)) << seed << ruleSetJson(rules);
            Places sorted = list;
            std::ranges::sort(sorted);
            EXPECT_TRUE(std::ranges::adjacent_find(sorted) == sorted.end());
            for (const std::uint32_t at : list) {
                const auto values = valuesOf(world, who.items[at], "categories");
                EXPECT_FALSE(flagged(world, who.items[at]) &&
                             std::ranges::find(values, "g1") != values.end());
            }
        }
        EXPECT_EQ(made.shortLists,
                  static_cast<std::size_t>(std::ranges::count_if(
                      made.lists, [&](const Places& list) { return list.size() < *rules.list; })));
    }
}

TEST(RerankLimits, PinsStandAndAreStrongerThanLimits) {
    for (std::uint64_t seed = 0; seed < 80; ++seed) {
        Random random(seed, 8);
        WorldShape shape;
        shape.items = 60;
        shape.candidates = 60;
        shape.creators = 5;
        const RerankWorld world = test::randomWorld(shape, seed);
        RuleSet rules = randomLimits(random, 10);
        rules.balance.mmr = seed % 2 ? 0.5 : 1;
        std::map<std::size_t, std::string> pins;
        for (int count = 0; count < 3; ++count) {
            Rule pin;
            pin.item = "i" + std::to_string(random.below(60));
            pin.place = 1 + random.below(3);
            if (!pins.contains(pin.place) &&
                std::ranges::none_of(pins, [&](const auto& other) { return other.second == pin.item; })) {
                pins[pin.place] = pin.item;
                rules.rules.push_back(pin);
            }
        }
        const RerankResult made = test::rerankedBy(world, rules);
        for (std::size_t person = 0; person < made.lists.size(); ++person) {
            const PreparedPerson& who = world.prepared->people()[person];
            ASSERT_GE(made.lists[person].size(), 3U) << seed;
            for (const auto& [place, item] : pins) {
                EXPECT_EQ(world.data->items().at(who.items[made.lists[person][place - 1]].value), item)
                    << seed;
            }
            if (!obeys(world, who, rules, made.lists[person])) {
                EXPECT_FALSE(made.relaxed.empty()) << seed;
            }
        }
    }
}

TEST(RerankLimits, NamesWhatCannotBe) {
    const RerankWorld world = test::randomWorld({}, 3);
    const PreparedPerson& who = world.prepared->people()[0];
    const auto id = [&](std::size_t at) { return std::string(world.data->items().at(who.items[at].value)); };
    const auto relaxed = [&](const std::string& json) {
        return test::rerankedBy(world, rulesOf(json)).relaxed;
    };
    const auto has = [](const std::vector<Relaxation>& all, const std::string& path) {
        return std::ranges::any_of(
            all, [&](const Relaxation& one) { return one.path == path && !one.why.empty(); });
    };
    EXPECT_TRUE(has(
        relaxed(fmt::format(
            R"({{"rules": [{{"do": "pin", "item": "{0}", "place": 1}}, {{"do": "filter", "item": "{0}"}}]}})",
            id(3))),
        "rules[0]"));
    EXPECT_TRUE(
        has(relaxed(R"({"rules": [{"do": "pin", "item": "of another world", "place": 1}]})"), "rules[0]"));
    EXPECT_TRUE(has(
        relaxed(fmt::format(
            R"({{"rules": [{{"do": "pin", "item": "{}", "place": 2}}, {{"do": "pin", "item": "{}", "place": 2}}]}})",
            id(3), id(4))),
        "rules[1]"));
    EXPECT_TRUE(has(
        relaxed(fmt::format(
            R"({{"rules": [{{"do": "pin", "item": "{0}", "place": 2}}, {{"do": "pin", "item": "{0}", "place": 3}}]}})",
            id(3))),
        "rules[1]"));
    EXPECT_TRUE(
        has(relaxed(fmt::format(R"({{"rules": [{{"do": "pin", "item": "{}", "place": 500}}]}})", id(3))),
            "rules[0]"));
    // Nobody has so many values: the list is short, and what would fill it is said.
    const auto shortened = relaxed(R"({"list": 8, "limits": [{"condition": "item != 'x'", "max": 3}]})");
    ASSERT_EQ(shortened.size(), 1U);
    EXPECT_EQ(shortened[0].path, "list");
    EXPECT_EQ(shortened[0].asked, 8);
    EXPECT_EQ(shortened[0].given, 3);
    EXPECT_EQ(shortened[0].people, 4U);
    EXPECT_NE(shortened[0].why.find("limits[0].max = 8"), std::string::npos) << shortened[0].why;
    // A share that nobody can have.
    const auto share = relaxed(R"({"list": 5, "limits": [{"condition": "item == 'i0'", "min_share": 0.9}]})");
    ASSERT_EQ(share.size(), 1U);
    EXPECT_EQ(share[0].path, "limits[0].min_share");
    EXPECT_EQ(share[0].asked, 0.9);
    EXPECT_TRUE(share[0].given == 0.2 || share[0].given == 0);
    EXPECT_NE(share[0].why.find("floor lowered from 90 %"), std::string::npos);
    // Pins of one creator side by side.
    std::vector<std::size_t> same;
    for (std::size_t at = 0; at < who.items.size() && same.size() < 2; ++at) {
        const auto value = valuesOf(world, who.items[at], "creator");
        const auto first = same.empty() ? value : valuesOf(world, who.items[same[0]], "creator");
        if (!value.empty() && value == first) {
            same.push_back(at);
        }
    }
    ASSERT_EQ(same.size(), 2U);
    const auto both = relaxed(fmt::format(
        R"({{"limits": [{{"attribute": "creator", "gap": 1}}], "rules": [{{"do": "pin", "item": "{}", "place": 1}}, {{"do": "pin", "item": "{}", "place": 2}}]}})",
        id(same[0]), id(same[1])));
    EXPECT_TRUE(has(both, "rules[0]") && has(both, "rules[1]") && has(both, "limits[0].gap"));
}

} // namespace
} // namespace tastescope
