// SPDX-License-Identifier: GPL-3.0-or-later
// The gain, lazily evaluated, against the sum written down as it is in words, for every candidate at every
// place.
#include "rerank_world.h"

#include <Eigen/LU>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

namespace tastescope {
namespace {

using test::RerankWorld;
using test::rulesOf;
using test::WorldShape;

double klOf(const RerankWorld& world, const PreparedPerson& person, const std::vector<std::uint32_t>& list) {
    const AttributeColumn& column = *world.data->itemAttributes().categories();
    const auto mix = [&](const std::vector<ItemIndex>& items) {
        std::vector<double> out(column.words.size(), 0);
        double total = 0;
        for (const ItemIndex item : items) {
            const auto codes = column.codesOf(item.value);
            for (const std::uint32_t code : codes) {
                out[code] += 1 / static_cast<double>(codes.size());
            }
            total += codes.empty() ? 0 : 1;
        }
        for (double& one : out) {
            one = total > 0 ? one / total : 0;
        }
        return out;
    };
    std::vector<ItemIndex> past;
    for (const HistoryEntry& entry : person.person.history) {
        past.push_back(entry.item);
    }
    std::vector<ItemIndex> shown;
    for (const std::uint32_t at : list) {
        shown.push_back(person.items[at]);
    }
    const std::vector<double> p = mix(past);
    const std::vector<double> q = mix(shown);
    double sum = 0;
    for (std::size_t code = 0; code < p.size(); ++code) {
        sum += p[code] > 0 ? p[code] * std::log(p[code] / (0.99 * q[code] + 0.01 * p[code])) : 0;
    }
    return sum;
}

class SlowBalance {
public:
    SlowBalance(const RerankWorld& world, const Balance& balance)
        : m_world(world)
        , m_balance(balance)
        , m_similarity(world.data->itemAttributes()) {
        const CatalogueFacts& facts = world.facts->catalogue;
        for (const std::uint32_t count : facts.counts) {
            if (count > 0) {
                m_mostInformation = std::max(m_mostInformation, information(count));
                m_mostCount = std::max(m_mostCount, static_cast<double>(count));
            }
        }
    }

    double gain(const PreparedPerson& person, const std::vector<std::uint32_t>& list,
                std::uint32_t at) const {
        const Balance& b = m_balance;
        const ItemIndex item = person.items[at];
        double like = 0;
        for (const std::uint32_t above : list) {
            const double one = m_similarity(person.items[above], item);
            like = std::isnan(one) ? like : std::max(like, one);
        }
        std::vector<std::uint32_t> with = list;
        with.push_back(at);
        const double kl = b.calibration > 0 ? klOf(m_world, person, with) : 0;
        const std::uint32_t count = m_world.facts->countOf(item);
        const double age = m_world.facts->ageDays(item);
        return (1 - b.calibration) * (b.mmr * person.relevance[at] - (1 - b.mmr) * like) -
               b.calibration * kl + b.novelty * (count > 0 ? information(count) / m_mostInformation : 0) +
               b.freshness * (std::isnan(age) ? 0 : std::pow(0.5, age / b.halfLifeDays)) -
               b.popularityDamping * count / m_mostCount;
    }

    std::vector<std::uint32_t> list(const PreparedPerson& person, std::size_t length) const {
        std::vector<std::uint32_t> list;
        while (list.size() < std::min(length, person.items.size())) {
            std::uint32_t best = 0;
            double most = -1e300;
            for (std::uint32_t at = 0; at < person.items.size(); ++at) {
                if (std::ranges::find(list, at) != list.end()) {
                    continue;
                }
                const double one = gain(person, list, at);
                // Sums in another order differ in the last bits; what is equal goes by index.
                if (one > most + 1e-12 || (one > most - 1e-12 && person.items[at] < person.items[best])) {
                    most = one;
                    best = at;
                }
            }
            list.push_back(best);
        }
        return list;
    }

private:
    double information(std::uint32_t count) const {
        return -std::log2(static_cast<double>(count) / static_cast<double>(m_world.facts->catalogue.users));
    }

    const RerankWorld& m_world;
    Balance m_balance;
    AttributeSimilarity m_similarity;
    double m_mostInformation = 0;
    double m_mostCount = 0;
};

TEST(RerankBalance, IsTheGreedySumOfItsTerms) {
    std::size_t moved = 0;
    for (std::uint64_t seed = 0; seed < 150; ++seed) {
        Random random(seed);
        WorldShape shape;
        shape.items = seed % 3 == 0 ? 400 : 40;
        shape.candidates = seed % 3 == 0 ? 300 : 25;
        shape.categories = 1 + random.below(6);
        shape.users = 3;
        const RerankWorld world = test::randomWorld(shape, seed);
        RuleSet rules;
        rules.list = 12;
        const auto weight = [&] { return random.below(2) == 0 ? 0 : random.uniform(); };
        rules.balance.mmr = 1 - weight();
        rules.balance.calibration = weight();
        rules.balance.novelty = weight();
        rules.balance.freshness = weight();
        rules.balance.halfLifeDays = 1 + random.uniform() * 100;
        rules.balance.popularityDamping = weight();
        const RerankResult made = test::rerankedBy(world, rules);
        const SlowBalance slow(world, rules.balance);
        for (std::size_t person = 0; person < shape.users; ++person) {
            const PreparedPerson& who = world.prepared->people()[person];
            EXPECT_EQ(made.lists[person], slow.list(who, *rules.list)) << seed << ruleSetJson(rules);
            moved += made.lists[person].front() != 0 || made.lists[person].back() != *rules.list - 1 ? 1 : 0;
        }
    }
    EXPECT_GT(moved, 200U); // the weights do something
}

TEST(RerankBalance, WithoutAnythingIsTheRankersOrder) {
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        WorldShape shape;
        shape.ties = seed % 2 == 0;
        const RerankWorld world = test::randomWorld(shape, seed);
        for (const char* json :
             {"{}", R"({"balance": {"mmr": 1}})", R"({"list": 5, "balance": {"mmr": 1, "dpp": 0}})"}) {
            const RuleSet rules = rulesOf(json);
            const RerankResult made = test::rerankedBy(world, rules);
            for (std::size_t person = 0; person < made.lists.size(); ++person) {
                const std::size_t size = std::min<std::size_t>(rules.list.value_or(100), shape.candidates);
                ASSERT_EQ(made.lists[person].size(), size);
                for (std::uint32_t place = 0; place < size; ++place) {
                    EXPECT_EQ(made.lists[person][place], place);
                }
            }
            EXPECT_TRUE(made.relaxed.empty());
        }
    }
}

/// Candidates in the order of lists: score descending, then index ascending; relevance is min-max.
TEST(RerankBalance, CandidatesAreRankedAndScaled) {
    const RerankWorld world = test::randomWorld({}, 1);
    std::vector<CandidateList> lists(3);
    lists[0].candidates = {{ItemIndex(3U), 1},
                           {ItemIndex(1U), 2},
                           {ItemIndex(0U), 1},
                           {ItemIndex(3U), 4},
                           {ItemIndex(5U), std::nan("")}};
    lists[1].candidates = {{ItemIndex(2U), 7}};
    const PreparedCandidates prepared(world.facts, lists);
    const PreparedPerson& three = prepared.people()[0];
    EXPECT_EQ(std::vector(three.items.begin(), three.items.end()),
              (std::vector<ItemIndex>{ItemIndex(3U), ItemIndex(1U), ItemIndex(0U)}));
    EXPECT_EQ(std::vector(three.relevance.begin(), three.relevance.end()),
              (std::vector<double>{1, 1.0 / 3, 0}));
    ASSERT_EQ(prepared.people()[1].relevance.size(), 1U);
    EXPECT_EQ(prepared.people()[1].relevance.front(), 1);
    const Result<RerankResult> made =
        Reranker(std::make_shared<const PreparedCandidates>(world.facts, lists))
            .run(rulesOf(R"({"list": 3, "balance": {"mmr": 0.5, "calibration": 0.5},
                             "limits": [{"attribute": "creator", "gap": 1}, {"condition": "flag == 1", "min_share": 1}]})"));
    ASSERT_TRUE(made);
    EXPECT_TRUE(made->lists[2].empty()); // nobody's candidates
    EXPECT_EQ(made->lists[1], std::vector<std::uint32_t>{0});
}

/// The greedy MAP of a DPP by the determinants themselves.
TEST(RerankBalance, DppIsTheGreedyMapByDeterminants) {
    std::size_t filled = 0;
    for (std::uint64_t seed = 0; seed < 120; ++seed) {
        Random random(seed);
        WorldShape shape;
        shape.items = seed % 6 == 0 ? 60 : 30;
        shape.candidates = seed % 6 == 0 ? 37 : 14; // what grows side by side is of one group, or of several
        shape.users = 2;
        shape.categories = 2 + random.below(4);
        const RerankWorld world = test::randomWorld(shape, seed);
        RuleSet rules;
        rules.list = 9;
        rules.balance.dpp = seed % 10 == 0 ? 1 : 0.15 + 0.85 * random.uniform();
        const RerankResult made = test::rerankedBy(world, rules);
        const AttributeSimilarity similarity(world.data->itemAttributes());
        const double theta = 1 - rules.balance.dpp;
        for (std::size_t person = 0; person < shape.users; ++person) {
            const PreparedPerson& who = world.prepared->people()[person];
            const auto determinant = [&](const std::vector<std::uint32_t>& list) {
                Eigen::MatrixXd kernel(list.size(), list.size());
                for (Eigen::Index a = 0; a < kernel.rows(); ++a) {
                    for (Eigen::Index b = 0; b < kernel.cols(); ++b) {
                        const auto left = list[static_cast<std::size_t>(a)];
                        const auto right = list[static_cast<std::size_t>(b)];
                        const double like = a == b ? 1 : similarity(who.items[left], who.items[right]);
                        const double quality = theta < 1 ? theta / (2 * (1 - theta)) : 0;
                        kernel(a, b) = (std::isnan(like) ? 0 : like) *
                                       std::exp(quality * (who.relevance[left] + who.relevance[right]));
                    }
                }
                return list.empty() ? 1.0 : kernel.determinant();
            };
            std::vector<std::uint32_t> list;
            bool filling = false;
            while (list.size() < *rules.list) {
                std::uint32_t best = 0;
                double most = -1;
                const double before = determinant(list);
                for (std::uint32_t at = 0; at < who.items.size() && !filling; ++at) {
                    std::vector<std::uint32_t> with = list;
                    with.push_back(at);
                    const double gain =
                        std::ranges::find(list, at) == list.end() ? determinant(with) / before : -2;
                    const bool equal = std::abs(gain - most) <= 1e-9 * std::max(1.0, std::abs(most));
                    if ((gain > most && !equal) || (equal && who.items[at] < who.items[best])) {
                        most = gain;
                        best = at;
                    }
                }
                if (filling || most < 1e-10) {
                    filling = true;
                    ++filled;
                    best = 0;
                    while (std::ranges::find(list, best) != list.end()) {
                        ++best;
                    }
                }
                list.push_back(best);
            }
            EXPECT_EQ(made.lists[person], list) << seed << " w " << rules.balance.dpp;
        }
    }
    EXPECT_GT(filled, 20U); // determinants of nothing have been met
}

/// By a table where no item has many words, with a root a pair where one has, by names where they are more
/// than bits.
TEST(RerankBalance, LikenessIsTheCosineHoweverManyWords) {
    for (const std::size_t categories : {4, 30, 100, 200}) {
        WorldShape shape;
        shape.items = 60;
        shape.categories = categories;
        const RerankWorld world = test::randomWorld(shape, categories);
        const ItemLikeness& likeness = world.prepared->likeness();
        const AttributeSimilarity exact(world.data->itemAttributes());
        EXPECT_EQ(likeness.fits(), categories <= 128);
        std::vector<ItemLikeness::Bits> all;
        for (std::uint32_t item = 0; item < shape.items && likeness.fits(); ++item) {
            all.push_back(likeness.bits(ItemIndex(item)));
        }
        for (std::uint32_t one = 0; one < shape.items; ++one) {
            std::vector<double> each(all.size());
            double largest = 0;
            if (likeness.fits()) {
                likeness.each(all[one], all, each);
            }
            for (std::uint32_t other = 0; other < shape.items; ++other) {
                const double value = exact(ItemIndex(one), ItemIndex(other));
                const double expected = std::isnan(value) ? 0 : value;
                largest = std::max(largest, expected);
                ASSERT_EQ(likeness(ItemIndex(one), ItemIndex(other)), expected) << categories;
                if (likeness.fits()) {
                    ASSERT_EQ(likeness.of(all[one], all[other]), expected);
                    ASSERT_EQ(each[other], expected);
                }
            }
            if (likeness.fits()) {
                ASSERT_EQ(likeness.largest(all[one], all, 0), largest);
                ASSERT_EQ(likeness.largest(all[one], all, 1.5), 1.5);
            }
        }
    }
}

TEST(RerankBalance, DppGoesBeforeMmrAndSaysSo) {
    const RerankWorld world = test::randomWorld({}, 5);
    const RerankResult both = test::rerankedBy(
        world, rulesOf(R"({"list": 6, "balance": {"dpp": 0.5, "mmr": 0.3, "calibration": 0.5}})"));
    const RerankResult one = test::rerankedBy(world, rulesOf(R"({"list": 6, "balance": {"dpp": 0.5}})"));
    EXPECT_EQ(both.lists, one.lists);
    ASSERT_EQ(both.relaxed.size(), 2U);
    EXPECT_EQ(both.relaxed[0].path, "balance.mmr");
    EXPECT_EQ(both.relaxed[1].path, "balance.calibration");
    EXPECT_TRUE(one.relaxed.empty());
}

TEST(RerankBalance, WhatTheDataHasNothingForIsNamed) {
    const WorldShape shape{20, 3, 4, 3, 12};
    const RerankWorld known = test::randomWorld(shape, 3);
    Dataset::Parts parts;
    auto items = std::make_shared<IdMap>();
    for (std::size_t item = 0; item < shape.items; ++item) {
        items->intern(fmt::format("i{}", item));
    }
    parts.items = items;
    auto users = std::make_shared<IdMap>();
    std::vector<Event> events;
    std::vector<CandidateList> lists;
    for (std::uint32_t user = 0; user < shape.users; ++user) {
        users->intern(fmt::format("u{}", user));
        events.push_back({UserIndex(user), ItemIndex(user), 0, std::numeric_limits<float>::quiet_NaN(), 0});
        CandidateList& list = lists.emplace_back();
        list.user = UserIndex(user);
        for (std::uint32_t item = 5; item < shape.items; ++item) {
            list.candidates.push_back({ItemIndex(item), 1.0 / item});
        }
    }
    parts.users = users;
    parts.signals = {SignalType{}};
    parts.events = std::make_shared<Interactions>(std::move(events), shape.users);
    RerankWorld bare;
    bare.data = std::make_shared<const Dataset>(std::move(parts));
    bare.facts = std::make_shared<const RuleFacts>(ruleFactsOf(bare.data));
    bare.prepared = std::make_shared<const PreparedCandidates>(bare.facts, std::move(lists));
    const std::vector<std::pair<std::string, std::vector<std::string>>> cases{
        {R"({"mmr": 0.5})", {"balance.mmr"}},
        {R"({"dpp": 0.5})", {"balance.dpp"}},
        {R"({"calibration": 0.5, "freshness": 0.2})", {"balance.calibration", "balance.freshness"}},
        {R"({"shares": {"relevance": 70, "variety": 30}})", {"balance.shares.variety"}},
        {R"({"novelty": 0.5, "popularity_damping": 0.2})", {}},
        {"{}", {}}};
    for (const auto& [balance, paths] : cases) {
        const RuleSet rules = rulesOf(R"({"list": 5, "balance": )" + balance + "}");
        const RerankResult made = test::rerankedBy(bare, rules);
        ASSERT_EQ(made.relaxed.size(), paths.size()) << balance;
        for (std::size_t at = 0; at < paths.size(); ++at) {
            EXPECT_EQ(made.relaxed[at].path, paths[at]);
            EXPECT_EQ(made.relaxed[at].people, shape.users);
        }
        EXPECT_TRUE(test::rerankedBy(known, rules).relaxed.empty()) << balance;
    }
}

/// A numeric attribute counts by its place in the catalogue's range.
TEST(RerankBalance, NumericAttributes) {
    const RerankWorld world = test::randomWorld({}, 6);
    const RerankResult made =
        test::rerankedBy(world, rulesOf(R"({"balance": {"attributes": {"flag": 1}}, "rules": []})"));
    const AttributeColumn& flag = *world.data->itemAttributes().table().find("flag");
    for (std::size_t person = 0; person < made.lists.size(); ++person) {
        const PreparedPerson& who = world.prepared->people()[person];
        double last = 1e9;
        for (const std::uint32_t at : made.lists[person]) {
            const double worth = who.relevance[at] + flag.numbers[who.items[at].value];
            EXPECT_LE(worth, last);
            last = worth;
        }
    }
}

/// What explain() says of each place adds up to what the place was given for.
TEST(RerankBalance, TermsAddUp) {
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        const RerankWorld world = test::randomWorld({}, seed);
        const RuleSet rules = rulesOf(
            R"({"list": 6, "balance": {"mmr": 0.6, "calibration": 0.3, "novelty": 0.2, "freshness": 0.4, "popularity_damping": 0.1},
                "rules": [{"do": "boost", "condition": "flag == 1", "by": 0.25}]})");
        const Reranker reranker(world.prepared);
        const RerankResult made = test::rerankedBy(world, rules);
        const auto reasons = reranker.explain(rules, 0, made.lists[0], 0);
        ASSERT_TRUE(reasons);
        ASSERT_EQ(reasons->size(), made.lists[0].size());
        const PreparedPerson& who = world.prepared->people()[0];
        const AttributeColumn& flag = *world.data->itemAttributes().table().find("flag");
        for (const PlaceReason& reason : *reasons) {
            const GainTerms& t = reason.terms;
            const double calibration = who.tastes.empty() ? 0 : 0.3 * t.divergence;
            EXPECT_NEAR(t.gain,
                        0.7 * (0.6 * t.relevance - 0.4 * t.likeness) - calibration + t.novelty + t.freshness -
                            t.popularity,
                        1e-12);
            const bool boosted = flag.numbers[who.items[reason.candidate].value] == 1;
            EXPECT_NEAR(t.relevance, who.relevance[reason.candidate] + (boosted ? 0.25 : 0), 1e-15);
            EXPECT_EQ(reason.rules.size(), boosted ? 1U : 0U);
        }
    }
}

} // namespace
} // namespace tastescope
