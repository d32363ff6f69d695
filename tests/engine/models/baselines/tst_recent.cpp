// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/baselines/recent.h"

#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tastescope {
namespace {

TEST(Recent, OrdersByFirstEventWhereNothingIsReleased) {
    // Item 0 is first heard of on day 0, item 1 on day 90 and item 2 on day 180, the newest.
    const auto data = makeDataset({{0, 0, 1, 0}, {1, 0, 1, 180}, {0, 1, 1, 90}, {1, 2, 1, 180}}, 2, 4);
    const auto byAge = train(recentInfo(), *data, {{"popularity", "0"}});
    EXPECT_EQ(scoresOf(*byAge, UserIndex(0)), (std::vector<float>{0.25F, 0.5F, 1, 0}));
    const auto mixed = train(recentInfo(), *data, {{"popularity", "0.5"}, {"half_life_days", "180"}});
    const std::vector<float> scores = scoresOf(*mixed, History{});
    EXPECT_FLOAT_EQ(scores[0], 0.5F * 0.5F + 0.5F);
    EXPECT_FLOAT_EQ(scores[1], 0.5F * std::exp2(-0.5F) + 0.25F);
    EXPECT_FLOAT_EQ(scores[2], 0.5F + 0.25F);
    EXPECT_EQ(scores[3], 0) << "of an item without event or date nothing is known";
}

TEST(Recent, PrefersTheReleaseDate) {
    // Items of the taste world come out every 100 days, whatever their events' times are.
    const auto world = makeTasteWorld();
    const auto model = train(recentInfo(), *world, {{"popularity", "0"}});
    const std::vector<float> scores = scoresOf(*model, UserIndex(0));
    EXPECT_GT(scores[5], scores[4]);
    EXPECT_FLOAT_EQ(scores[5] / scores[4], static_cast<float>(std::exp2(100.0 / 90)));
    EXPECT_EQ(scores[39], 1) << "announced for later than the last event: as fresh as can be";
}

TEST(Recent, LivesWithoutAnyTime) {
    Dataset::Parts parts = makeDataset({{0, 0}, {1, 0}, {1, 1}}, 2, 2)->parts();
    parts.events = std::make_shared<Interactions>(std::vector<Event>{{UserIndex(0), ItemIndex(0)},
                                                                     {UserIndex(1), ItemIndex(0)},
                                                                     {UserIndex(1), ItemIndex(1)}},
                                                  2);
    parts.signals[0].useValue = false;
    const auto model = train(recentInfo(), Dataset(parts), {{"popularity", "0.5"}});
    EXPECT_EQ(scoresOf(*model, UserIndex(0)), (std::vector<float>{0.5F, 0.25F}));
}

} // namespace
} // namespace tastescope
