// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/pair_counts.h"

#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace tastescope {
namespace {

/// By looking at every pair.
PairCounts countedPairs(const InteractionMatrix& matrix, double keep) {
    PairCounts counts;
    std::vector<std::set<std::uint32_t>> others(matrix.itemCount());
    for (std::size_t user = 0; user < matrix.userCount(); ++user) {
        const auto items = matrix.itemsOf(UserIndex(user));
        counts.pairs += static_cast<double>(items.size()) * (static_cast<double>(items.size()) - 1) / 2;
        for (const ItemIndex one : items) {
            for (const ItemIndex other : items) {
                if (one != other) {
                    others[one.value].insert(other.value);
                }
            }
        }
    }
    for (const auto& those : others) {
        counts.kept += std::min(static_cast<double>(those.size()), keep);
    }
    return counts;
}

TEST(PairCounts, AreNearWhatThereIs) {
    for (const TasteWorldOptions& options : {TasteWorldOptions{.users = 300, .items = 200},
                                             {.users = 50, .items = 1000, .eventsPerUser = 40},
                                             {.users = 1000, .items = 100, .eventsPerUser = 4}}) {
        const auto world = makeTasteWorld(options);
        for (const double keep : {5.0, 50.0, 1e6}) {
            const PairCounts guess = pairCounts(world->matrix(), keep);
            const PairCounts exact = countedPairs(world->matrix(), keep);
            EXPECT_NEAR(guess.pairs, exact.pairs, 1e-6 * exact.pairs);
            EXPECT_NEAR(guess.kept, exact.kept, 0.4 * exact.kept) << options.items << " items, " << keep;
            EXPECT_GE(guess.offered, guess.kept - 1e-6);
            const auto items = static_cast<double>(options.items);
            EXPECT_LE(guess.dense, items * items / 2);
        }
    }
}

TEST(PairCounts, OfNothingAreNone) {
    const PairCounts counts = pairCounts(InteractionMatrix(), 10);
    EXPECT_EQ(counts.pairs + counts.dense + counts.sparse + counts.offered + counts.kept, 0);
    const auto alone = makeDataset({{0, 0}, {1, 1}}, 2, 2); // nobody has two
    EXPECT_EQ(pairCounts(alone->matrix(), 10).offered, 0);
}

} // namespace
} // namespace tastescope
