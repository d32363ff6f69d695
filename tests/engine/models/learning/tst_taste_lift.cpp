// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/learning/taste_lift.h"

#include "engine/base/random.h"
#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace tastescope {
namespace {

struct World {
    std::size_t people = 2000;
    std::size_t items = 600;
    std::size_t kinds = 1; ///< of people and of items
    double own = 0;        ///< share of the draws that are of the person's own kind
    std::size_t least = 3; ///< events a person
    std::size_t most = 3;
    std::size_t busy = 0; ///< events of every tenth person; 0 = as the others
};

/// Few items are popular, and people draw by that, in part among those of their kind.
std::shared_ptr<const Dataset> worldOf(const World& world) {
    std::vector<Row> rows;
    for (std::size_t user = 0; user < world.people; ++user) {
        Random random(5, user);
        std::set<std::size_t> met;
        const std::size_t usual = world.least + random.below(world.most - world.least + 1);
        const std::size_t wanted = world.busy > 0 && user % 10 == 0 ? world.busy : usual;
        while (met.size() < wanted) {
            const double place = random.uniform() * random.uniform();
            auto item = static_cast<std::size_t>(place * static_cast<double>(world.items));
            if (random.uniform() < world.own) {
                item = std::min(item / world.kinds * world.kinds + user % world.kinds, world.items - 1);
            }
            met.insert(item);
        }
        for (const std::size_t item : met) {
            rows.push_back({user, item});
        }
    }
    return makeDataset(rows, world.people, world.items);
}

double liftOf(const World& world) {
    return tasteLift(worldOf(world)->matrix());
}

TEST(TasteLift, ByHand) {
    // The first two share a pair. Each of its things stands first in one ordered pair of others, of the 4
    // that these have.
    const std::vector<Row> rows{{0, 0}, {0, 1}, {1, 0}, {1, 1}, {2, 2}, {2, 3}};
    const double expected = 2 * (1 * 1 / 4.0 / 2);
    EXPECT_DOUBLE_EQ(tasteLift(makeDataset(rows, 4, 4)->matrix()), (1 + 10) / (expected + 10));
    // Nothing is told by who has one thing only, and what is not liked is not had.
    std::vector<Row> more = rows;
    more.insert(more.end(), {{3, 0}, {2, 0, -1}, {2, 1, 0}});
    EXPECT_DOUBLE_EQ(tasteLift(makeDataset(more, 4, 4)->matrix()), (1 + 10) / (expected + 10));
    // Three people who share three things share three pairs each two: 9. Of each, 3 pairs of things with 4
    // ordered pairs of others each, of 12 in all.
    const auto same =
        makeDataset({{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2}, {2, 0}, {2, 1}, {2, 2}}, 3, 3);
    EXPECT_DOUBLE_EQ(tasteLift(same->matrix()), (9 + 10) / (3 * (3 * 4 * 4 / 12.0 / 2) + 10));
}

TEST(TasteLift, IsOneWhereNothingIsShared) {
    EXPECT_EQ(tasteLift(makeDataset({}, 0, 0)->matrix()), 1);
    EXPECT_EQ(tasteLift(makeDataset({}, 3, 2)->matrix()), 1);
    EXPECT_EQ(tasteLift(makeDataset({{0, 0}}, 1, 1)->matrix()), 1);
    EXPECT_EQ(tasteLift(makeDataset({{0, 0}, {0, 1}, {0, 2}}, 1, 3)->matrix()), 1);
    EXPECT_EQ(tasteLift(makeDataset({{0, 0}, {1, 0}, {2, 0}}, 3, 1)->matrix()), 1);
}

TEST(TasteLift, PopularityAndBusyPeopleAloneMakeNone) {
    // Things drawn without putting them back stand a little less with popular ones than chance has it.
    for (const std::size_t most : {2U, 3U, 8U, 100U}) {
        EXPECT_NEAR(liftOf({.least = 2, .most = most}), 1, 0.15) << most;
    }
}

TEST(TasteLift, GrowsWithTasteAndHardlyWithWhatIsKnown) {
    double before = 1;
    for (const double own : {0.3, 0.6, 0.9}) {
        const World few{.kinds = 6, .own = own};
        const double lift = liftOf(few);
        EXPECT_GT(lift, before + 0.05) << own;
        before = lift;
        World more = few;
        more.least = more.most = 10;
        EXPECT_NEAR(liftOf(more), lift, 0.12 * lift) << own;
    }
    EXPECT_GT(before, 2.5);
}

TEST(TasteLift, IsThatOfMostPeopleWhereSomeHaveHundreds) {
    const World few{.people = 3000, .items = 1500, .kinds = 6, .own = 0.8};
    World mixed = few;
    mixed.busy = 80;
    EXPECT_NEAR(liftOf(mixed), liftOf(few), 0.15 * liftOf(few));
}

TEST(TasteLift, OfManyPeopleSomeTellAsMuch) {
    // 25,000 people of 5 events among 150 things are 140 million pairs of people.
    World many{.people = 25'000, .items = 150, .kinds = 5, .own = 0.7, .least = 5, .most = 5};
    const double all = liftOf(many);
    many.people = 4000; // few enough for all of them
    EXPECT_NEAR(all, liftOf(many), 0.03 * all);
}

TEST(TasteLift, SaysWhy) {
    EXPECT_EQ(liftText({1000, 500, 3200, 4}, 1.46),
              "3.2 events a person, who share 1.5 times what chance would have them");
}

} // namespace
} // namespace tastescope
