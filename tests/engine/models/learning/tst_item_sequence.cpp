// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/learning/item_sequence.h"

#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tastescope {
namespace {

std::vector<std::size_t> rowOf(const ItemSequences& sequences, std::size_t user) {
    std::vector<std::size_t> row;
    for (const ItemIndex item : sequences.itemsOf(user)) {
        row.push_back(item.value);
    }
    return row;
}

using Places = std::vector<std::size_t>;

TEST(ItemSequence, FollowsTimeAndKeepsTheLatestOfAPair) {
    const auto data = makeDataset(
        {{0, 3, 1, 5}, {0, 1, 1, 2}, {0, 3, 1, 1}, {0, 2, -1, 3}, {0, 1, 1, 2}, {0, 0, 1, 5}}, 2, 4);
    const ItemSequences last = itemSequences(*data, Repeats::Last, {});
    ASSERT_EQ(last.users(), 2U);
    EXPECT_EQ(rowOf(last, 0), (Places{1, 3, 0})); // item 2 is disliked
    EXPECT_EQ(std::vector<std::uint8_t>(last.tiedOf(0).begin(), last.tiedOf(0).end()),
              (std::vector<std::uint8_t>{0, 0, 1}));
    EXPECT_TRUE(rowOf(last, 1).empty());
    // Every event, but not twice in a row.
    EXPECT_EQ(rowOf(itemSequences(*data, Repeats::Keep, {}), 0), (Places{3, 1, 3, 0}));
}

TEST(ItemSequence, ForgetsTheOrderOfEveryRow) {
    std::vector<Row> rows;
    for (unsigned item = 0; item < 40; ++item) {
        rows.push_back({item / 20, item, 1, static_cast<double>(item)});
    }
    ItemSequences sequences = itemSequences(*makeDataset(rows, 2, 40), Repeats::Last, {});
    const Places before = rowOf(sequences, 1);
    forgetOrder(sequences, 5);
    Places after = rowOf(sequences, 1);
    EXPECT_NE(after, before);
    ItemSequences again = itemSequences(*makeDataset(rows, 2, 40), Repeats::Last, {});
    forgetOrder(again, 5);
    EXPECT_EQ(rowOf(again, 1), after);
    std::ranges::sort(after);
    EXPECT_EQ(after, before);
    EXPECT_EQ(std::ranges::count(sequences.tied, 1), 40);
}

TEST(ItemSequence, OrdersAHistoryByTimeThenItem) {
    const History history{{ItemIndex(4), 1, 9}, {ItemIndex(7), 1, 2}, {ItemIndex(2), 1, 9},
                          {ItemIndex(1), 0, 1}, {ItemIndex(9), 1, 1}, {ItemIndex(3), 2, noTime}};
    Places order;
    for (const HistoryEntry& past : inOrder(history, 9)) {
        order.push_back(past.item.value);
    }
    EXPECT_EQ(order, (Places{3, 7, 2, 4}));
}

} // namespace
} // namespace tastescope
