// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/sequence/markov.h"

#include "engine/models/learning/item_sequence.h"
#include "engine/models/sequence/transitions.h"
#include "engine/registry/registry.h"
#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace tastescope {
namespace {

using Table = std::map<std::size_t, std::map<std::size_t, double>>;

/// Every pair of places of every sequence, looked at one by one.
Table slowCounts(const ItemSequences& sequences, std::size_t reach, double backward) {
    Table counts;
    for (std::size_t user = 0; user < sequences.users(); ++user) {
        const auto items = sequences.itemsOf(user);
        for (std::size_t from = 0; from < items.size(); ++from) {
            for (std::size_t to = 0; to < items.size(); ++to) {
                const std::size_t gap = to > from ? to - from : from - to;
                if (gap == 0 || gap > reach || items[from] == items[to]) {
                    continue;
                }
                counts[items[from].value][items[to].value] +=
                    (to > from ? 1 : backward) / static_cast<double>(gap);
            }
        }
    }
    return counts;
}

TEST(Markov, CountsLikeASlowTwin) {
    const auto world = makeTasteWorld({.ratings = true, .skips = true});
    const ItemSequences sequences = itemSequences(*world, Repeats::Keep, {});
    for (const double backward : {0.0, 0.5}) {
        const auto fast = countTransitions(sequences, world->itemCount(), {3, backward, 0}, {});
        ASSERT_TRUE(fast);
        Table slow = slowCounts(sequences, 3, backward);
        for (std::size_t item = 0; item < world->itemCount(); ++item) {
            double total = 0;
            std::size_t filled = 0;
            for (const auto& [other, count] : slow[item]) {
                EXPECT_NEAR(fast->counts.at(item, static_cast<std::uint32_t>(other)), count, 1e-5 * count);
                total += count;
                filled += count > 0 ? 1 : 0;
            }
            EXPECT_NEAR(fast->totals[item], total, 1e-9 * total);
            EXPECT_EQ(fast->counts.columnsOf(item).size(), filled);
        }
    }
}

TEST(Markov, KeepsTheMostFrequentFollowers) {
    const auto world = makeTasteWorld();
    const ItemSequences sequences = itemSequences(*world, Repeats::Keep, {});
    const auto all = countTransitions(sequences, world->itemCount(), {5, 0.5, 0}, {});
    const auto few = countTransitions(sequences, world->itemCount(), {5, 0.5, 4}, {});
    ASSERT_TRUE(all && few);
    EXPECT_EQ(all->totals, few->totals);
    for (std::size_t item = 0; item < world->itemCount(); ++item) {
        const auto whole = all->counts.valuesOf(item);
        std::vector<float> best(whole.begin(), whole.end());
        std::sort(best.rbegin(), best.rend());
        best.resize(std::min<std::size_t>(best.size(), 4));
        const auto kept = few->counts.valuesOf(item);
        std::vector<float> values(kept.begin(), kept.end());
        std::sort(values.rbegin(), values.rend());
        EXPECT_EQ(values, best);
    }
}

/// 0 → 1 twice, 0 → 2 once, 1 → 2 once.
std::shared_ptr<const Dataset> chain() {
    return makeDataset(
        {{0, 0, 1, 1}, {0, 1, 1, 2}, {1, 0, 1, 1}, {1, 1, 1, 2}, {1, 2, 1, 3}, {2, 0, 1, 5}, {2, 2, 1, 6}}, 3,
        4);
}

TEST(Markov, ScoresByShrunkProbabilities) {
    const auto data = chain();
    const auto model = train(*findAlgorithm("markov"), *data,
                             {{"reach", "1"}, {"backward", "0"}, {"shrinkage", "2"}, {"decay", "0.5"}});
    const auto from = [](double n, double total, double share) { return (n + 2 * share) / (total + 2); };
    const History last{{ItemIndex(0), 1, 10}};
    const std::vector<float> one = scoresOf(*model, last);
    EXPECT_NEAR(one[0], from(0, 3, 3.0 / 7), 1e-6);
    EXPECT_NEAR(one[1], from(2, 3, 2.0 / 7), 1e-6);
    EXPECT_NEAR(one[2], from(1, 3, 2.0 / 7), 1e-6);
    EXPECT_EQ(one[3], 0);
    // The later of two items weighs twice the other.
    const History both{{ItemIndex(0), 1, 10}, {ItemIndex(1), 1, 20}};
    EXPECT_NEAR(scoresOf(*model, both)[2], from(1, 3, 2.0 / 7) / 3 + from(1, 1, 2.0 / 7) * 2 / 3, 1e-6);
    // A stranger gets what is popular.
    EXPECT_NEAR(scoresOf(*model, History{})[0], 3.0 / 7, 1e-6);
}

TEST(Markov, ItemsOfOneTimeShareTheirPlaces) {
    const auto data = chain();
    const auto model =
        train(*findAlgorithm("markov"), *data, {{"last", "2"}, {"decay", "0.5"}, {"shrinkage", "0"}});
    const std::vector<float> zero = scoresOf(*model, History{{ItemIndex(0), 1, 1}});
    const std::vector<float> first = scoresOf(*model, History{{ItemIndex(1), 1, 1}});
    const std::vector<float> tied =
        scoresOf(*model, History{{ItemIndex(0), 1, noTime}, {ItemIndex(1), 1, noTime}});
    const std::vector<float> ordered = scoresOf(*model, History{{ItemIndex(0), 1, 1}, {ItemIndex(1), 1, 2}});
    for (std::size_t item = 0; item < 4; ++item) {
        EXPECT_NEAR(tied[item], (zero[item] + first[item]) / 2, 1e-6);
        EXPECT_NEAR(ordered[item], (zero[item] + 2 * first[item]) / 3, 1e-6);
    }
}

} // namespace
} // namespace tastescope
