// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/deep/two_tower/two_tower.h"

#include "engine/models/deep/two_tower/two_tower_batch.h"
#include "engine/models/deep/two_tower/two_tower_network.h"
#include "engine/registry/registry.h"
#include "tests/engine/models/model_test_support.h"
#include "tests/engine/neural/gradient_check.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace tastescope {
namespace {

const AlgorithmInfo& twoTower() {
    return *findAlgorithm("two_tower");
}

TEST(TwoTower, TowerGradientsEqualFiniteDifferences) {
    constexpr std::size_t rows = 4;
    for (const bool cosine : {false, true}) {
        const TwoTowerNetwork network({.dimensions = 3, .hidden = 5, .cosine = cosine, .temperature = 0.5});
        std::vector<double> parameters = randomValues(network.parameters(), 1);
        std::vector<double> in = randomValues(rows * 3, 2);
        const std::vector<double> coefficients = randomValues(rows * 3, 3);
        Tower::Space<double> space;
        const auto forward = [&] {
            const Rows<double> out =
                network.people().forward<double>(parameters.data(), {in.data(), rows, 3}, space);
            return weighed(coefficients, std::vector<double>(out.data, out.data + rows * 3));
        };
        forward();
        std::vector<double> gradients(parameters.size());
        std::vector<double> inGradient(in.size());
        std::vector<double> outGradient = coefficients;
        network.people().backward<double>(parameters.data(), gradients.data(), {in.data(), rows, 3},
                                          {outGradient.data(), rows, 3}, {inGradient.data(), rows, 3}, space);
        expectGradient(parameters, gradients, forward);
        expectGradient(in, inGradient, forward);
    }
}

TEST(TwoTower, MeansLeaveTheTargetOut) {
    TowerGroups groups;
    groups.targets = {0, 2, 1, 2, 3};
    groups.offsets = {0, 3, 4, 5};
    std::vector<double> items = randomValues(4 * 2, 1);
    std::vector<double> people = randomValues(3 * 2, 2);
    const std::vector<double> coefficients = randomValues(5 * 2, 3);
    std::vector<double> means(5 * 2);
    const auto forward = [&] {
        leaveOneOutMeans<double>(groups, {items.data(), 4, 2}, {people.data(), 3, 2}, {means.data(), 5, 2});
        return weighed(coefficients, means);
    };
    forward();
    EXPECT_NEAR(means[0], (items[4] + items[2]) / 2 + people[0],
                1e-12);                          // items 2 and 1 of the first group
    EXPECT_NEAR(means[2 * 3], people[2], 1e-12); // an only item has no history
    std::vector<double> itemGradient(items.size());
    std::vector<double> peopleGradient(people.size());
    leaveOneOutMeansBackward<double>(groups, {coefficients.data(), 5, 2}, {itemGradient.data(), 4, 2},
                                     {peopleGradient.data(), 3, 2});
    expectGradient(items, itemGradient, forward);
    expectGradient(people, peopleGradient, forward);
}

/// The way of a gradient to the table is that of the inputs from it, backwards.
TEST(TwoTower, BatchGradientsEqualFiniteDifferences) {
    TowerAttributes attributes;
    attributes.itemTerms = 2;
    attributes.userTerms = 1;
    attributes.items = {{0, 2, 2, 3}, {0, 1, 1}, {0.5F, 2, 1}}; // of three items
    attributes.users = {{0, 0, 1}, {0}, {3}};                   // of two users
    const TowerTable table{3, 2, 1};
    TwoTowerBatch batch(table, attributes);
    batch.clear();
    batch.beginGroup(1, true);
    batch.add(ItemIndex(2), false);
    batch.add(ItemIndex(0), true); // known by its attributes alone
    batch.endGroup();
    batch.beginGroup(1, false);
    batch.add(ItemIndex(1), true); // has no attributes to be known by
    batch.add(ItemIndex(2), true); // is there already
    batch.endGroup();
    EXPECT_EQ(batch.items(), 3U);
    EXPECT_EQ(batch.groups().targets, (std::vector<std::uint32_t>{0, 1, 2, 0}));

    NetworkWeights weights;
    weights.dimensions = 1;
    weights.table = {1, 10, 100, 1000, 10000, 7};
    std::vector<float> items(3);
    std::vector<float> people(2);
    batch.inputs(weights, {items.data(), 3, 1}, {people.data(), 2, 1});
    EXPECT_EQ(items, (std::vector<float>{100 + 10000, 500 + 20000, 10}));
    EXPECT_EQ(people, (std::vector<float>{21, 0}));
    ShardGradient gradient;
    const std::vector<float> itemGradient{1, 2, 4};
    const std::vector<float> peopleGradient{8, 16};
    batch.tableGradient({itemGradient.data(), 3, 1}, {peopleGradient.data(), 2, 1}, gradient);
    std::vector<float> sums(6);
    for (std::size_t row = 0; row < gradient.ids.size(); ++row) {
        sums[gradient.ids[row]] += gradient.rows.data()[row];
    }
    EXPECT_EQ(sums, (std::vector<float>{0, 4, 1, 1, 5, 24}));
}

/// Mean score of the items of one's own group of taste less that of the others.
double leaning(const Recommender& model, std::size_t user, std::size_t from, std::size_t to) {
    const std::vector<float> scores = scoresOf(model, UserIndex(user));
    double own = 0;
    double other = 0;
    double owns = 0;
    double others = 0;
    for (std::size_t item = from; item < to; ++item) {
        (item % 4 == user % 4 ? own : other) += static_cast<double>(scores[item]);
        (item % 4 == user % 4 ? owns : others) += 1;
    }
    return own / owns - other / others;
}

TEST(TwoTower, LearnsTastesEitherWay) {
    const auto world = makeTasteWorld({.users = 200, .items = 60, .eventsPerUser = 15});
    for (const char* score : {"dot", "cosine"}) {
        const auto model = train(twoTower(), *world, {{"score", score}});
        std::size_t right = 0;
        for (std::size_t user = 0; user + 1 < 200; ++user) {
            right += leaning(*model, user, 0, 59) > 0 ? 1 : 0;
        }
        EXPECT_GT(right, 190U) << score;
    }
}

/// Items 60 … 79 have attributes and no events.
TEST(TwoTower, ScoresNewItemsByTheirAttributes) {
    const auto small = makeTasteWorld({.users = 200, .items = 61, .eventsPerUser = 15});
    const auto large = makeTasteWorld({.users = 200, .items = 81, .eventsPerUser = 1});
    const auto world = large->withEvents(small->parts().events);
    const auto model = train(twoTower(), *world);
    std::size_t right = 0;
    for (std::size_t user = 0; user + 1 < 200; ++user) {
        right += leaning(*model, user, 60, 80) > 0 ? 1 : 0;
    }
    EXPECT_GT(right, 170U);
    // Without attributes nothing is known of them.
    const auto blind = train(twoTower(), *world, {{"attributes", "false"}});
    EXPECT_EQ(scoresOf(*blind, UserIndex(1))[70], 0);
}

/// A score is the product of the two vectors; a contribution is what leaving the item out takes away.
TEST(TwoTower, ExplainsByLeavingOut) {
    const auto world = makeTasteWorld();
    const auto model = train(twoTower(), *world, {{"epochs", "5"}});
    const History history = world->historyOf(UserIndex(4));
    const Explanation why = model->explain(history, ItemIndex(6));
    EXPECT_EQ(why.contributions.size(), history.size());
    for (const Contribution& part : why.contributions) {
        History rest = history;
        std::erase_if(rest, [&](const HistoryEntry& past) { return past.item == part.item; });
        EXPECT_NEAR(part.amount, scoresOf(*model, history)[6] - scoresOf(*model, rest)[6], 1e-4);
    }
    const std::vector<float> vector = model->historyVector(history);
    EXPECT_NEAR(std::inner_product(vector.begin(), vector.end(), model->itemVectors().row(6).begin(), 0.0),
                why.score, 1e-4);
}

} // namespace
} // namespace tastescope
