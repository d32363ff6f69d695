// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/candidates/mix.h"

#include "engine/index/neighbours.h"
#include "engine/pipeline/candidates/recall.h"
#include "tests/engine/pipeline/candidates/mix_world.h"

#include <cmath>
#include <map>
#include <set>
#include <tuple>

namespace tastescope {
namespace {

using test::allSources;
using test::found;
using test::hadBy;
using test::MixWorld;
using test::mixWorld;

std::shared_ptr<const CandidateMix> made(const MixWorld& world, const MixOptions& options) {
    Result<std::shared_ptr<const CandidateMix>> mix = CandidateMix::make(world.data, options);
    EXPECT_TRUE(mix) << (mix ? "" : mix.error().text());
    return mix ? *mix : nullptr;
}

/// Only that source, for everything.
std::vector<CandidateSet> alone(const MixWorld& world, SourceSpec spec, const MixFilter& filter = {},
                                std::size_t graphFrom = 100'000) {
    MixOptions options;
    options.total = world.data->itemCount();
    spec.quota = options.total;
    options.sources = {std::move(spec)};
    options.graphFrom = graphFrom;
    return found(*made(world, options), world.askers, filter);
}

/// By rank.
std::vector<std::pair<std::uint32_t, float>> byRank(const CandidateSet& set) {
    std::map<std::uint32_t, std::pair<std::uint32_t, float>> ranked;
    for (std::size_t at = 0; at < set.size(); ++at) {
        ranked[set.hitsOf(at)[0].rank] = {set.items[at].value, set.hitsOf(at)[0].score};
    }
    std::vector<std::pair<std::uint32_t, float>> list;
    for (const auto& [rank, entry] : ranked) {
        EXPECT_EQ(rank, list.size() + 1);
        list.push_back(entry);
    }
    return list;
}

/// Best first by score, then index; without what was had; scores of -infinity are out.
std::vector<std::pair<std::uint32_t, float>> sortedBy(const std::vector<float>& scores, const Asker& asker) {
    const std::vector<ItemIndex> had = hadBy(asker);
    std::vector<std::pair<std::uint32_t, float>> list;
    for (std::uint32_t item = 0; item < scores.size(); ++item) {
        if (!std::ranges::binary_search(had, ItemIndex(item)) && std::isfinite(scores[item])) {
            list.emplace_back(item, scores[item]);
        }
    }
    std::ranges::stable_sort(list, std::greater<>(), &std::pair<std::uint32_t, float>::second);
    return list;
}

void expectList(const std::vector<std::pair<std::uint32_t, float>>& list,
                const std::vector<std::pair<std::uint32_t, float>>& slow, const std::string& what) {
    ASSERT_EQ(list.size(), slow.size()) << what;
    for (std::size_t at = 0; at < list.size(); ++at) {
        ASSERT_NEAR(list[at].second, slow[at].second, 1e-5 * (1 + std::abs(slow[at].second))) << what;
        // Rounding may tell equal scores apart; the item then has its own score all the same.
        if (list[at].first != slow[at].first) {
            const auto other =
                std::ranges::find(slow, list[at].first, &std::pair<std::uint32_t, float>::first);
            ASSERT_NE(other, slow.end()) << what;
            ASSERT_NEAR(other->second, list[at].second, 1e-5 * (1 + std::abs(list[at].second))) << what;
        }
    }
}

constexpr float never = -std::numeric_limits<float>::infinity();

TEST(CandidateMix, EverySourceEqualsAFullSort) {
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
        const MixWorld world = mixWorld({24, 9, 5, 4}, seed);
        const std::size_t items = world.data->itemCount();
        const auto best = alone(world, {"best", SourceKind::Model, 0, world.ease});
        const auto near = alone(world, {"near", SourceKind::Neighbours, 0, world.als});
        const auto angle = alone(world, {"angle", SourceKind::Angle, 0, world.als});
        const auto like = alone(world, {"like", SourceKind::ItemToItem, 0, world.ease});
        const auto popular = alone(world, {"popular", SourceKind::Popular});
        const auto fresh = alone(world, {"new", SourceKind::New});
        for (std::size_t at = 0; at < world.askers.size(); ++at) {
            const Asker& asker = world.askers[at];
            const History past = test::pastOf(asker);
            const std::string what = "seed " + std::to_string(seed) + " asker " + std::to_string(at);
            std::vector<float> scores(items);
            world.ease->scoreHistory(past, scores);
            expectList(byRank(best[at]), sortedBy(scores, asker), what + " best");

            std::vector<float> vector = world.als->historyVector(past);
            if (const auto* row = std::get_if<UserRow>(&asker)) {
                const auto known = world.als->userVectors().row(row->user.value);
                vector.assign(known.begin(), known.end());
            }
            std::vector<float> cosines(items);
            const std::size_t alike = likenessWidth(*world.als, NeighbourKind::Items);
            double whole = 0;
            double length = 0; // of what tells who is alike: not of what is popular
            for (std::size_t item = 0; item < items; ++item) {
                const auto other = world.als->itemVectors().row(item);
                double product = 0;
                double squares = 0;
                double led = 0;
                whole = length = 0;
                for (std::size_t d = 0; d < other.size(); ++d) {
                    product += static_cast<double>(vector[d]) * other[d];
                    whole += static_cast<double>(vector[d]) * vector[d];
                    if (d < alike) {
                        led += static_cast<double>(vector[d]) * other[d];
                        squares += static_cast<double>(other[d]) * other[d];
                        length += static_cast<double>(vector[d]) * vector[d];
                    }
                }
                scores[item] = static_cast<float>(product);
                cosines[item] = squares > 0 ? static_cast<float>(led / std::sqrt(squares * length)) : 0;
            }
            const bool known = length > 0;
            expectList(byRank(near[at]),
                       whole > 0 ? sortedBy(scores, asker) : decltype(sortedBy(scores, asker)){},
                       what + " near");
            expectList(byRank(angle[at]),
                       known ? sortedBy(cosines, asker) : decltype(sortedBy(scores, asker)){},
                       what + " angle");

            History latest = past;
            std::ranges::sort(latest, [](const HistoryEntry& a, const HistoryEntry& b) {
                return std::tuple(-a.time, -a.weight, a.item) < std::tuple(-b.time, -b.weight, b.item);
            });
            std::vector<float> likeness(items);
            std::vector<float> sums(items);
            for (std::size_t place = 0; place < std::min<std::size_t>(latest.size(), 10); ++place) {
                world.ease->itemSimilarity(latest[place].item, likeness);
                for (std::size_t item = 0; item < items; ++item) {
                    sums[item] += std::max(0.0F, likeness[item]) / static_cast<float>(place + 1);
                }
            }
            for (float& sum : sums) {
                sum = sum > 0 ? sum : never;
            }
            expectList(byRank(like[at]), sortedBy(sums, asker), what + " like");

            for (std::uint32_t item = 0; item < items; ++item) {
                const auto people = world.data->matrix().countOf(ItemIndex(item));
                scores[item] = people > 0 ? static_cast<float>(people) : never;
            }
            expectList(byRank(popular[at]), sortedBy(scores, asker), what + " popular");

            // By release, else by first event; among equals the more popular one.
            std::vector<Time> born(items, noTime);
            for (std::size_t row = 0; row < world.data->events().size(); ++row) {
                Time& first = born[world.data->events().item(row).value];
                const Time time = world.data->events().time(row);
                first = first == noTime ? time : std::min(first, time);
            }
            std::vector<std::tuple<Time, std::size_t, std::uint32_t>> order;
            const std::vector<ItemIndex> had = hadBy(asker);
            for (std::uint32_t item = 0; item < items; ++item) {
                const Time released = world.data->itemAttributes().released(ItemIndex(item));
                const Time time = released != noTime ? released : born[item];
                if (time != noTime && !std::ranges::binary_search(had, ItemIndex(item))) {
                    order.emplace_back(-time, items - world.data->matrix().countOf(ItemIndex(item)), item);
                }
            }
            std::ranges::sort(order);
            const auto list = byRank(fresh[at]);
            ASSERT_EQ(list.size(), order.size()) << what;
            for (std::size_t place = 0; place < list.size(); ++place) {
                ASSERT_EQ(list[place].first, std::get<2>(order[place])) << what;
            }
        }
    }
}

TEST(CandidateMix, ExplorationIsFairAndNeverRepeats) {
    const MixWorld world = mixWorld({12, 4, 3, 3}, 5);
    std::vector<ItemIndex> allowed{ItemIndex(1), ItemIndex(2), ItemIndex(5), ItemIndex(7), ItemIndex(11)};
    for (const bool filtered : {false, true}) {
        std::vector<std::size_t> counts(12);
        std::size_t people = 0;
        for (std::uint64_t seed = 0; seed < 1'500; ++seed) {
            MixOptions options;
            options.total = 2;
            options.seed = seed;
            options.sources = {{"random", SourceKind::Random, 2}};
            MixFilter filter;
            if (filtered) {
                filter.allowed = allowed;
            }
            const auto sets = found(*made(world, options), std::span(&world.askers.back(), 1), filter);
            ASSERT_EQ(sets[0].size(), 2U);
            ASSERT_NE(sets[0].items[0], sets[0].items[1]);
            ++people;
            for (const ItemIndex item : sets[0].items) {
                ++counts[item.value];
            }
        }
        const std::size_t open = filtered ? allowed.size() : 12;
        const double expected = 2.0 * static_cast<double>(people) / static_cast<double>(open);
        for (std::size_t item = 0; item < 12; ++item) {
            const bool may = !filtered || std::ranges::binary_search(allowed, ItemIndex(item));
            EXPECT_NEAR(static_cast<double>(counts[item]), may ? expected : 0,
                        may ? 4.5 * std::sqrt(expected) : 0)
                << item;
        }
    }
}

TEST(CandidateMix, HistoryAndFilterNeverLeakAndFewAreAllFound) {
    for (std::uint64_t seed = 0; seed < 25; ++seed) {
        const MixWorld world = mixWorld({30, 8, 5, 4}, seed);
        Random random(seed, 12);
        MixOptions options = allSources(world, 14, {3, 2, 2, 2, 1, 1, 1});
        options.graphFrom = seed % 2 == 0 ? 100'000 : 1; // the graph too
        const auto mix = made(world, options);
        std::vector<ItemIndex> allowed;
        std::vector<ItemIndex> leaveOut;
        for (std::uint32_t item = 0; item < 40; ++item) { // some that there are not
            if (random.below(2) == 0) {
                allowed.emplace_back(item);
            }
            if (random.below(4) == 0) {
                leaveOut.emplace_back(item);
            }
        }
        for (const MixFilter& filter :
             {MixFilter{}, MixFilter{leaveOut}, MixFilter{{}, allowed}, MixFilter{leaveOut, allowed},
              MixFilter{{}, std::span<const ItemIndex>()}}) {
            const auto sets = found(*mix, world.askers, filter);
            for (std::size_t at = 0; at < sets.size(); ++at) {
                const std::vector<ItemIndex> had = hadBy(world.askers[at]);
                std::size_t left = 0;
                for (std::uint32_t item = 0; item < 30; ++item) {
                    const ItemIndex one(item);
                    const bool may =
                        !std::ranges::binary_search(had, one) &&
                        !std::ranges::binary_search(
                            leaveOut.empty() ? had : (filter.leaveOut.empty() ? had : leaveOut), one) &&
                        (!filter.allowed || std::ranges::binary_search(*filter.allowed, one));
                    left += may ? 1 : 0;
                    ASSERT_TRUE(may || sets[at].find(one) == CandidateSet::none) << seed << " " << item;
                }
                // Exploration knows everything: what is left is found as far as there is room for it.
                ASSERT_EQ(sets[at].size(), std::min<std::size_t>(left, 14)) << seed;
            }
        }
    }
}

TEST(CandidateMix, OneThreadOrEightAloneOrInACrowd) {
    const MixWorld world = mixWorld({200, 300, 12, 6}, 3);
    const auto mix = made(world, allSources(world, 60, {20, 8, 8, 8, 5, 4, 4}));
    const auto one = found(*mix, world.askers, {}, 1);
    const auto many = found(*mix, world.askers, {}, 8);
    ASSERT_EQ(one.size(), world.askers.size());
    for (std::size_t at = 0; at < one.size(); ++at) {
        EXPECT_EQ(one[at].items, many[at].items);
        EXPECT_EQ(one[at].hits, many[at].hits);
        EXPECT_EQ(one[at].taken, many[at].taken);
        EXPECT_EQ(one[at].size(), 60U);
    }
    for (const std::size_t at :
         {std::size_t{0}, std::size_t{255}, std::size_t{256}, world.askers.size() - 1}) {
        const auto single = found(*mix, std::span(world.askers).subspan(at, 1));
        EXPECT_EQ(single[0].items, one[at].items);
        EXPECT_EQ(single[0].taken, one[at].taken);
    }
}

TEST(CandidateMix, TheGraphAnswersAndExactPlacesAreKnown) {
    const MixWorld world = mixWorld({400, 60, 12, 6}, 8);
    MixOptions options = allSources(world, 40, {0, 20, 0, 0, 0, 0, 0});
    options.graphFrom = 1;
    const auto mix = made(world, options);
    EXPECT_GT(mix->indexRecall(1), 0);
    EXPECT_EQ(mix->indexRecall(0), 1);
    const auto sets = found(*mix, world.askers);
    options.graphFrom = 100'000;
    const auto exact = made(world, options);
    for (std::size_t at = 0; at < 20; ++at) {
        const auto standing = mix->standingOf(world.askers[at], sets[at].items, {}, {}).value();
        const auto right = exact->standingOf(world.askers[at], sets[at].items, {}, {}).value();
        ASSERT_EQ(standing.items, sets[at].items);
        ASSERT_EQ(standing.hits, right.hits);
        for (std::size_t candidate = 0; candidate < standing.size(); ++candidate) {
            ASSERT_EQ(standing.hitOf(candidate, 6), nullptr);
            for (const SourceHit& hit : sets[at].hitsOf(candidate)) {
                const SourceHit* place = standing.hitOf(candidate, hit.source);
                ASSERT_TRUE(hit.source == 6 || place != nullptr);
                if (place != nullptr) {
                    ASSERT_GE(place->rank, hit.rank) << "a graph misses items, and finds none too many";
                    ASSERT_EQ(place->score, hit.score);
                    ASSERT_FALSE(standing.brought(*place));
                }
            }
        }
    }
    const auto had = hadBy(world.askers[0]);
    EXPECT_TRUE(mix->standingOf(world.askers[0], std::span(had).first(1), {}, {}).value().hits.empty());
}

TEST(CandidateMix, EdgesOfData) {
    const auto shape = [](std::size_t items, std::size_t users) {
        test::WorldShape out;
        out.items = items;
        out.users = users;
        return out;
    };
    { // one item, and somebody who has had it
        const MixWorld world = mixWorld(shape(1, 2), 1);
        const auto sets = found(*made(world, allSources(world, 10, {2, 1, 1, 1, 1, 1, 1})), world.askers);
        EXPECT_EQ(sets[0].size(), 0U);
        EXPECT_EQ(sets[0].taken, std::vector<std::uint32_t>(7, 0));
        EXPECT_EQ(sets.back().size(), 1U);
    }
    { // no event at all, so no time either
        Dataset::Parts parts;
        auto items = std::make_shared<IdMap>();
        auto users = std::make_shared<IdMap>();
        for (int item = 0; item < 5; ++item) {
            items->intern("i" + std::to_string(item));
        }
        users->intern("u");
        parts.items = items;
        parts.users = users;
        parts.signals = {SignalType{}};
        parts.events = std::make_shared<Interactions>(std::vector<Event>{}, 1);
        MixWorld world;
        world.data = std::make_shared<const Dataset>(parts);
        world.askers = test::askersFor(world.data);
        MixOptions options;
        options.total = 4;
        options.sources = {{"popular", SourceKind::Popular, 2},
                           {"new", SourceKind::New, 1},
                           {"random", SourceKind::Random, 1}};
        const auto sets = found(*made(world, options), world.askers);
        EXPECT_EQ(sets[0].taken, (std::vector<std::uint32_t>{0, 0, 4}));
        EXPECT_EQ(sets[1].size(), 2U) << "a stranger who had three of five";
        EXPECT_TRUE(found(*made(world, options), {}).empty());
        options.total = 0;
        options.sources = {};
        EXPECT_EQ(found(*made(world, options), world.askers)[0].size(), 0U);
    }
    { // a model that has not heard of the newest items, people later than it, a stranger's unknown items
        const MixWorld old = mixWorld(shape(10, 4), 2);
        MixWorld world = mixWorld(shape(20, 9), 2);
        world.ease = old.ease;
        world.als = old.als;
        world.askers.emplace_back(History{{ItemIndex(19), 1}, {ItemIndex(700), 1}});
        const auto sets = found(*made(world, allSources(world, 20, {5, 3, 2, 2, 2, 2, 2})), world.askers);
        for (std::size_t at = 0; at < sets.size(); ++at) {
            std::size_t left = 20;
            for (const ItemIndex item : hadBy(world.askers[at])) {
                left -= item.value < 20 ? 1 : 0;
                EXPECT_EQ(sets[at].find(item), CandidateSet::none);
            }
            EXPECT_EQ(sets[at].size(), left);
        }
    }
}

TEST(CandidateMix, SaysWhatCannotBe) {
    const MixWorld world = mixWorld({10, 3, 2, 2}, 1);
    const auto errorOf = [&](std::vector<SourceSpec> sources) {
        MixOptions options;
        options.total = 10;
        options.sources = std::move(sources);
        const auto mix = CandidateMix::make(world.data, options);
        return mix ? std::string() : mix.error().text();
    };
    EXPECT_NE(errorOf({{"a", SourceKind::New, 1}, {"a", SourceKind::Random, 1}}).find("two sources \"a\""),
              std::string::npos);
    EXPECT_NE(errorOf({{"best", SourceKind::Model, 1}}).find("\"best\" needs a model"), std::string::npos);
    EXPECT_NE(errorOf({{"a", SourceKind::New, 6}, {"b", SourceKind::Random, 5}}).find("add up to 11"),
              std::string::npos);
    const auto mix = made(world, allSources(world, 10, {1, 1, 1, 1, 1, 1, 1}));
    std::stop_source stop;
    stop.request_stop();
    ExecutionContext context;
    context.stop = stop.get_token();
    const auto stopped = mix->candidates(world.askers, {}, context);
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
}

TEST(MixRecall, EqualsCounting) {
    const MixWorld world = mixWorld({40, 50, 6, 4}, 4);
    const auto mix = made(world, allSources(world, 12, {0, 3, 2, 2, 2, 1, 2}));
    const auto sets = found(*mix, world.askers);
    const std::size_t k = 10;
    const MixRecall recall = recallOf(sets, *world.ease, world.askers, k).value();
    ASSERT_EQ(recall.sources.size(), 7U);
    double all = 0;
    std::vector<double> own(7);
    std::vector<double> brought(7);
    for (std::size_t at = 0; at < sets.size(); ++at) {
        const RankedList best = recommend(*world.ease, world.askers[at], {k}).value();
        for (const ScoredItem& one : best) {
            std::vector<std::size_t> bringers;
            for (std::size_t candidate = 0; candidate < sets[at].size(); ++candidate) {
                for (const SourceHit& hit : sets[at].hitsOf(candidate)) {
                    if (sets[at].items[candidate] == one.item && hit.rank <= sets[at].taken[hit.source]) {
                        bringers.push_back(hit.source);
                    }
                }
            }
            const double share = 1 / static_cast<double>(best.size() * sets.size());
            all += bringers.empty() ? 0 : share;
            for (const std::size_t source : bringers) {
                brought[source] += share;
                own[source] += bringers.size() == 1 ? share : 0;
            }
        }
    }
    EXPECT_EQ(recall.k, k);
    EXPECT_EQ(recall.all.users, world.askers.size());
    EXPECT_NEAR(recall.all.mean, all, 1e-12);
    EXPECT_LE(recall.all.low, recall.all.mean);
    EXPECT_LT(recall.all.mean, 1);
    for (std::size_t source = 0; source < 7; ++source) {
        EXPECT_NEAR(recall.sources[source].found.mean, brought[source], 1e-12);
        EXPECT_NEAR(recall.sources[source].own.mean, own[source], 1e-12);
    }
    EXPECT_EQ(recallOf({}, *world.ease, {}, k).value().all.users, 0U);
}

} // namespace
} // namespace tastescope
