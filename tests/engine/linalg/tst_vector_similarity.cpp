// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/linalg/vector_similarity.h"

#include "engine/base/random.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace tastescope {
namespace {

class VectorCosines : public testing::TestWithParam<CosineSums> {
protected:
    static std::vector<float> rowsOf(std::size_t rows, std::size_t dimensions) {
        Random random(11, rows);
        std::vector<float> values(rows * dimensions);
        for (float& value : values) {
            value = static_cast<float>(random.normal(0, 3));
        }
        return values;
    }
    static double cosine(std::span<const float> left, std::span<const float> right) {
        double product = 0;
        double own = 0;
        double other = 0;
        for (std::size_t d = 0; d < left.size(); ++d) {
            product += static_cast<double>(left[d]) * right[d];
            own += static_cast<double>(left[d]) * left[d];
            other += static_cast<double>(right[d]) * right[d];
        }
        return product / std::sqrt(own * other);
    }
};

TEST_P(VectorCosines, EqualThePlainSumsWithoutTheBiases) {
    for (const std::size_t dimensions : {2U, 17U, 65U}) {
        for (const std::size_t biases : {0U, 1U}) {
            const std::vector<float> values = rowsOf(40, dimensions);
            const VectorView vectors{values, dimensions};
            const VectorSimilarity similarity(vectors, GetParam(), biases);
            std::vector<float> found(40);
            for (const std::size_t row : {0U, 39U}) {
                similarity.compare(row, found);
                for (std::size_t other = 0; other < found.size(); ++other) {
                    EXPECT_NEAR(found[other],
                                cosine(vectors.row(row).first(dimensions - biases),
                                       vectors.row(other).first(dimensions - biases)),
                                3e-7);
                }
            }
        }
    }
}

TEST_P(VectorCosines, AreNoughtWithoutADirection) {
    // A row of zeros, and one that is nothing but a bias.
    const float none = std::numeric_limits<float>::quiet_NaN();
    const std::vector<float> values{3, 4, 1, 0, 0, 0, 0, 0, 9, 6, 8, 0};
    const VectorSimilarity similarity({values, 3}, GetParam(), 1);
    std::vector<float> found(4, none);
    similarity.compare(0, found);
    EXPECT_NEAR(found[0], 1, 1e-6);
    EXPECT_EQ(found[1], 0);
    EXPECT_EQ(found[2], 0);
    EXPECT_NEAR(found[3], 1, 1e-6);
    similarity.compare(2, found);
    EXPECT_EQ(found, std::vector<float>(4));
}

TEST_P(VectorCosines, AreOfOneRowOrNone) {
    const std::vector<float> values{-2, 1};
    std::vector<float> found(1);
    VectorSimilarity({values, 2}, GetParam()).compare(0, found);
    EXPECT_NEAR(found[0], 1, 1e-6);
    EXPECT_EQ(VectorSimilarity({{}, 2}, GetParam()).vectors().rows(), 0U);
    EXPECT_EQ(VectorSimilarity().vectors().rows(), 0U);
}

/// The same numbers elsewhere in memory give the same bits.
TEST_P(VectorCosines, DoNotDependOnWhereMemoryLies) {
    constexpr std::size_t dimensions = 33;
    const std::vector<float> values = rowsOf(30, dimensions);
    std::vector<float> first(30);
    VectorSimilarity({values, dimensions}, GetParam()).compare(7, first);
    for (std::size_t shift = 1; shift < 16; ++shift) {
        std::vector<float> moved(shift);
        moved.insert(moved.end(), values.begin(), values.end());
        std::vector<float> again(30);
        VectorSimilarity({std::span(moved).subspan(shift), dimensions}, GetParam()).compare(7, again);
        EXPECT_EQ(first, again);
    }
}

INSTANTIATE_TEST_SUITE_P(Sums, VectorCosines,
                         testing::Values(CosineSums::Doubles, CosineSums::RoundedLengths, CosineSums::Lanes));

} // namespace
} // namespace tastescope
