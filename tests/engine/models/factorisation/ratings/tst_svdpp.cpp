// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/svdpp.h"

#include "engine/models/factorisation/ratings/rating_training.h"
#include "engine/models/factorisation/ratings/svd_trainer.h"
#include "engine/models/factorisation/ratings/svdpp_trainer.h"
#include "tests/engine/models/rating_test_support.h"

#include <Eigen/Core>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace tastescope {
namespace {

using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Index asIndex(std::size_t count) {
    return static_cast<Eigen::Index>(count);
}

/// The same batches in plain loops and doubles.
struct Twin {
    Rows users;
    Rows items;
    Rows implied;
    Eigen::VectorXd userBiases;
    Eigen::VectorXd itemBiases;
    std::vector<double> losses;

    Twin(const Ratings& ratings, std::size_t userCount, std::size_t itemCount, const SvdppOptions& options)
        : users(start(userCount, options.factors, 0))
        , items(start(itemCount, options.factors, 1))
        , implied(start(itemCount, options.factors, std::uint64_t{4} << 40))
        , userBiases(Eigen::VectorXd::Zero(users.rows()))
        , itemBiases(Eigen::VectorXd::Zero(items.rows())) {
        const RatingUnits units = unitsAroundMean(ratings);
        for (int epoch = 1; epoch <= options.epochs; ++epoch) {
            double squares = 0;
            for (const auto& people : personBatches(ratings.matrix, epoch, 42)) {
                squares += descend(ratings.matrix, units, people, options);
            }
            losses.push_back(std::sqrt(squares / static_cast<double>(ratings.matrix.entryCount())));
        }
    }

    static Rows start(std::size_t rows, std::size_t factors, std::uint64_t purpose) {
        const std::size_t dims = paddedDimensions(factors);
        const AlignedFloats values = randomRows(rows, factors, dims, startingDeviation, purpose, {});
        Rows out(asIndex(rows), asIndex(factors));
        for (std::size_t row = 0; row < rows; ++row) {
            for (std::size_t d = 0; d < factors; ++d) {
                out(asIndex(row), asIndex(d)) = values.data()[row * dims + d];
            }
        }
        return out;
    }

    double descend(const InteractionMatrix& matrix, const RatingUnits& units,
                   const std::vector<UserIndex>& people, const SvdppOptions& options) {
        const Rows itemsBefore = items;
        const Rows impliedBefore = implied;
        const Eigen::VectorXd biasesBefore = itemBiases;
        const double rate = options.learningRate;
        double squares = 0;
        for (const UserIndex user : people) {
            const auto rated = matrix.itemsOf(user);
            const double root = std::sqrt(static_cast<double>(rated.size()));
            Eigen::RowVectorXd z = Eigen::RowVectorXd::Zero(users.cols());
            for (const ItemIndex item : rated) {
                z += impliedBefore.row(item.value) / root;
            }
            Eigen::RowVectorXd pull = Eigen::RowVectorXd::Zero(users.cols());
            for (std::size_t place = 0; place < rated.size(); ++place) {
                const auto item = asIndex(rated[place].value);
                const Eigen::RowVectorXd joint = users.row(user.value) + z;
                const double error = units.inUnits(matrix.valuesOf(user)[place]) - userBiases[user.value] -
                                     biasesBefore[item] - joint.dot(itemsBefore.row(item));
                squares += error * error;
                userBiases[user.value] +=
                    rate * (error - options.biasRegularization * userBiases[user.value]);
                itemBiases[item] += rate * (error - options.biasRegularization * itemBiases[item]);
                items.row(item) += rate * (error * joint - options.regularization * items.row(item));
                pull += error * itemsBefore.row(item) / root;
                users.row(user.value) +=
                    rate * (error * itemsBefore.row(item) - options.regularization * users.row(user.value));
            }
            for (const ItemIndex item : rated) {
                implied.row(item.value) +=
                    rate * (pull - options.impliedRegularization * implied.row(item.value));
            }
        }
        return squares;
    }
};

TEST(Svdpp, EqualsPlainLoopsOverTheSameBatches) {
    const auto world = makeTasteWorld({.users = 200, .items = 90, .eventsPerUser = 20, .ratings = true});
    const Ratings ratings = ratingsOf(*world);
    SvdppOptions options;
    options.factors = 11;
    options.epochs = 6;
    options.learningRate = 0.03;
    const Twin twin(ratings, world->userCount(), world->itemCount(), options);
    LossRecorder recorder;
    const auto model =
        trainSvdpp(ratings, world->userCount(), world->itemCount(), options, recorder.context());
    ASSERT_TRUE(model);
    ASSERT_EQ(recorder.points().size(), 6U);
    for (std::size_t epoch = 0; epoch < 6; ++epoch) {
        EXPECT_NEAR(recorder.points()[epoch].training, twin.losses[epoch], 1e-5);
    }
    for (std::size_t item = 0; item + 1 < world->itemCount(); ++item) {
        EXPECT_NEAR(model->itemBiases[item], twin.itemBiases[asIndex(item)], 1e-4);
        for (std::size_t d = 0; d < 11; ++d) {
            EXPECT_NEAR(model->itemVectors[item * 11 + d], twin.items(asIndex(item), asIndex(d)), 1e-4);
            EXPECT_NEAR(model->impliedVectors[item * 11 + d], twin.implied(asIndex(item), asIndex(d)), 1e-4);
        }
    }
}

TEST(Svdpp, EveryPersonIsInOneBatch) {
    const auto world = makeTasteWorld({.users = 500, .items = 90, .eventsPerUser = 20, .ratings = true});
    const Ratings ratings = ratingsOf(*world);
    std::set<UserIndex> seen;
    for (const auto& people : personBatches(ratings.matrix, 1, 42)) {
        EXPECT_LE(people.size(), 32U);
        for (const UserIndex user : people) {
            EXPECT_TRUE(seen.insert(user).second);
        }
    }
    EXPECT_EQ(seen.size(), 499U); // the last has no event
    EXPECT_NE(personBatches(ratings.matrix, 1, 42), personBatches(ratings.matrix, 2, 42));
}

TEST(Svdpp, FoldsAHistoryInAsItWasTrained) {
    expectFoldsInAsTrained(svdppInfo());
}

TEST(Svdpp, FinishesEarlyWithTheBestEpoch) {
    const auto world = makeTasteWorld({.users = 200, .items = 90, .eventsPerUser = 20, .ratings = true});
    LossRecorder recorder;
    const auto early = train(svdppInfo(), *world, {{"validation", "0.2"}}, recorder.context(3));
    ASSERT_EQ(recorder.points().size(), 3U);
    EXPECT_TRUE(std::isfinite(recorder.points().front().validation));
    const auto three = train(svdppInfo(), *world, {{"validation", "0.2"}, {"epochs", "3"}});
    EXPECT_EQ(scoresOf(*early, UserIndex(5)), scoresOf(*three, UserIndex(5)));
}

TEST(Svdpp, StaysFiniteWhateverTheRateAndTheCounts) {
    std::vector<Row> rows;
    for (std::size_t user = 0; user < 40; ++user) {
        for (std::size_t item = 0; item < 12; ++item) {
            rows.push_back({user, (user + item) % 30, user == 3 && item == 4 ? 1e7F : 2.0F});
        }
    }
    const auto data = makeDataset(rows, 40, 30);
    for (const char* rate : {"0.0001", "0.01", "0.5"}) {
        const auto model = train(svdppInfo(), *data, {{"learning_rate", rate}});
        for (std::size_t user = 0; user < 40; ++user) {
            for (const float score : scoresOf(*model, UserIndex(user))) {
                EXPECT_TRUE(std::isfinite(score));
            }
        }
    }
}

// Others' best are .919 and .721.
TEST(Svdpp, PredictsMovieLensWell) {
    const std::optional<RatingErrors> errors = crossValidate(svdppInfo(), 5);
    if (!errors) {
        GTEST_SKIP() << "needs ../shared/data/ml-100k-folds";
    }
    RecordProperty("rmse", std::to_string(errors->rmse));
    RecordProperty("mae", std::to_string(errors->mae));
    EXPECT_LE(errors->rmse, 0.912);
    EXPECT_LE(errors->mae, 0.717);
}

} // namespace
} // namespace tastescope
