// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/baselines/random_lists.h"

#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tastescope {
namespace {

std::size_t bestOf(const std::vector<float>& scores) {
    return static_cast<std::size_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
}

TEST(RandomLists, AreTheSameEveryTimeAndDifferentForOthers) {
    const auto world = makeTasteWorld({.users = 400, .items = 50});
    const auto model = train(randomInfo(), *world);
    const auto again = train(randomInfo(), *world);
    EXPECT_EQ(scoresOf(*model, UserIndex(3)), scoresOf(*again, UserIndex(3)));
    EXPECT_NE(scoresOf(*model, UserIndex(3)), scoresOf(*model, UserIndex(4)));
    History history = world->historyOf(UserIndex(3));
    std::reverse(history.begin(), history.end());
    EXPECT_EQ(scoresOf(*model, history), scoresOf(*model, UserIndex(3)));
    ExecutionContext other;
    other.seed = 43;
    EXPECT_NE(scoresOf(*train(randomInfo(), *world, {}, other), UserIndex(3)),
              scoresOf(*model, UserIndex(3)));
}

TEST(RandomLists, GiveEveryKnownItemTheSameChance) {
    const auto world = makeTasteWorld({.users = 4001, .items = 41, .eventsPerUser = 15});
    const auto model = train(randomInfo(), *world);
    std::vector<std::size_t> firsts(41);
    for (std::size_t user = 0; user < 4000; ++user) {
        const std::vector<float> scores = scoresOf(*model, UserIndex(user));
        ++firsts[bestOf(scores)];
        EXPECT_EQ(scores[40], 0) << "nobody knows the last item";
        EXPECT_GT(*std::min_element(scores.begin(), scores.begin() + 40), 0);
    }
    for (std::size_t item = 0; item < 40; ++item) {
        EXPECT_NEAR(static_cast<double>(firsts[item]), 100, 50) << item; // 5 standard deviations
    }
}

} // namespace
} // namespace tastescope
