// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/random.h"
#include "engine/simulation/fitted_tastes.h"
#include "tests/engine/simulation/simulation_world.h"

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

/// Two people in the plane, the first with two tastes; items to the right, up, left and nowhere.
TasteWorld plane() {
    TasteWorld world;
    world.dimensions = 2;
    world.tastesPerPerson = 2;
    world.items = {1, 0, 0, 1, -1, 0, 0, 0};
    world.tastes = {1, 0, 0.6F, 0.8F, 0, 1, 9, 9};
    world.weights = {0.75F, 0.25F, 1, 0}; // the last taste is not in use
    world.strength = 4;
    world.threshold = 0.5;
    return world;
}
const std::vector<UserIndex> both{UserIndex(0), UserIndex(1)};

TEST(Tastes, AnItemPleasesByTheBestFittingTaste) {
    const TasteWorld world = plane();
    const Tastes tastes(world, both);
    EXPECT_FLOAT_EQ(static_cast<float>(tastes.match(0, ItemIndex(0))), 1);
    EXPECT_FLOAT_EQ(static_cast<float>(tastes.match(0, ItemIndex(1))), 0.8F);
    EXPECT_FLOAT_EQ(static_cast<float>(tastes.match(1, ItemIndex(0))), 0) << "the unused taste is not asked";
    EXPECT_EQ(tastes.match(1, ItemIndex(3)), 0) << "an item of which nothing is known";
    EXPECT_NEAR(tastes.utility(0, ItemIndex(0), 0), 4 * 0.5, 1e-6);
    EXPECT_EQ(tastes.vectors(), 3U);
    EXPECT_EQ(tastes.owner(2), 1U);
}

TEST(Tastes, DriftTurnsTheBestFittingTasteAndKeepsItsLength) {
    const TasteWorld world = plane();
    Tastes tastes(world, both);
    tastes.consume(0, ItemIndex(1), 0.5); // up: (0.6, 0.8) + 0.5 · 0.8 · (0, 1), of length 1 again
    const double length = std::sqrt(0.36 + 1.44);
    EXPECT_NEAR(static_cast<double>(tastes.vector(1)[0]), 0.6 / length, 1e-6);
    EXPECT_NEAR(static_cast<double>(tastes.vector(1)[1]), 1.2 / length, 1e-6);
    EXPECT_EQ(tastes.vector(0)[0], 1) << "the other taste stays";
    const double by = std::hypot(0.6 / length - 0.6, 1.2 / length - 0.8);
    EXPECT_NEAR(tastes.moved(0), 0.25 * by, 1e-6);
    EXPECT_EQ(tastes.moved(1), 0);
    tastes.consume(1, ItemIndex(2), 0.5); // at a right angle: does not fit, does not move
    EXPECT_EQ(tastes.moved(1), 0);
}

TEST(Tastes, WithoutDriftNothingMovesByASingleBit) {
    const test::SimulatedWorld& world = test::smallWorld();
    const std::vector<UserIndex> people{UserIndex(3), UserIndex(7)};
    Tastes tastes(world.tastes, people);
    for (std::size_t item = 0; item < 50; ++item) {
        tastes.consume(item % 2, ItemIndex(item), 0);
        tastes.rest();
    }
    EXPECT_EQ(tastes.moved(0), 0);
    EXPECT_EQ(tastes.moved(1), 0);
}

TEST(Tastes, BoredomRepelsWhatWasHadAndFadesByHalfARound) {
    const TasteWorld world = plane();
    Tastes tastes(world, both);
    const double fresh = tastes.utility(0, ItemIndex(0), 0.2);
    tastes.consume(0, ItemIndex(0), 0);
    EXPECT_NEAR(tastes.utility(0, ItemIndex(0), 0.2), fresh - 4 * 0.2, 1e-6);
    EXPECT_NEAR(tastes.utility(0, ItemIndex(0), 0), fresh, 1e-6) << "nobody is bored";
    EXPECT_NEAR(tastes.utility(0, ItemIndex(1), 0.2), 4 * (0.8 - 0.5), 1e-6) << "another direction";
    EXPECT_NEAR(tastes.utility(0, ItemIndex(2), 0.2), 4 * (-0.6 - 0.5), 1e-6)
        << "the opposite is no more welcome for it";
    tastes.rest();
    EXPECT_NEAR(tastes.utility(0, ItemIndex(0), 0.2), fresh - 4 * 0.1, 1e-6);
}

TEST(Tastes, OfTheSyntheticServiceAreItsTruthAtTheEnd) {
    DemoOptions options;
    options.users = 30;
    options.items = 40;
    options.artists = 5;
    options.events = 600;
    const auto world = makeDemoWorld(options);
    const TasteWorld truth = demoTastes(world->truth);
    EXPECT_TRUE(truth.truth);
    for (std::size_t user = 0; user < 30; ++user) {
        const std::vector<UserIndex> who{UserIndex(user)};
        const Tastes tastes(truth, who);
        for (std::size_t item = 0; item < 40; ++item) {
            EXPECT_NEAR(tastes.match(0, ItemIndex(item)),
                        world->truth.match(UserIndex(user), ItemIndex(item), 1), 1e-5);
        }
    }
}

TEST(FittedTastes, ForeseeWhatWasHeldOutBetterThanChanceAsTheTruthDoes) {
    const test::SimulatedWorld world = test::makeWorld(300, 300, 30'000);
    const auto real = holdOutChoices(*world.data);
    ASSERT_TRUE(real);
    ASSERT_GT(real->cases.size(), 1000U);
    for (const RealChoice& one : real->cases) { // the alternatives are things the person has not had
        const auto had = world.data->matrix().itemsOf(one.user);
        EXPECT_TRUE(std::ranges::binary_search(had, one.items[0]));
        for (std::size_t at = 1; at < choiceAlternatives; ++at) {
            EXPECT_FALSE(std::ranges::binary_search(had, one.items[at])) << "held out or trained on";
        }
    }
    const auto fitted = fitTastes(*real);
    ASSERT_TRUE(fitted);
    EXPECT_FALSE(fitted->truth);
    const Foresight guessed = foresightOf(*fitted, real->cases, true);
    EXPECT_GT(guessed.low, guessed.chance);
    EXPECT_GT(guessed.pseudoR2, 0);
    EXPECT_NEAR(static_cast<double>(guessed.cases), static_cast<double>(real->cases.size()) / 2, 1);
    const Foresight known = foresightOf(world.tastes, real->cases, false);
    EXPECT_GT(known.low,
              2 * known.chance); // what is guessed may beat it: it has seen what is popular as well
    // Tastes of somebody else are worth nothing.
    TasteWorld shuffled = world.tastes;
    std::vector<RealChoice> others = real->cases;
    for (RealChoice& one : others) {
        one.user = UserIndex((one.user.value + 151) % 300);
    }
    EXPECT_LT(foresightOf(shuffled, others, false).hits, known.hits / 2);
}

TEST(FittedTastes, WithNothingToHoldOutThereIsAnErrorThatSaysWhatToDo) {
    const test::SimulatedWorld world = test::makeWorld(3, 3, 3);
    const auto real = holdOutChoices(*world.data);
    ASSERT_TRUE(real);
    EXPECT_TRUE(real->cases.empty());
    const auto fitted = fitTastes(*real);
    ASSERT_FALSE(fitted);
    EXPECT_NE(fitted.error().remedy.find("place alone"), std::string::npos);
}

} // namespace
} // namespace tastescope
