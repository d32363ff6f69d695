// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/neighbourhood/best_neighbours.h"

#include "engine/base/parallel.h"
#include "engine/base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace tastescope {
namespace {

struct Neighbour {
    std::uint32_t item = 0;
    float similarity = 0;
};

/// A list a row; few values, so that many are equal.
std::vector<std::vector<Neighbour>> randomLists(std::size_t rows, std::size_t items) {
    Random random(5, 0);
    std::vector<std::vector<Neighbour>> lists(rows);
    for (auto& list : lists) {
        for (std::uint32_t item = 0; item < items; ++item) {
            list.push_back({item, static_cast<float>(1 + random.below(9)) / 9});
        }
        random.shuffle(std::span(list));
    }
    return lists;
}

/// Sorts whole lists.
std::vector<Neighbour> slowBest(std::vector<Neighbour> list, std::size_t keep) {
    std::sort(list.begin(), list.end(), [](const Neighbour& a, const Neighbour& b) {
        return a.similarity != b.similarity ? a.similarity > b.similarity : a.item < b.item;
    });
    list.resize(std::min(keep, list.size()));
    std::sort(list.begin(), list.end(),
              [](const Neighbour& a, const Neighbour& b) { return a.item < b.item; });
    return list;
}

class BestNeighboursOf : public testing::TestWithParam<std::size_t> {};

TEST_P(BestNeighboursOf, AreThoseOfASortedListWhoeverOffersThemAndWhen) {
    constexpr std::size_t rows = 40;
    constexpr std::size_t items = 500;
    const auto lists = randomLists(rows, items);
    for (const int threads : {1, 2, 4}) {
        BestNeighbours best(items, GetParam());
        ExecutionContext context;
        context.threads = threads;
        // Chunks of columns: all threads fill the same lists.
        parallelChunks(context, items, 7, [&](std::size_t begin, std::size_t end) {
            for (std::size_t row = 0; row < rows; ++row) {
                std::vector<std::uint64_t> keys;
                for (std::size_t at = begin; at < end; ++at) {
                    const Neighbour& offered = lists[row][at];
                    if (offered.similarity >= best.least(row)) {
                        keys.push_back(neighbourKey(offered.similarity, offered.item));
                    }
                }
                best.offer(row, keys);
            }
        });
        std::vector<std::uint32_t> order(rows);
        std::iota(order.rbegin(), order.rend(), 0U);
        const SparseRows taken = best.take(order, context);
        ASSERT_EQ(taken.rows(), rows);
        for (std::size_t row = 0; row < rows; ++row) {
            const auto expected = slowBest(lists[order[row]], GetParam() > 0 ? GetParam() : items);
            const auto columns = taken.columnsOf(row);
            ASSERT_EQ(columns.size(), expected.size());
            for (std::size_t at = 0; at < columns.size(); ++at) {
                EXPECT_EQ(columns[at], expected[at].item);
                EXPECT_EQ(taken.valuesOf(row)[at], expected[at].similarity);
            }
        }
    }
}
INSTANTIATE_TEST_SUITE_P(Sizes, BestNeighboursOf, testing::Values(0, 1, 7, 20, 100, 1000));

TEST(BestNeighbours, HaveNothingWhereNothingWasOffered) {
    BestNeighbours best(3, 2);
    best.offer(1, neighbourKey(0.5F, 2));
    const std::vector<std::uint32_t> order{0, 1, 2};
    const SparseRows rows = best.take(order, {});
    EXPECT_EQ(rows.columnsOf(0).size(), 0U);
    EXPECT_EQ(rows.columnsOf(1).size(), 1U);
    EXPECT_EQ(rows.at(1, 2), 0.5F);
    EXPECT_GT(best.least(0), 0);
}

} // namespace
} // namespace tastescope
