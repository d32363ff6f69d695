// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/rating_blocks.h"

#include "engine/data/ratings.h"
#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace tastescope {
namespace {

struct Cut {
    std::shared_ptr<const Dataset> world =
        makeTasteWorld({.users = 900, .items = 400, .eventsPerUser = 25, .ratings = true});
    Ratings ratings = ratingsOf(*world);
    RatingUnits units = unitsAroundMean(ratings);
    RatingBlocks blocks{ratings.matrix, units, {}};
};

TEST(RatingBlocks, HoldsEveryRatingOnce) {
    const Cut cut;
    ASSERT_EQ(cut.blocks.cellCount(), cut.ratings.matrix.entryCount());
    ASSERT_GE(cut.blocks.blocksPerSide(), 4U);
    std::multiset<std::tuple<std::uint32_t, std::uint32_t, float>> expected;
    for (std::size_t user = 0; user < cut.world->userCount(); ++user) {
        const auto items = cut.ratings.matrix.itemsOf(UserIndex(user));
        for (std::size_t place = 0; place < items.size(); ++place) {
            const double rating = cut.ratings.matrix.valuesOf(UserIndex(user))[place];
            expected.insert({cut.blocks.userPlaces()[user], cut.blocks.itemPlaces()[items[place].value],
                             static_cast<float>(cut.units.inUnits(rating))});
        }
    }
    std::multiset<std::tuple<std::uint32_t, std::uint32_t, float>> found;
    for (std::size_t a = 0; a < cut.blocks.blocksPerSide(); ++a) {
        for (std::size_t b = 0; b < cut.blocks.blocksPerSide(); ++b) {
            for (const RatingCell& cell : cut.blocks.block(a, b)) {
                found.insert({cell.user, cell.item, cell.rating});
            }
        }
    }
    EXPECT_EQ(found, expected);
}

TEST(RatingBlocks, SharesNothingWithinAStratum) {
    const Cut cut;
    const std::size_t side = cut.blocks.blocksPerSide();
    std::set<std::pair<std::size_t, std::size_t>> visited;
    for (const std::size_t stratum : cut.blocks.strata(3, 42)) {
        std::set<std::uint32_t> users;
        std::set<std::uint32_t> items;
        for (std::size_t block = 0; block < side; ++block) {
            std::set<std::uint32_t> ownUsers;
            std::set<std::uint32_t> ownItems;
            visited.insert({block, cut.blocks.itemBlock(stratum, block)});
            for (const RatingCell& cell : cut.blocks.block(block, cut.blocks.itemBlock(stratum, block))) {
                ownUsers.insert(cell.user);
                ownItems.insert(cell.item);
            }
            for (const std::uint32_t user : ownUsers) {
                EXPECT_TRUE(users.insert(user).second);
            }
            for (const std::uint32_t item : ownItems) {
                EXPECT_TRUE(items.insert(item).second);
            }
        }
    }
    EXPECT_EQ(visited.size(), side * side);
}

TEST(RatingBlocks, AreAboutOfASize) {
    const Cut cut;
    const std::size_t side = cut.blocks.blocksPerSide();
    std::size_t largest = 0;
    for (std::size_t a = 0; a < side; ++a) {
        for (std::size_t b = 0; b < side; ++b) {
            largest = std::max(largest, cut.blocks.block(a, b).size());
        }
    }
    EXPECT_LT(largest, 2 * cut.blocks.cellCount() / (side * side));
}

TEST(RatingBlocks, ChangesTheOrderFromEpochToEpoch) {
    const Cut cut;
    std::set<std::vector<std::size_t>> orders;
    for (int epoch = 1; epoch <= 10; ++epoch) {
        orders.insert(cut.blocks.strata(epoch, 42));
    }
    EXPECT_GT(orders.size(), 5U);
    EXPECT_EQ(cut.blocks.strata(4, 42), cut.blocks.strata(4, 42));
}

} // namespace
} // namespace tastescope
