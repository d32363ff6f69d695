// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/baselines/popularity.h"

#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tastescope {
namespace {

TEST(Popularity, CountsPeopleNotEvents) {
    // Item 1 is played four times by one person, item 0 once by each of two, item 2 only skipped.
    const auto data =
        makeDataset({{0, 0}, {1, 0}, {0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 2, -1}, {1, 2, -1}}, 2, 4);
    const auto model = train(popularityInfo(), *data);
    EXPECT_EQ(scoresOf(*model, UserIndex(0)), (std::vector<float>{1, 0.5F, 0, 0}));
    EXPECT_EQ(scoresOf(*model, History{}), (std::vector<float>{1, 0.5F, 0, 0}));
}

TEST(Popularity, HalvesAPersonAfterEachHalfLife) {
    // The newest event is on day 20; each person counts with the latest event of the pair.
    const auto data = makeDataset({{0, 0, 1, 0}, {0, 0, 1, 10}, {1, 1, 1, 20}, {0, 2, 1, 0}}, 2, 3);
    const auto model = train(popularityInfo(), *data, {{"half_life_days", "10"}});
    EXPECT_EQ(scoresOf(*model, UserIndex(0)), (std::vector<float>{0.5F, 1, 0.25F}));
}

TEST(Popularity, ComparesItemsAndUsersByLevel) {
    const auto data = makeDataset({{0, 0}, {1, 0}, {2, 0}, {0, 1}, {1, 1}, {2, 1}, {0, 2}}, 4, 3);
    const auto model = train(popularityInfo(), *data);
    std::vector<float> items(3);
    model->itemSimilarity(ItemIndex(0), items);
    EXPECT_FLOAT_EQ(items[1], 1);
    EXPECT_FLOAT_EQ(items[2], 2.0F / 4.0F); // (1 + 1) / (3 + 1)
    std::vector<float> users(4);
    model->userSimilarity(UserIndex(1), users);
    EXPECT_FLOAT_EQ(users[2], 1);
    EXPECT_LT(users[0], 1);
    EXPECT_LT(users[3], users[0]);
}

} // namespace
} // namespace tastescope
