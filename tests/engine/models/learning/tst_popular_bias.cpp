// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/learning/popular_bias.h"

#include "engine/base/archive.h"
#include "engine/registry/registry.h"
#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace tastescope {
namespace {

/// People with so many events each, of so many an item.
DataShape shapeOfBoth(double perPerson, double perItem) {
    return {1000, 1000 * perPerson / perItem, 1000 * perPerson, perPerson};
}

TEST(PopularBias, SharesAreOfPeopleWithAnEntry) {
    // Four of five people have one; a dislike is none of the likes.
    const auto data = makeDataset({{0, 0}, {0, 1}, {1, 0}, {2, 0}, {3, 1, -1}, {3, 0, 5}}, 5, 3);
    const std::vector<float> shares = popularShares(data->matrix(), 3);
    EXPECT_EQ(shares, (std::vector<float>{1, 0.25F, 0}));
    EXPECT_EQ(popularShares(makeDataset({}, 0, 2)->matrix(), 2), (std::vector<float>{0, 0}));
}

TEST(PopularBias, FallsWithTheEventsBesideAnItemToNothing) {
    EXPECT_EQ(popularWeightFor(shapeOfBoth(1, 1)), mostPopularWeight);
    EXPECT_EQ(popularWeightFor(shapeOfBoth(3, 2)), 8);
    EXPECT_EQ(popularWeightFor(shapeOfBoth(6, 2)), 2);
    EXPECT_EQ(popularWeightFor(shapeOfBoth(3, 20)), 0.08);
    EXPECT_GT(popularWeightFor(shapeOfBoth(17.9, 2)), 0);
    EXPECT_EQ(popularWeightFor(shapeOfBoth(18, 2)), 0);
    EXPECT_EQ(popularWeightFor(shapeOfBoth(300, 1)), 0);
    // Most people have little, most events are of people with hundreds: nothing is short there.
    EXPECT_EQ(popularWeightFor({1000, 500, 5000, 120}), 0);
    for (double events = 1; events < 30; events += 0.5) {
        EXPECT_GE(popularWeightFor(shapeOfBoth(events, 2)), popularWeightFor(shapeOfBoth(events + 0.5, 2)));
        EXPECT_GE(popularWeightFor(shapeOfBoth(3, events)), popularWeightFor(shapeOfBoth(3, events + 0.5)));
    }
}

TEST(PopularBias, IsNoneWhereTheModelIsSetByHand) {
    EXPECT_EQ(std::get<double>(popularDefault(shapeOfBoth(3, 2), true).value), 0);
    const auto data = makeTasteWorld(); // of short histories
    const auto weight = [&](const char* algorithm, const std::vector<NameValue>& changes) {
        const AlgorithmInfo& info = *findAlgorithm(algorithm);
        return fittedParams(info, *data, *makeParams(info.params, changes)).real("popular");
    };
    EXPECT_GT(weight("als", {}), 0);
    EXPECT_GT(weight("als", {{"alpha", "5"}}), 0);
    EXPECT_EQ(weight("als", {{"alpha", "5"}, {"regularization", "0.1"}}), 0);
    EXPECT_EQ(weight("als", {{"alpha", "5"}, {"regularization", "0.1"}, {"popular", "2"}}), 2);
    EXPECT_GT(weight("puresvd", {{"factors", "5"}}), 0);
    EXPECT_GT(weight("puresvd", {{"scaling", "1"}}), 0);
    EXPECT_EQ(weight("puresvd", {{"factors", "5"}, {"scaling", "1"}}), 0);
}

class PopularBiasOf : public testing::TestWithParam<const char*> {};

TEST_P(PopularBiasOf, AddsTheShareToEveryScoreAndToNothingElse) {
    const auto data = makeTasteWorld();
    const AlgorithmInfo& algorithm = *findAlgorithm(GetParam());
    const auto plain = train(algorithm, *data, {{"popular", "0"}});
    const auto biased = train(algorithm, *data, {{"popular", "2.5"}});
    const std::vector<float> shares = popularShares(data->matrix(), data->itemCount());
    const UserIndex somebody(7);
    const UserIndex nobody(59); // has no event
    const auto compare = [&](const std::vector<float>& without, const std::vector<float>& with) {
        for (std::size_t item = 0; item + 1 < shares.size(); ++item) { // the last one has no event
            EXPECT_NEAR(with[item], without[item] + 2.5F * shares[item], 1e-5F) << item;
        }
    };
    compare(scoresOf(*plain, somebody), scoresOf(*biased, somebody));
    compare(scoresOf(*plain, History{}), scoresOf(*biased, History{}));
    compare(std::vector<float>(shares.size()), scoresOf(*biased, nobody));
    const Explanation why = biased->explain(data->historyOf(somebody), ItemIndex(3));
    EXPECT_NEAR(why.base, 2.5 * shares[3], 1e-6);
    std::vector<float> before(shares.size());
    std::vector<float> after(shares.size());
    plain->itemSimilarity(ItemIndex(3), before);
    biased->itemSimilarity(ItemIndex(3), after);
    EXPECT_EQ(before, after) << "being popular makes nothing alike";
}

TEST_P(PopularBiasOf, StandsInTheArchiveAndIsNoneInOlderOnes) {
    const auto data = makeTasteWorld();
    const AlgorithmInfo& algorithm = *findAlgorithm(GetParam());
    for (const char* weight : {"0", "2.5"}) {
        const auto model = train(algorithm, *data, {{"popular", weight}});
        ModelArchive archive;
        model->save(archive);
        const auto restored = algorithm.load(archive, *data).value();
        EXPECT_EQ(scoresOf(*restored, UserIndex(7)), scoresOf(*model, UserIndex(7)));
        EXPECT_EQ(restored->bytes(), model->bytes());
    }
    // A weight that the vectors were not made for.
    ModelArchive forged;
    train(algorithm, *data, {{"popular", "0"}})->save(forged);
    forged.putNumber("popular", 3);
    EXPECT_FALSE(algorithm.load(forged, *data));
    forged.putNumber("popular", std::nan(""));
    EXPECT_FALSE(algorithm.load(forged, *data));
}

INSTANTIATE_TEST_SUITE_P(Vectors, PopularBiasOf, testing::Values("als", "puresvd"),
                         [](const auto& param) { return std::string(param.param); });

} // namespace
} // namespace tastescope
