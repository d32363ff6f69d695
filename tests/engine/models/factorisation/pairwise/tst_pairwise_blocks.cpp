// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/pairwise/pairwise_blocks.h"

#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace tastescope {
namespace {

constexpr std::size_t itemCount = 600;

std::shared_ptr<const Dataset> makeWorld() {
    return makeTasteWorld(
        {.users = 900, .items = itemCount, .eventsPerUser = 40, .ratings = true, .skips = true});
}

struct Cut {
    std::shared_ptr<const Dataset> world = makeWorld();
    ExecutionContext context;
    std::vector<HeldPair> held;
    PositiveRows rows;
    PairwiseBlocks blocks;

    explicit Cut(double share = 0)
        : rows(positiveRows(world->matrix(), share, held, context))
        , blocks(rows, itemCount, 64) {
        blocks.beginEpoch(1, context);
    }
    std::set<std::pair<std::uint32_t, std::uint32_t>> pairs() const {
        std::set<std::pair<std::uint32_t, std::uint32_t>> out;
        for (std::size_t user = 0; user < rows.userCount(); ++user) {
            for (const std::uint32_t item : rows.itemsOf(user)) {
                out.insert({static_cast<std::uint32_t>(user), item});
            }
        }
        return out;
    }
};

TEST(PairwiseBlocks, ReadsWhatIsLiked) {
    const Cut cut;
    std::set<std::pair<std::uint32_t, std::uint32_t>> expected;
    for (std::size_t user = 0; user < 900; ++user) {
        for (const HistoryEntry& entry : cut.world->historyOf(UserIndex(user))) {
            if (entry.weight > 0) {
                expected.insert({static_cast<std::uint32_t>(user), entry.item.value});
            }
        }
    }
    EXPECT_EQ(cut.pairs(), expected);
    EXPECT_LT(expected.size(), cut.world->matrix().entryCount());
    EXPECT_TRUE(cut.held.empty());
}

TEST(PairwiseBlocks, HoldsAShareBack) {
    const Cut all;
    const Cut cut(0.2);
    auto pairs = cut.pairs();
    EXPECT_EQ(pairs.size(), cut.rows.pairCount());
    for (const HeldPair& held : cut.held) {
        EXPECT_TRUE(pairs.insert({held.user, held.item}).second);
    }
    EXPECT_EQ(pairs, all.pairs());
    const double share = static_cast<double>(cut.held.size()) / static_cast<double>(pairs.size());
    EXPECT_NEAR(share, 0.2, 0.02);
}

TEST(PairwiseBlocks, HoldsEveryPairOnceInEveryEpoch) {
    Cut cut;
    const std::size_t side = cut.blocks.blocksPerSide();
    ASSERT_GE(side, 4U);
    for (const int epoch : {1, 2, 7}) {
        cut.blocks.beginEpoch(epoch, {});
        std::multiset<std::pair<std::uint32_t, std::uint32_t>> found;
        for (std::size_t a = 0; a < side; ++a) {
            for (std::size_t b = 0; b < side; ++b) {
                for (const PairwiseCell& cell : cut.blocks.cell(a, b)) {
                    found.insert({cell.user, cut.blocks.items(b)[cell.place]});
                }
            }
        }
        const auto expected = cut.pairs();
        EXPECT_EQ(found,
                  (std::multiset<std::pair<std::uint32_t, std::uint32_t>>(expected.begin(), expected.end())));
    }
}

TEST(PairwiseBlocks, SharesNothingWithinARound) {
    const Cut cut;
    const std::size_t side = cut.blocks.blocksPerSide();
    std::set<std::pair<std::size_t, std::size_t>> visited;
    for (const std::uint32_t round : cut.blocks.rounds()) {
        std::set<std::uint32_t> users;
        std::set<std::uint32_t> items;
        for (std::size_t block = 0; block < side; ++block) {
            const std::size_t other = cut.blocks.itemBlock(round, block);
            visited.insert({block, other});
            std::set<std::uint32_t> own;
            for (const PairwiseCell& cell : cut.blocks.cell(block, other)) {
                own.insert(cell.user);
            }
            for (const std::uint32_t user : own) {
                EXPECT_TRUE(users.insert(user).second);
            }
            for (const std::uint32_t item : cut.blocks.items(other)) {
                EXPECT_TRUE(items.insert(item).second);
            }
        }
        EXPECT_EQ(items.size(), itemCount);
    }
    EXPECT_EQ(visited.size(), side * side);
}

TEST(PairwiseBlocks, AreAboutOfASizeWithUsersInOrder) {
    const Cut cut;
    const std::size_t side = cut.blocks.blocksPerSide();
    const std::size_t mean = cut.rows.pairCount() / (side * side);
    for (std::size_t a = 0; a < side; ++a) {
        for (std::size_t b = 0; b < side; ++b) {
            const auto cell = cut.blocks.cell(a, b);
            EXPECT_LT(cell.size(), 2 * mean);
            EXPECT_TRUE(
                std::is_sorted(cell.begin(), cell.end(),
                               [](const PairwiseCell& x, const PairwiseCell& y) { return x.user < y.user; }));
        }
    }
}

TEST(PairwiseBlocks, BringsEveryTwoItemsTogether) {
    // Over the epochs a pair of items shares a block about once in `side`.
    Cut cut;
    const auto side = static_cast<double>(cut.blocks.blocksPerSide());
    constexpr int epochs = 400;
    int together = 0;
    for (int epoch = 1; epoch <= epochs; ++epoch) {
        cut.blocks.beginEpoch(epoch, {});
        for (std::size_t block = 0; block < cut.blocks.blocksPerSide(); ++block) {
            const auto items = cut.blocks.items(block);
            const bool first = std::find(items.begin(), items.end(), 3U) != items.end();
            const bool second = std::find(items.begin(), items.end(), 500U) != items.end();
            together += first && second ? 1 : 0;
        }
    }
    EXPECT_NEAR(together, epochs / side, 4 * std::sqrt(epochs / side));
}

TEST(PairwiseBlocks, DoNotDependOnTheEpochsBefore) {
    Cut one;
    Cut two;
    one.blocks.beginEpoch(5, {});
    two.blocks.beginEpoch(2, {});
    two.blocks.beginEpoch(5, {});
    for (std::size_t block = 0; block < one.blocks.blocksPerSide(); ++block) {
        EXPECT_TRUE(std::ranges::equal(one.blocks.items(block), two.blocks.items(block)));
    }
    EXPECT_TRUE(std::ranges::equal(one.blocks.rounds(), two.blocks.rounds()));
}

TEST(PairwiseBlocks, TakeLittleAndNothing) {
    PositiveRows rows;
    PairwiseBlocks none(rows, 0, 8);
    none.beginEpoch(1, {});
    EXPECT_EQ(none.blocksPerSide(), 1U);
    EXPECT_TRUE(none.cell(0, 0).empty());
    EXPECT_TRUE(none.items(0).empty());
    rows.offsets = {0, 0, 1, 1};
    rows.items = {0};
    PairwiseBlocks one(rows, 1, 8);
    one.beginEpoch(1, {});
    ASSERT_EQ(one.cell(0, 0).size(), 1U);
    EXPECT_EQ(one.cell(0, 0)[0].user, 1U);
}

} // namespace
} // namespace tastescope
