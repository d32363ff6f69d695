// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/explicit_als.h"

#include "engine/models/factorisation/ratings/explicit_als_trainer.h"
#include "engine/models/factorisation/ratings/rating_row_solver.h"
#include "tests/engine/models/rating_test_support.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <gtest/gtest.h>

#include <cmath>

namespace tastescope {
namespace {

Eigen::Index asIndex(std::size_t count) {
    return static_cast<Eigen::Index>(count);
}

/// One side as doubles: vectors with the bias behind them.
struct DenseSide {
    Eigen::MatrixXd vectors;
    Eigen::VectorXd biases;
};
DenseSide denseOf(const std::vector<float>& vectors, const std::vector<float>& biases, std::size_t factors) {
    DenseSide side{Eigen::MatrixXd(asIndex(biases.size()), asIndex(factors)),
                   Eigen::VectorXd(asIndex(biases.size()))};
    for (std::size_t row = 0; row < biases.size(); ++row) {
        side.biases[asIndex(row)] = biases[row];
        for (std::size_t d = 0; d < factors; ++d) {
            side.vectors(asIndex(row), asIndex(d)) = vectors[row * factors + d];
        }
    }
    return side;
}

/// Σ over the ratings of (r - b - c - p · q)² + λ (|p|² + |q|²) + λ_b (b² + c²)
double objective(const Ratings& ratings, const RatingFactors& model) {
    const DenseSide users = denseOf(model.userVectors, model.userBiases, model.factors);
    const DenseSide items = denseOf(model.itemVectors, model.itemBiases, model.factors);
    double sum = 0;
    for (std::size_t user = 0; user < model.users; ++user) {
        for (std::size_t place = 0; place < ratings.matrix.countOf(UserIndex(user)); ++place) {
            const auto u = asIndex(user);
            const auto i = asIndex(ratings.matrix.itemsOf(UserIndex(user))[place].value);
            const double error = model.units.inUnits(ratings.matrix.valuesOf(UserIndex(user))[place]) -
                                 users.biases[u] - items.biases[i] -
                                 users.vectors.row(u).dot(items.vectors.row(i));
            sum += error * error +
                   model.ridge * (users.vectors.row(u).squaredNorm() + items.vectors.row(i).squaredNorm()) +
                   model.biasRidge * (users.biases[u] * users.biases[u] + items.biases[i] * items.biases[i]);
        }
    }
    return sum;
}

/// The rows of one side solved densely for the other, one row after the other.
DenseSide solveDensely(const Ratings& ratings, const RatingFactors& model, const DenseSide& users) {
    DenseSide items{Eigen::MatrixXd::Zero(asIndex(model.items), asIndex(model.factors)),
                    Eigen::VectorXd::Zero(asIndex(model.items))};
    for (std::size_t item = 0; item < model.items; ++item) {
        const auto raters = ratings.matrix.usersOf(ItemIndex(item));
        if (raters.empty()) {
            continue;
        }
        Eigen::MatrixXd rows(asIndex(raters.size()), asIndex(model.factors + 1));
        Eigen::VectorXd targets(rows.rows());
        for (std::size_t place = 0; place < raters.size(); ++place) {
            const auto u = asIndex(raters[place].value);
            rows.row(asIndex(place)) << users.vectors.row(u), 1.0;
            targets[asIndex(place)] =
                model.units.inUnits(ratings.matrix.valuesOf(ItemIndex(item))[place]) - users.biases[u];
        }
        Eigen::VectorXd ridge = Eigen::VectorXd::Constant(asIndex(model.factors + 1), model.ridge);
        ridge[asIndex(model.factors)] = model.biasRidge;
        Eigen::MatrixXd system = rows.transpose() * rows;
        system.diagonal() += static_cast<double>(raters.size()) * ridge;
        const Eigen::VectorXd solved = system.llt().solve(rows.transpose() * targets);
        items.vectors.row(asIndex(item)) = solved.head(asIndex(model.factors)).transpose();
        items.biases[asIndex(item)] = solved[asIndex(model.factors)];
    }
    return items;
}

RatingFactors trained(const Dataset& data, const ExplicitAlsOptions& options,
                      const ExecutionContext& context = {}) {
    const auto model =
        trainExplicitAls(ratingsOf(data), data.userCount(), data.itemCount(), options, context);
    EXPECT_TRUE(model);
    return *model;
}

TEST(ExplicitAls, EqualsADenseSolve) {
    const auto world = makeTasteWorld({.ratings = true});
    const Ratings ratings = ratingsOf(*world);
    for (const std::size_t factors : {1U, 6U, 20U}) {
        ExplicitAlsOptions options;
        options.factors = factors;
        options.iterations = 3;
        const RatingFactors before = trained(*world, options);
        options.iterations = 4;
        const RatingFactors after = trained(*world, options);
        const DenseSide items =
            solveDensely(ratings, before, denseOf(before.userVectors, before.userBiases, factors));
        const DenseSide found = denseOf(after.itemVectors, after.itemBiases, factors);
        EXPECT_LT((items.vectors - found.vectors).cwiseAbs().maxCoeff(), 1e-4);
        EXPECT_LT((items.biases - found.biases).cwiseAbs().maxCoeff(), 1e-4);
    }
}

TEST(ExplicitAls, LowersItsObjective) {
    const auto world = makeTasteWorld({.users = 300, .items = 120, .eventsPerUser = 25, .ratings = true});
    ExplicitAlsOptions options;
    options.factors = 10;
    double last = std::numeric_limits<double>::infinity();
    for (int iterations = 1; iterations <= 10; iterations += 3) {
        options.iterations = iterations;
        const double now = objective(ratingsOf(*world), trained(*world, options));
        EXPECT_LT(now, last);
        last = now;
    }
}

TEST(ExplicitAls, ReportsItsErrorAndFinishesEarly) {
    const auto world = makeTasteWorld({.users = 300, .items = 120, .eventsPerUser = 25, .ratings = true});
    ExplicitAlsOptions options;
    LossRecorder recorder;
    trained(*world, options, recorder.context(4));
    EXPECT_EQ(recorder.points().size(), 4U);
    options.iterations = 4;
    options.validation = 0.25;
    LossRecorder held;
    trained(*world, options, held.context());
    ASSERT_EQ(held.points().size(), 4U);
    for (const LossPoint& point : held.points()) {
        EXPECT_GT(point.validation, point.training); // nothing to be learnt about what was not seen
    }
}

TEST(ExplicitAls, FoldsAHistoryInAsItWasTrained) {
    expectFoldsInAsTrained(explicitAlsInfo());
}

TEST(ExplicitAls, SolvesWithAlmostNoRidge) {
    const auto data = makeDataset({{0, 0, 5}, {1, 1, 1e6F}, {1, 0, 3}}, 2, 2);
    const auto model = train(explicitAlsInfo(), *data,
                             {{"factors", "100"}, {"regularization", "0.0001"}, {"iterations", "50"}});
    for (std::size_t user = 0; user < 2; ++user) {
        for (const float score : scoresOf(*model, UserIndex(user))) {
            EXPECT_TRUE(std::isfinite(score));
        }
    }
}

// Others reach about .93.
TEST(ExplicitAls, PredictsMovieLensWell) {
    const std::optional<RatingErrors> errors = crossValidate(explicitAlsInfo(), 5);
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
