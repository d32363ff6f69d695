// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/linalg/spd_inverse.h"

#include "engine/base/random.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

namespace tastescope {
namespace {

/// A Gram matrix of random rows plus a ridge; what lies above the diagonal is something else.
SquareMatrix makeMatrix(std::size_t size, Eigen::MatrixXd& whole) {
    Random random(7, size);
    const auto n = static_cast<Eigen::Index>(size);
    Eigen::MatrixXd rows(n / 2 + 3, n);
    for (Eigen::Index row = 0; row < rows.rows(); ++row) {
        for (Eigen::Index column = 0; column < n; ++column) {
            rows(row, column) = random.uniform() < 0.2 ? 1 : 0;
        }
    }
    whole = rows.transpose() * rows;
    whole.diagonal().array() += 2;
    SquareMatrix matrix(size);
    for (std::size_t row = 0; row < size; ++row) {
        for (std::size_t column = 0; column < size; ++column) {
            matrix.row(row)[column] = column <= row
                                          ? static_cast<float>(whole(static_cast<Eigen::Index>(row),
                                                                     static_cast<Eigen::Index>(column)))
                                          : 17.0F;
        }
    }
    return matrix;
}

TEST(SpdInverse, EqualsADenseInverse) {
    for (const std::size_t size : {1U, 2U, 17U, 127U, 128U, 129U, 300U, 517U}) {
        Eigen::MatrixXd whole;
        SquareMatrix matrix = makeMatrix(size, whole);
        ASSERT_EQ(invertPositiveDefinite(matrix, {}), InverseOutcome::Done);
        const auto n = static_cast<Eigen::Index>(size);
        const Eigen::MatrixXd expected = whole.llt().solve(Eigen::MatrixXd::Identity(n, n));
        double worst = 0;
        for (std::size_t row = 0; row < size; ++row) {
            for (std::size_t column = 0; column < size; ++column) {
                EXPECT_EQ(matrix.row(row)[column], matrix.row(column)[row]);
                worst = std::max(
                    worst, std::abs(matrix.row(row)[column] - expected(static_cast<Eigen::Index>(row),
                                                                       static_cast<Eigen::Index>(column))));
            }
        }
        EXPECT_LT(worst, 2e-5) << size; // of elements up to 1/2
    }
}

TEST(SpdInverse, GivesTheSameBitsOnAnyNumberOfThreads) {
    Eigen::MatrixXd whole;
    SquareMatrix one = makeMatrix(700, whole);
    SquareMatrix three = makeMatrix(700, whole);
    ExecutionContext context;
    context.threads = 1;
    ASSERT_EQ(invertPositiveDefinite(one, context), InverseOutcome::Done);
    context.threads = 3;
    ASSERT_EQ(invertPositiveDefinite(three, context), InverseOutcome::Done);
    EXPECT_EQ(std::memcmp(one.row(0), three.row(0), one.bytes()), 0);
}

TEST(SpdInverse, RefusesWhatIsNotPositiveDefinite) {
    Eigen::MatrixXd whole;
    SquareMatrix matrix = makeMatrix(200, whole);
    matrix.row(150)[150] = -1;
    EXPECT_EQ(invertPositiveDefinite(matrix, {}), InverseOutcome::NotPositiveDefinite);
    SquareMatrix none(0);
    EXPECT_EQ(invertPositiveDefinite(none, {}), InverseOutcome::Done);
}

TEST(SpdInverse, Stops) {
    Eigen::MatrixXd whole;
    SquareMatrix matrix = makeMatrix(200, whole);
    std::stop_source source;
    source.request_stop();
    ExecutionContext context;
    context.stop = source.get_token();
    EXPECT_EQ(invertPositiveDefinite(matrix, context), InverseOutcome::Stopped);
}

} // namespace
} // namespace tastescope
