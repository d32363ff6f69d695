// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/svd.h"

#include "engine/models/factorisation/ratings/rating_blocks.h"
#include "engine/models/factorisation/ratings/rating_training.h"
#include "engine/models/factorisation/ratings/svd_trainer.h"
#include "tests/engine/models/rating_test_support.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Index asIndex(std::size_t count) {
    return static_cast<Eigen::Index>(count);
}

/// The same schedule in plain loops and doubles.
struct Twin {
    Rows users;
    Rows items;
    Eigen::VectorXd userBiases;
    Eigen::VectorXd itemBiases;
    std::vector<double> losses;

    Twin(const Ratings& ratings, std::size_t userCount, std::size_t itemCount, const SvdOptions& options)
        : users(start(userCount, options.factors, 0))
        , items(start(itemCount, options.factors, 1))
        , userBiases(Eigen::VectorXd::Zero(users.rows()))
        , itemBiases(Eigen::VectorXd::Zero(items.rows())) {
        const ExecutionContext context;
        const RatingBlocks blocks(ratings.matrix, unitsAroundMean(ratings), context);
        for (int epoch = 1; epoch <= options.epochs; ++epoch) {
            const double rate = options.learningRate / (1 + options.decay * (epoch - 1));
            double squares = 0;
            for (const std::size_t stratum : blocks.strata(epoch, context.seed)) {
                for (std::size_t block = 0; block < blocks.blocksPerSide(); ++block) {
                    for (const RatingCell& cell : blocks.block(block, blocks.itemBlock(stratum, block))) {
                        squares += step(cell, rate, options);
                    }
                }
            }
            losses.push_back(std::sqrt(squares / static_cast<double>(blocks.cellCount())));
        }
    }

    static Rows start(std::size_t rows, std::size_t factors, std::uint64_t purpose) {
        const std::size_t dims = paddedDimensions(factors);
        const std::vector<float> values = withoutPadding(
            randomRows(rows, factors, dims, startingDeviation, purpose, {}), rows, dims, factors);
        return Eigen::Map<const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(
                   values.data(), asIndex(rows), asIndex(factors))
            .cast<double>();
    }

    double step(const RatingCell& cell, double rate, const SvdOptions& options) {
        const Eigen::RowVectorXd p = users.row(cell.user);
        const Eigen::RowVectorXd q = items.row(cell.item);
        const double error = cell.rating - userBiases[cell.user] - itemBiases[cell.item] - p.dot(q);
        userBiases[cell.user] += rate * (error - options.biasRegularization * userBiases[cell.user]);
        itemBiases[cell.item] += rate * (error - options.biasRegularization * itemBiases[cell.item]);
        users.row(cell.user) += rate * (error * q - options.regularization * p);
        items.row(cell.item) += rate * (error * p - options.regularization * q);
        return error * error;
    }
};

TEST(Svd, EqualsPlainLoopsOverTheSameSchedule) {
    const auto world = makeTasteWorld({.users = 300, .items = 150, .eventsPerUser = 30, .ratings = true});
    const Ratings ratings = ratingsOf(*world);
    SvdOptions options;
    options.epochs = 8;
    for (const std::size_t factors : {7U, 40U, 130U, 200U}) {
        options.factors = factors;
        const Twin twin(ratings, world->userCount(), world->itemCount(), options);
        LossRecorder recorder;
        const auto model =
            trainSvd(ratings, world->userCount(), world->itemCount(), options, recorder.context());
        ASSERT_TRUE(model);
        ASSERT_EQ(recorder.points().size(), 8U);
        for (std::size_t epoch = 0; epoch < 8; ++epoch) {
            EXPECT_NEAR(recorder.points()[epoch].training, twin.losses[epoch], 1e-5);
            EXPECT_TRUE(std::isnan(recorder.points()[epoch].validation));
        }
        const RatingBlocks blocks(ratings.matrix, unitsAroundMean(ratings), {});
        for (std::size_t item = 0; item + 1 < world->itemCount(); ++item) {
            const std::uint32_t place = blocks.itemPlaces()[item];
            EXPECT_NEAR(model->itemBiases[item], twin.itemBiases[place], 1e-4);
            for (std::size_t d = 0; d < factors; ++d) {
                EXPECT_NEAR(model->itemVectors[item * factors + d], twin.items(place, asIndex(d)), 1e-4);
            }
        }
    }
}

TEST(Svd, PeopleAreTheExactMinimumForTheItems) {
    const auto world = makeTasteWorld({.ratings = true});
    const Ratings ratings = ratingsOf(*world);
    SvdOptions options;
    options.factors = 6;
    const auto model = trainSvd(ratings, 60, 40, options, {});
    ASSERT_TRUE(model);
    for (std::size_t user = 0; user < 59; ++user) {
        const auto items = ratings.matrix.itemsOf(UserIndex(user));
        Eigen::MatrixXd rows(asIndex(items.size()), 7);
        Eigen::VectorXd targets(rows.rows());
        for (std::size_t place = 0; place < items.size(); ++place) {
            const std::size_t item = items[place].value;
            rows.row(asIndex(place)).head(6) =
                Eigen::Map<const Eigen::RowVectorXf>(model->itemVectors.data() + item * 6, 6).cast<double>();
            rows(asIndex(place), 6) = 1;
            targets[asIndex(place)] = model->units.inUnits(ratings.matrix.valuesOf(UserIndex(user))[place]) -
                                      model->itemBiases[item];
        }
        Eigen::MatrixXd system = rows.transpose() * rows;
        const auto count = static_cast<double>(items.size());
        system.diagonal().head(6).array() += options.regularization * count;
        system(6, 6) += options.biasRegularization * count;
        const Eigen::VectorXd solved = system.llt().solve(rows.transpose() * targets);
        for (std::size_t d = 0; d < 6; ++d) {
            EXPECT_NEAR(model->userVectors[user * 6 + d], solved[asIndex(d)], 1e-4);
        }
        EXPECT_NEAR(model->userBiases[user], solved[6], 1e-4);
    }
}

TEST(Svd, FoldsAHistoryInAsItWasTrained) {
    expectFoldsInAsTrained(svdInfo());
}

TEST(Svd, FinishesEarlyWithTheBestEpoch) {
    const auto world = makeTasteWorld({.users = 200, .items = 100, .eventsPerUser = 20, .ratings = true});
    LossRecorder recorder;
    const auto early = train(svdInfo(), *world, {}, recorder.context(3));
    EXPECT_EQ(recorder.points().size(), 3U);
    const auto three = train(svdInfo(), *world, {{"epochs", "3"}});
    EXPECT_EQ(scoresOf(*early, UserIndex(5)), scoresOf(*three, UserIndex(5)));
}

TEST(Svd, KeepsTheEpochThatPredictsHeldBackRatingsBest) {
    // Ratings without any sense: what is learnt late is noise.
    const auto world = makeTasteWorld({.users = 200, .items = 100, .eventsPerUser = 30, .ratings = true});
    const Changes changes{{"validation", "0.2"}, {"regularization", "0.001"}, {"epochs", "60"}};
    LossRecorder recorder;
    const auto kept = train(svdInfo(), *world, changes, recorder.context());
    ASSERT_EQ(recorder.points().size(), 60U);
    const auto best =
        std::min_element(recorder.points().begin(), recorder.points().end(),
                         [](const LossPoint& a, const LossPoint& b) { return a.validation < b.validation; });
    ASSERT_LT(best->step, 50);
    Changes shorter = changes;
    shorter.back().second = std::to_string(best->step);
    EXPECT_EQ(scoresOf(*kept, UserIndex(5)), scoresOf(*train(svdInfo(), *world, shorter), UserIndex(5)));
    EXPECT_LT(recorder.points().back().training, best->training);
}

TEST(Svd, StaysFiniteWhateverTheRateAndTheCounts) {
    std::vector<Row> rows;
    for (std::size_t user = 0; user < 40; ++user) {
        for (std::size_t item = 0; item < 12; ++item) {
            const auto plays = static_cast<float>((user * 7 + item * 13) % 5 + 1);
            rows.push_back({user, (user + item) % 30, user == 3 && item == 4 ? 1e7F : plays});
        }
    }
    const auto data = makeDataset(rows, 40, 30);
    for (const char* rate : {"0.0001", "0.03", "0.5"}) {
        for (const char* ridge : {"0.0001", "10"}) {
            const auto model = train(svdInfo(), *data, {{"learning_rate", rate}, {"regularization", ridge}});
            for (std::size_t user = 0; user < 40; ++user) {
                for (const float score : scoresOf(*model, UserIndex(user))) {
                    EXPECT_TRUE(std::isfinite(score));
                }
            }
        }
    }
}

TEST(Svd, PredictsTheOneRatingThereIs) {
    const auto data = makeDataset({{0, 0, 4}, {0, 1, 4}, {1, 0, 4}}, 3, 3);
    const auto model = train(svdInfo(), *data);
    for (std::size_t user = 0; user < 3; ++user) {
        for (const float score : scoresOf(*model, UserIndex(user))) {
            EXPECT_NEAR(score, 4, 0.02);
        }
    }
}

// Others' best for the plain method are .934 and .737.
TEST(Svd, PredictsMovieLensWell) {
    const std::optional<RatingErrors> errors = crossValidate(svdInfo(), 5);
    if (!errors) {
        GTEST_SKIP() << "needs ../shared/data/ml-100k-folds";
    }
    RecordProperty("rmse", std::to_string(errors->rmse));
    RecordProperty("mae", std::to_string(errors->mae));
    EXPECT_LE(errors->rmse, 0.920);
    EXPECT_LE(errors->mae, 0.725);
}

} // namespace
} // namespace tastescope
