// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/als/als.h"

#include "engine/models/factorisation/als/als_row_solver.h"
#include "engine/models/factorisation/als/als_trainer.h"
#include "tests/engine/models/model_test_support.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <limits>
#include <mutex>

namespace tastescope {
namespace {

class LossRecorder final : public ProgressSink {
public:
    void report(double, std::string_view) override {}
    void loss(const LossPoint& point) override {
        const std::lock_guard lock(m_mutex);
        m_points.push_back(point);
    }
    const std::vector<LossPoint>& points() const { return m_points; }

private:
    std::mutex m_mutex;
    std::vector<LossPoint> m_points;
};

/// The whole users × items matrices of p and c, and the objective written out cell by cell.
struct Dense {
    Eigen::MatrixXd preference;
    Eigen::MatrixXd confidence;

    Dense(const InteractionMatrix& matrix, const AlsOptions& options)
        : preference(Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(matrix.userCount()),
                                           static_cast<Eigen::Index>(matrix.itemCount())))
        , confidence(Eigen::MatrixXd::Constant(preference.rows(), preference.cols(), options.unobserved)) {
        for (std::size_t user = 0; user < matrix.userCount(); ++user) {
            for (std::size_t place = 0; place < matrix.countOf(UserIndex(user)); ++place) {
                const auto row = static_cast<Eigen::Index>(user);
                const auto column = static_cast<Eigen::Index>(matrix.itemsOf(UserIndex(user))[place].value);
                const double weight = matrix.valuesOf(UserIndex(user))[place];
                preference(row, column) = weight > 0 ? 1 : 0;
                confidence(row, column) =
                    options.unobserved +
                    (weight > 0 || options.dislikes ? options.alpha * std::abs(weight) : 0);
            }
        }
    }

    static double ridge(const Eigen::VectorXd& confidences, const AlsOptions& options) {
        return options.regularization * std::pow(confidences.sum(), options.exponent);
    }

    /// Row by row: (Yᵀ C Y + λ I)⁻¹ Yᵀ C p.
    static Eigen::MatrixXd solve(const Eigen::MatrixXd& p, const Eigen::MatrixXd& c, const Eigen::MatrixXd& y,
                                 const AlsOptions& options) {
        Eigen::MatrixXd x(p.rows(), y.cols());
        for (Eigen::Index row = 0; row < p.rows(); ++row) {
            const Eigen::VectorXd weights = c.row(row).transpose();
            Eigen::MatrixXd system = y.transpose() * weights.asDiagonal() * y;
            system.diagonal().array() += ridge(weights, options);
            x.row(row) =
                system.llt().solve(y.transpose() * weights.cwiseProduct(p.row(row).transpose())).transpose();
        }
        return x;
    }

    double objective(const Eigen::MatrixXd& x, const Eigen::MatrixXd& y, const AlsOptions& options) const {
        double sum = (confidence.array() * (preference - x * y.transpose()).array().square()).sum();
        for (Eigen::Index user = 0; user < x.rows(); ++user) {
            sum += ridge(confidence.row(user).transpose(), options) * x.row(user).squaredNorm();
        }
        for (Eigen::Index item = 0; item < y.rows(); ++item) {
            sum += ridge(confidence.col(item), options) * y.row(item).squaredNorm();
        }
        return sum;
    }
};

Eigen::MatrixXd asMatrix(const std::vector<float>& values, std::size_t columns) {
    using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    return Eigen::Map<const Rows>(values.data(), static_cast<Eigen::Index>(values.size() / columns),
                                  static_cast<Eigen::Index>(columns))
        .cast<double>();
}

AlsOptions smallOptions() {
    AlsOptions options;
    options.factors = 6;
    options.iterations = 8;
    options.regularization = 0.3;
    options.exponent = 0;
    options.alpha = 2;
    options.unobserved = 0.7;
    return options;
}

AlsFactors factorsOf(const Dataset& data, const AlsOptions& options, ProgressSink* sink = nullptr) {
    ExecutionContext context;
    context.progress = sink;
    const Result<AlsFactors> factors =
        trainAls(data.matrix(), data.userCount(), data.itemCount(), options, context);
    EXPECT_TRUE(factors);
    return *factors;
}

constexpr AlsSolver allSolvers[] = {AlsSolver::Cholesky, AlsSolver::ConjugateGradients, AlsSolver::Blocks};

TEST(Als, EqualsADenseSolve) {
    const auto world = makeTasteWorld({.ratings = true, .skips = true});
    for (const double exponent : {0.0, 1.0}) {
        for (const bool dislikes : {true, false}) {
            AlsOptions options = smallOptions();
            options.exponent = exponent;
            options.regularization = exponent > 0 ? 0.01 : 0.3;
            options.dislikes = dislikes;
            const Dense dense(world->matrix(), options);
            // One more half iteration of each kind, done both ways from the same start.
            const AlsFactors before = factorsOf(*world, options);
            options.iterations += 1;
            const AlsFactors after = factorsOf(*world, options);
            const Eigen::MatrixXd items =
                Dense::solve(dense.preference.transpose(), dense.confidence.transpose(),
                             asMatrix(before.users, options.factors), options);
            const Eigen::MatrixXd users = Dense::solve(dense.preference, dense.confidence, items, options);
            EXPECT_LT((items - asMatrix(after.items, options.factors)).cwiseAbs().maxCoeff(), 1e-4);
            EXPECT_LT((users - asMatrix(after.users, options.factors)).cwiseAbs().maxCoeff(), 1e-4);
        }
    }
}

TEST(Als, GoesOnWhereAnEarlierTrainingEndedAsIfItHadNeverStopped) {
    const auto world = makeTasteWorld({.ratings = true, .skips = true});
    for (const AlsSolver solver : allSolvers) {
        AlsOptions options = smallOptions();
        options.solver = solver;
        const AlsFactors whole = factorsOf(*world, options);
        options.iterations = 5;
        const AlsFactors half = factorsOf(*world, options);
        options.iterations = 3;
        const auto rest =
            trainAls(world->matrix(), world->userCount(), world->itemCount(), options, {}, &half);
        ASSERT_TRUE(rest);
        EXPECT_EQ(rest->users, whole.users);
        EXPECT_EQ(rest->items, whole.items);
    }
}

TEST(Als, ReportsTheWholeObjective) {
    const auto world = makeTasteWorld({.ratings = true, .skips = true});
    for (const AlsSolver solver : allSolvers) {
        AlsOptions options = smallOptions();
        options.solver = solver;
        options.exponent = 0.5;
        LossRecorder recorder;
        const AlsFactors factors = factorsOf(*world, options, &recorder);
        ASSERT_EQ(recorder.points().size(), 8U);
        EXPECT_EQ(recorder.points().back().step, 8);
        EXPECT_EQ(recorder.points().back().steps, 8);
        const double expected =
            Dense(world->matrix(), options)
                .objective(asMatrix(factors.users, 6), asMatrix(factors.items, 6), options);
        EXPECT_NEAR(recorder.points().back().training / expected, 1, 1e-5);
    }
}

TEST(Als, ObjectiveFallsEveryIteration) {
    const auto world = makeTasteWorld({.users = 500, .items = 300, .eventsPerUser = 30, .ratings = true});
    for (const AlsSolver solver : allSolvers) {
        AlsOptions options;
        options.factors = 64;
        options.regularization = 0.05;
        options.exponent = 0;
        options.alpha = 1;
        options.solver = solver;
        LossRecorder recorder;
        factorsOf(*world, options, &recorder);
        ASSERT_EQ(recorder.points().size(), 15U);
        for (std::size_t step = 1; step < recorder.points().size(); ++step) {
            EXPECT_LT(recorder.points()[step].training, recorder.points()[step - 1].training) << step;
        }
    }
}

TEST(Als, GradientsReachTheExactSolution) {
    const auto world = makeTasteWorld({.ratings = true});
    AlsOptions options = smallOptions();
    const AlsFactors exact = factorsOf(*world, options);
    options.solver = AlsSolver::ConjugateGradients;
    options.steps = 12;
    const AlsFactors steps = factorsOf(*world, options);
    const Eigen::MatrixXd difference = asMatrix(exact.users, 6) - asMatrix(steps.users, 6);
    EXPECT_LT(difference.cwiseAbs().maxCoeff(), 2e-3);
}

TEST(Als, BlocksReachTheExactSolution) {
    // More people than a block has rows, and factors that no block divides.
    const auto world = makeTasteWorld({.users = 2600, .items = 20, .eventsPerUser = 25, .skips = true});
    AlsOptions options = smallOptions();
    options.factors = 50;
    options.regularization = 5;
    options.iterations = 40;
    LossRecorder exact;
    LossRecorder blocks;
    factorsOf(*world, options, &exact);
    options.solver = AlsSolver::Blocks;
    const AlsFactors factors = factorsOf(*world, options, &blocks);
    EXPECT_NEAR(blocks.points().back().training / exact.points().back().training, 1, 1e-3);
    const double expected = Dense(world->matrix(), options)
                                .objective(asMatrix(factors.users, 50), asMatrix(factors.items, 50), options);
    EXPECT_NEAR(blocks.points().back().training / expected, 1, 1e-5);
}

TEST(Als, ABlockOfAllFactorsIsTheExactSolver) {
    const auto world = makeTasteWorld({.ratings = true, .skips = true});
    AlsOptions options = smallOptions(); // 6 factors, one block
    const AlsFactors exact = factorsOf(*world, options);
    options.solver = AlsSolver::Blocks;
    const AlsFactors blocks = factorsOf(*world, options);
    const Eigen::MatrixXd difference = asMatrix(exact.users, 6) - asMatrix(blocks.users, 6);
    EXPECT_LT(difference.cwiseAbs().maxCoeff(), 1e-3);
}

TEST(Als, PositivesOfWeightOneCount) {
    // Two separate groups; the other group's items must stay below the own ones.
    const auto data =
        makeDataset({{0, 0}, {0, 1}, {1, 0}, {1, 1}, {1, 2}, {2, 3}, {2, 4}, {3, 3}, {3, 4}}, 4, 5);
    // The defaults for histories as short as these draw all scores to zero and list what is popular.
    const auto model = train(alsInfo(), *data,
                             {{"factors", "2"}, {"alpha", "1"}, {"regularization", "0.6"}, {"popular", "0"}});
    const std::vector<float> scores = scoresOf(*model, UserIndex(0));
    EXPECT_GT(scores[0], 0.5F);
    EXPECT_GT(scores[2], scores[3] + 0.1F);
    EXPECT_GT(scores[2], scores[4] + 0.1F);
}

TEST(Als, DislikesPullDown) {
    std::vector<Row> rows;
    for (std::size_t user = 0; user < 10; ++user) {
        for (std::size_t item = 0; item < 6; ++item) {
            rows.push_back({user, item});
        }
    }
    rows.push_back({10, 0});
    rows.push_back({10, 1, -5});
    const auto data = makeDataset(rows, 11, 6);
    // With one factor a person is one number: 2 of 7 units of confidence say yes, or 2 of 12.
    Changes changes{{"factors", "1"},
                    {"alpha", "1"},
                    {"regularization", "0.05"},
                    {"regularization_exponent", "0"},
                    {"popular", "0"}};
    const auto with = train(alsInfo(), *data, changes);
    changes.emplace_back("dislikes", "false");
    const auto without = train(alsInfo(), *data, changes);
    EXPECT_NEAR(scoresOf(*without, UserIndex(10))[2], 2.0 / 7, 0.03);
    EXPECT_NEAR(scoresOf(*with, UserIndex(10))[2], 2.0 / 12, 0.03);
}

TEST(Als, SolvesWithAlmostNoRidge) {
    const auto data = makeDataset({{0, 0, 5}, {1, 1, 5}}, 2, 2);
    const auto model =
        train(alsInfo(), *data, {{"factors", "32"}, {"regularization", "0.00001"}, {"alpha", "1000"}});
    for (const float score : scoresOf(*model, UserIndex(0))) {
        EXPECT_TRUE(std::isfinite(score));
    }
    EXPECT_GT(scoresOf(*model, UserIndex(0))[0], 0.9F);
}

TEST(Als, EndsWithFiniteFactorsWhateverTheWeights) {
    std::vector<Row> rows;
    for (std::size_t at = 0; at < 200; ++at) {
        const float weights[] = {3e38F, 1e-38F, -3e38F, 1, 1e20F};
        rows.push_back({at % 20, (at / 20 + at % 20 * 3) % 25, weights[at % 5]});
    }
    const auto world = makeDataset(rows, 20, 25);
    for (const char* solver : {"cholesky", "cg", "block"}) {
        const auto model = train(alsInfo(), *world,
                                 {{"solver", solver},
                                  {"alpha", "1000"},
                                  {"regularization", "0.00001"},
                                  {"regularization_exponent", "0"},
                                  {"factors", "40"}});
        for (const float value : model->itemVectors().values) {
            ASSERT_TRUE(std::isfinite(value)) << solver;
        }
        for (const float value : model->userVectors().values) {
            ASSERT_TRUE(std::isfinite(value)) << solver;
        }
    }
}

TEST(Als, GivesUpOnSystemsThatNoRidgeMends) {
    const AlsOptions options{.factors = 16, .regularization = 0.05, .exponent = 0, .alpha = 1};
    std::vector<float> factors(16 * 2, std::numeric_limits<float>::infinity());
    const std::vector<float> gram(16 * 16, std::numeric_limits<float>::infinity());
    const std::vector<ItemIndex> items{ItemIndex(0), ItemIndex(1)};
    const std::vector<float> weights{1, 1};
    for (const AlsSolver solver : {AlsSolver::Cholesky, AlsSolver::Blocks}) {
        AlsOptions own = options;
        own.solver = solver;
        std::vector<float> x(16, 0.5F);
        AlsRowSolver(own, 16).solve<ItemIndex>({factors.data(), 2, 16, gram.data()}, {items, weights},
                                               x.data(), false);
        EXPECT_TRUE(std::all_of(x.begin(), x.end(), [](float value) { return std::isfinite(value); }));
    }
}

TEST(Als, FoldsAHistoryInExactly) {
    const auto world = makeTasteWorld({.ratings = true, .skips = true});
    const auto model = train(alsInfo(), *world, {{"factors", "8"}, {"popular", "0"}});
    for (std::size_t user = 0; user < 60; ++user) {
        const std::vector<float> vector = model->historyVector(world->historyOf(UserIndex(user)));
        ASSERT_EQ(vector.size(), 8U);
        for (std::size_t d = 0; d < 8; ++d) {
            EXPECT_NEAR(vector[d], model->userVectors().row(user)[d], 2e-4);
        }
    }
}

/// Numbers below what floats hold in full make a processor crawl.
TEST(Als, IsNoSlowerWhereRegularisationLeavesNothing) {
    const auto world = makeTasteWorld({.users = 300, .items = 200});
    const auto secondsOf = [&](const char* regularization) {
        ExecutionContext context;
        context.threads = 1;
        const std::clock_t before = std::clock();
        train(alsInfo(), *world, {{"regularization", regularization}}, context);
        return static_cast<double>(std::clock() - before);
    };
    double least = 1e9; // of the machine's moods
    for (int repeat = 0; repeat < 3; ++repeat) {
        const double usual = secondsOf("1");
        for (const char* large : {"10", "100", "1000"}) {
            least = std::min(least, secondsOf(large) / usual);
            EXPECT_LT(secondsOf(large) / usual, 8) << large;
        }
    }
    EXPECT_LT(least, 2);
}

} // namespace
} // namespace tastescope
