// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/linalg/dense_kernel.h"

#include "engine/base/random.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tastescope {
namespace {

AlignedFloats randomFloats(std::size_t size, std::uint64_t seed) {
    AlignedFloats out(size);
    Random random(seed);
    for (std::size_t place = 0; place < size; ++place) {
        out.data()[place] = static_cast<float>(random.normal());
    }
    return out;
}

/// Every number of lanes that takes another path: full strips, and each of the remainders.
class DenseKernel : public testing::TestWithParam<std::size_t> {
protected:
    std::size_t m_dims = GetParam() * kernelLanes;
};

TEST_P(DenseKernel, AddsOuterProducts) {
    for (const std::size_t count : {std::size_t{0}, std::size_t{1}, std::size_t{37}}) {
        const AlignedFloats rows = randomFloats(count * m_dims, 1);
        AlignedFloats matrix = randomFloats(m_dims * m_dims, 2);
        const AlignedFloats before = matrix;
        addOuterProducts(rows.data(), count, m_dims, matrix.data());
        for (std::size_t column = 0; column < m_dims; ++column) {
            for (std::size_t row = column; row < m_dims; ++row) {
                double sum = before.data()[column * m_dims + row];
                for (std::size_t k = 0; k < count; ++k) {
                    sum +=
                        static_cast<double>(rows.data()[k * m_dims + row]) * rows.data()[k * m_dims + column];
                }
                ASSERT_NEAR(matrix.data()[column * m_dims + row], sum, 1e-4) << row << ' ' << column;
            }
        }
    }
}

TEST_P(DenseKernel, SolvesDefiniteSystems) {
    const std::size_t count = 2 * m_dims;
    const AlignedFloats rows = randomFloats(count * m_dims, 3);
    AlignedFloats matrix(m_dims * m_dims);
    addOuterProducts(rows.data(), count, m_dims, matrix.data());
    const AlignedFloats system = matrix;
    const AlignedFloats right = randomFloats(m_dims, 4);
    AlignedFloats x = right;
    ASSERT_TRUE(factorise(matrix.data(), m_dims));
    solveFactorised(matrix.data(), m_dims, x.data());
    for (std::size_t row = 0; row < m_dims; ++row) {
        double sum = 0;
        for (std::size_t column = 0; column < m_dims; ++column) {
            const std::size_t place = row >= column ? column * m_dims + row : row * m_dims + column;
            sum += static_cast<double>(system.data()[place]) * x.data()[column];
        }
        EXPECT_NEAR(sum, right.data()[row], 2e-3) << row;
    }
}

TEST_P(DenseKernel, RefusesIndefiniteSystems) {
    AlignedFloats matrix(m_dims * m_dims);
    for (std::size_t d = 0; d < m_dims; ++d) {
        matrix.data()[d * m_dims + d] = d + 1 == m_dims ? -1.0F : 1.0F;
    }
    EXPECT_FALSE(factorise(matrix.data(), m_dims));
    AlignedFloats zero(m_dims * m_dims);
    EXPECT_FALSE(factorise(zero.data(), m_dims));
    AlignedFloats unknown(m_dims * m_dims);
    unknown.data()[0] = std::nanf("");
    EXPECT_FALSE(factorise(unknown.data(), m_dims));
}

TEST_P(DenseKernel, MultipliesAndCombinesRows) {
    const std::size_t count = 9;
    const AlignedFloats rows = randomFloats(count * m_dims, 5);
    const AlignedFloats x = randomFloats(m_dims, 6);
    std::vector<float> products(count);
    rowProducts(rows.data(), count, m_dims, x.data(), products.data());
    AlignedFloats sum = x;
    addCombination(rows.data(), count, m_dims, products.data(), sum.data());
    std::vector<double> expected(x.data(), x.data() + m_dims);
    for (std::size_t k = 0; k < count; ++k) {
        double product = 0;
        for (std::size_t d = 0; d < m_dims; ++d) {
            product += static_cast<double>(rows.data()[k * m_dims + d]) * x.data()[d];
        }
        EXPECT_NEAR(products[k], product, 1e-4);
        for (std::size_t d = 0; d < m_dims; ++d) {
            expected[d] += product * rows.data()[k * m_dims + d];
        }
    }
    for (std::size_t d = 0; d < m_dims; ++d) {
        EXPECT_NEAR(sum.data()[d], expected[d], 1e-3);
    }
}

TEST_P(DenseKernel, GathersScaledRows) {
    const AlignedFloats rows = randomFloats(20 * m_dims, 7);
    const std::vector<GatheredRow> chosen{{19, 2, 1}, {0, 0.5F, 0}, {3, 1, -4}, {19, 1, 1}};
    AlignedFloats out(chosen.size() * m_dims);
    AlignedFloats sum = randomFloats(m_dims, 8);
    const AlignedFloats before = sum;
    gatherRows(rows.data(), chosen, m_dims, out.data(), sum.data());
    for (std::size_t d = 0; d < m_dims; ++d) {
        const float last = rows.data()[19 * m_dims + d];
        EXPECT_FLOAT_EQ(out.data()[d], 2 * last);
        EXPECT_FLOAT_EQ(out.data()[m_dims + d], 0.5F * rows.data()[d]);
        EXPECT_FLOAT_EQ(out.data()[3 * m_dims + d], last);
        EXPECT_NEAR(sum.data()[d], before.data()[d] + 2 * last - 4 * rows.data()[3 * m_dims + d], 1e-4);
    }
    gatherRows(rows.data(), {}, m_dims, out.data(), sum.data());
}

INSTANTIATE_TEST_SUITE_P(Lanes, DenseKernel, testing::Values(1U, 2U, 3U, 4U, 5U, 7U, 8U));

} // namespace
} // namespace tastescope
