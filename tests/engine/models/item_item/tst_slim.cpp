// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/item_item/slim.h"

#include "engine/models/item_item/slim_solver.h"
#include "tests/engine/models/model_test_support.h"
#include "tests/engine/models/real_data.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

Eigen::MatrixXd denseOf(const ImplicitMatrix& data) {
    Eigen::MatrixXd out = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(data.userCount()),
                                                static_cast<Eigen::Index>(data.itemCount()));
    for (std::size_t user = 0; user < data.userCount(); ++user) {
        for (std::uint64_t entry = data.userOffsets[user]; entry < data.userOffsets[user + 1]; ++entry) {
            out(static_cast<Eigen::Index>(user), static_cast<Eigen::Index>(data.items[entry])) =
                data.byUser[entry];
        }
    }
    return out;
}

Eigen::MatrixXd denseOf(const SparseRows& rows) {
    const auto size = static_cast<Eigen::Index>(rows.rows());
    Eigen::MatrixXd out = Eigen::MatrixXd::Zero(size, size);
    for (std::size_t row = 0; row < rows.rows(); ++row) {
        for (std::size_t place = 0; place < rows.columnsOf(row).size(); ++place) {
            out(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(rows.columnsOf(row)[place])) =
                rows.valuesOf(row)[place];
        }
    }
    return out;
}

/// Coordinate descent on the Gram matrix, in doubles, without an active set, until nothing moves.
Eigen::MatrixXd plainDescent(const Eigen::MatrixXd& x, const SlimOptions& options) {
    const Eigen::MatrixXd gram = x.transpose() * x;
    Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(gram.rows(), gram.cols());
    for (Eigen::Index target = 0; target < gram.cols(); ++target) {
        for (int pass = 0; pass < 500; ++pass) {
            for (Eigen::Index item = 0; item < gram.rows(); ++item) {
                const bool together = gram(item, target) > 0;
                if (item == target || !together) {
                    continue;
                }
                const double rest = gram(item, target) - gram.row(item).dot(weights.col(target)) +
                                    gram(item, item) * weights(item, target);
                double shrunk = std::max(std::abs(rest) - options.l1, 0.0);
                shrunk = rest > 0 ? shrunk : options.positive ? 0 : -shrunk;
                weights(item, target) = shrunk / (gram(item, item) + options.l2);
            }
        }
    }
    return weights;
}

ImplicitMatrix dataOf(const Dataset& dataset, PreferenceScale scale) {
    return implicitMatrixOf(dataset.matrix(), dataset.itemCount(), scale);
}

TEST(Slim, EqualsPlainCoordinateDescent) {
    const auto world = makeTasteWorld({.users = 150, .items = 60, .ratings = true, .skips = true});
    for (const PreferenceScale scale : {PreferenceScale::Alike, PreferenceScale::Weight}) {
        const ImplicitMatrix data = dataOf(*world, scale);
        for (const bool positive : {true, false}) {
            const SlimOptions options{.l1 = 0.7, .l2 = 2, .neighbours = 0, .positive = positive};
            const Eigen::MatrixXd found = denseOf(*slimWeights(data, options, {}));
            const Eigen::MatrixXd expected = plainDescent(denseOf(data), options);
            EXPECT_LT((found - expected).cwiseAbs().maxCoeff(), 2e-3);
            EXPECT_GT(expected.cwiseAbs().maxCoeff(), 0.1);
            EXPECT_EQ(found.minCoeff() < 0, !positive);
        }
    }
}

TEST(Slim, SatisfiesTheOptimalityConditions) {
    const auto world = makeTasteWorld({.users = 400, .items = 150, .eventsPerUser = 30});
    const ImplicitMatrix data = dataOf(*world, PreferenceScale::Alike);
    const SlimOptions options{.l1 = 1.5, .l2 = 10, .neighbours = 0, .positive = true};
    const Eigen::MatrixXd x = denseOf(data);
    const Eigen::MatrixXd w = denseOf(*slimWeights(data, options, {}));
    const Eigen::MatrixXd slope = x.transpose() * (x * w - x) + options.l2 * w;
    for (Eigen::Index target = 0; target < w.cols(); ++target) {
        EXPECT_EQ(w(target, target), 0);
        for (Eigen::Index item = 0; item < w.rows(); ++item) {
            if (item != target) {
                const double excess = slope(item, target) + options.l1;
                EXPECT_GT(excess, -0.1);
                if (w(item, target) > 0) {
                    EXPECT_LT(std::abs(excess), 0.1);
                }
            }
        }
    }
}

TEST(Slim, WithoutSparsityItIsARidgeRegression) {
    const auto world = makeTasteWorld({.users = 300, .items = 40, .eventsPerUser = 20});
    const ImplicitMatrix data = dataOf(*world, PreferenceScale::Alike);
    const SlimOptions options{.l1 = 0, .l2 = 30, .neighbours = 0, .positive = false};
    const Eigen::MatrixXd x = denseOf(data);
    const Eigen::MatrixXd w = denseOf(*slimWeights(data, options, {}));
    Eigen::MatrixXd others = x;
    others.col(0).setZero();
    Eigen::MatrixXd system = others.transpose() * others;
    system.diagonal().array() += options.l2;
    const Eigen::VectorXd expected = system.llt().solve(others.transpose() * x.col(0));
    EXPECT_LT((w.col(0) - expected).cwiseAbs().maxCoeff(), 2e-3);
}

TEST(Slim, KeepsToTheNearestNeighbours) {
    const auto world = makeTasteWorld({.users = 300, .items = 60, .eventsPerUser = 20});
    const ImplicitMatrix data = dataOf(*world, PreferenceScale::Alike);
    const SlimOptions options{.l1 = 0, .l2 = 5, .neighbours = 7, .positive = true};
    const Eigen::MatrixXd w = denseOf(*slimWeights(data, options, {}));
    for (Eigen::Index target = 0; target < w.cols(); ++target) {
        EXPECT_LE((w.col(target).array() != 0).count(), 7);
    }
}

TEST(Slim, IsAccurateOnMovieLensWithItsDefaults) {
    const RealSplit data = readSplit("ml-100k-stratified");
    if (!data.train) {
        GTEST_SKIP() << "needs ml-100k-stratified";
    }
    EXPECT_GT(accuracyOf(*train(slimInfo(), *data.train), data).ndcg, 0.46);
}

} // namespace
} // namespace tastescope
