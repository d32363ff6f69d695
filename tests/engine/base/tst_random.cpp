// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace tastescope {
namespace {

// The first vector of the known-answer file of Random123: counter 0, key 0.
TEST(Random, GivesThePublishedBitsOfPhilox) {
    Random random(0, 0);
    EXPECT_EQ(random.next32(), 0x6627E8D5U);
    EXPECT_EQ(random.next32(), 0xE169C58DU);
    EXPECT_EQ(random.next32(), 0xBC57AC4CU);
    EXPECT_EQ(random.next32(), 0x9B00DBD8U);
    EXPECT_NE(random.next32(), 0x6627E8D5U); // the counter went on
}

TEST(Random, AStreamIsAFunctionOfSeedAndStream) {
    Random a(7, 3);
    Random b(7, 3);
    Random otherStream(7, 4);
    Random otherSeed(8, 3);
    const std::uint64_t first = a.next64();
    EXPECT_EQ(first, b.next64());
    EXPECT_NE(first, otherStream.next64());
    EXPECT_NE(first, otherSeed.next64());
    // Both halves of each count.
    EXPECT_NE(Random(1ULL << 32, 0).next64(), Random(0, 0).next64());
    EXPECT_NE(Random(0, 1ULL << 32).next64(), Random(0, 0).next64());
}

TEST(Random, BelowCoversItsRangeEvenly) {
    Random random(1);
    std::vector<int> counts(7, 0);
    for (int draw = 0; draw < 70'000; ++draw) {
        const std::uint64_t value = random.below(7);
        ASSERT_LT(value, 7U);
        ++counts[value];
    }
    double chiSquare = 0;
    for (const int count : counts) {
        chiSquare += (count - 10'000.0) * (count - 10'000.0) / 10'000;
    }
    EXPECT_LT(chiSquare, 22.5); // 6 degrees of freedom, p = 0.001
    EXPECT_EQ(random.below(1), 0U);
    EXPECT_LT(random.below(~0ULL), ~0ULL);
}

struct Moments {
    double mean = 0;
    double variance = 0;
};

template <typename Draw>
Moments momentsOf(Draw draw) {
    constexpr int count = 100'000;
    double sum = 0;
    double squares = 0;
    for (int index = 0; index < count; ++index) {
        const double value = draw();
        sum += value;
        squares += value * value;
    }
    const double mean = sum / count;
    return {mean, squares / count - mean * mean};
}

TEST(Random, DistributionsHaveTheirMoments) {
    Random random(5);
    const Moments uniform = momentsOf([&] { return random.uniform(); });
    EXPECT_NEAR(uniform.mean, 0.5, 0.005);
    EXPECT_NEAR(uniform.variance, 1.0 / 12, 0.002);
    const Moments normal = momentsOf([&] { return random.normal(2, 3); });
    EXPECT_NEAR(normal.mean, 2, 0.05);
    EXPECT_NEAR(normal.variance, 9, 0.2);
    const Moments exponential = momentsOf([&] { return random.exponential(); });
    EXPECT_NEAR(exponential.mean, 1, 0.02);
    EXPECT_NEAR(exponential.variance, 1, 0.05);
    for (const double shape : {0.3, 1.0, 4.5}) {
        const Moments gamma = momentsOf([&] { return random.gamma(shape); });
        EXPECT_NEAR(gamma.mean, shape, 0.04 * shape + 0.01) << shape;
        EXPECT_NEAR(gamma.variance, shape, 0.06 * shape + 0.01) << shape;
    }
}

TEST(Random, ShuffleIsAPermutationAndEveryOrderComes) {
    Random random(2);
    std::vector<int> seen(6, 0);
    for (int round = 0; round < 6000; ++round) {
        std::vector<int> values{0, 1, 2};
        random.shuffle(std::span(values));
        ++seen[static_cast<std::size_t>(2 * values[0] + (values[1] > values[2] ? 1 : 0))];
        std::ranges::sort(values);
        ASSERT_EQ(values, (std::vector<int>{0, 1, 2}));
    }
    for (const int count : seen) {
        EXPECT_NEAR(count, 1000, 130);
    }
    std::vector<int> none;
    random.shuffle(std::span(none));
}

} // namespace
} // namespace tastescope
