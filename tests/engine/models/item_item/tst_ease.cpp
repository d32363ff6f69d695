// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/item_item/ease.h"

#include "engine/base/random.h"
#include "tests/engine/models/model_test_support.h"
#include "tests/engine/models/real_data.h"

#include <Eigen/Core>
#include <Eigen/LU>
#include <gtest/gtest.h>

#include <cmath>

namespace tastescope {
namespace {

Eigen::MatrixXd likes(const Dataset& data) {
    Eigen::MatrixXd out = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(data.userCount()),
                                                static_cast<Eigen::Index>(data.itemCount()));
    for (std::size_t user = 0; user < data.userCount(); ++user) {
        const auto items = data.matrix().itemsOf(UserIndex(user));
        const auto weights = data.matrix().valuesOf(UserIndex(user));
        for (std::size_t place = 0; place < items.size(); ++place) {
            out(static_cast<Eigen::Index>(user), static_cast<Eigen::Index>(items[place].value)) =
                weights[place] > 0 ? weights[place] : 0;
        }
    }
    return out;
}

/// B of the paper, equation 8, by a general inverse in doubles.
Eigen::MatrixXd weightsOf(const Eigen::MatrixXd& x, double lambda) {
    Eigen::MatrixXd gram = x.transpose() * x;
    gram.diagonal().array() += lambda;
    const Eigen::MatrixXd p = gram.inverse();
    Eigen::MatrixXd b = p * (-p.diagonal().cwiseInverse()).asDiagonal();
    b.diagonal().setZero();
    return b;
}

void expectScores(const Recommender& model, const Eigen::MatrixXd& expected) {
    for (std::size_t user = 0; user < model.userCount(); ++user) {
        const std::vector<float> scores = scoresOf(model, UserIndex(user));
        for (std::size_t item = 0; item < scores.size(); ++item) {
            EXPECT_NEAR(scores[item],
                        expected(static_cast<Eigen::Index>(user), static_cast<Eigen::Index>(item)), 2e-5);
        }
    }
}

TEST(Ease, EqualsTheClosedForm) {
    const auto world = makeTasteWorld({.users = 250, .items = 180, .ratings = true, .skips = true});
    const Eigen::MatrixXd weights = likes(*world);
    const Eigen::MatrixXd ones = (weights.array() > 0).cast<double>();
    expectScores(*train(easeInfo(), *world, {{"lambda", "20"}}), ones * weightsOf(ones, 20));
    const Eigen::MatrixXd scaled = weights / std::sqrt(weights.squaredNorm() / ones.sum());
    expectScores(*train(easeInfo(), *world, {{"lambda", "20"}, {"weights", "weight"}}),
                 scaled * weightsOf(scaled, 20));
}

TEST(Ease, AttributesReachItemsThatNobodyHasMet) {
    const auto world = makeTasteWorld();
    const std::size_t fresh = world->itemCount() - 1; // of group 3, as all items 4 n + 3
    const auto without = train(easeInfo(), *world);
    const auto with = train(easeInfo(), *world, {{"attributes", "100"}});
    for (std::size_t user = 0; user < 59; ++user) {
        EXPECT_EQ(scoresOf(*without, UserIndex(user))[fresh], 0) << user;
        EXPECT_NE(scoresOf(*with, UserIndex(user))[fresh], 0) << user;
    }
    double own = 0;
    double others = 0;
    for (std::size_t user = 0; user < 56; ++user) {
        (user % 4 == fresh % 4 ? own : others) += scoresOf(*with, UserIndex(user))[fresh];
    }
    EXPECT_GT(own, 2 * others / 3); // a quarter of the people against three
}

TEST(Ease, RefusesALambdaThatSinglePrecisionCannotBear) {
    // Two items liked by the same thousand people are the same item but for λ.
    std::vector<Row> rows;
    for (std::size_t user = 0; user < 30000; ++user) {
        for (std::size_t item = 0; item < 12; ++item) {
            rows.push_back({user, item});
        }
    }
    const auto data = makeDataset(rows, 30000, 12);
    const auto model = easeInfo().fit(*data, paramsOf(easeInfo(), {{"lambda", "0.1"}}), {});
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(model.error().text().find("lambda"), std::string::npos);
    EXPECT_TRUE(easeInfo().fit(*data, paramsOf(easeInfo()), {}));
}

TEST(Ease, RefusesMoreItemsThanFitAndNamesARemedy) {
    const auto data = makeDataset({{0, 0}, {0, 1}}, 1, 3'000'000);
    const auto model = easeInfo().fit(*data, paramsOf(easeInfo()), {});
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().code, ErrorCode::OutOfMemory);
    EXPECT_NE(model.error().remedy.find("slim"), std::string::npos);
}

TEST(Ease, ReachesThePublishedFiguresOnMovieLens) {
    const RealSplit data = readSplit("ml-100k-stratified");
    if (!data.train) {
        GTEST_SKIP() << "needs ml-100k-stratified";
    }
    const RankingAccuracy accuracy = accuracyOf(*train(easeInfo(), *data.train, {{"lambda", "400"}}), data);
    EXPECT_NEAR(accuracy.map, 0.1505, 0.00005);
    EXPECT_NEAR(accuracy.ndcg, 0.4855, 0.00005);
    EXPECT_NEAR(accuracy.precision, 0.4224, 0.00005);
    EXPECT_NEAR(accuracy.recall, 0.2302, 0.00005);
}

} // namespace
} // namespace tastescope
