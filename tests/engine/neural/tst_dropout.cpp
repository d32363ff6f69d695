// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/neural/dropout.h"

#include "engine/base/random.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tastescope {
namespace {

TEST(Dropout, DrawsTheNumbersOfTheGenerator) {
    const DropoutKey key{0x123456789ABCULL, 0xFEDCBA9876543210ULL};
    std::vector<std::uint32_t> numbers(1000);
    fillRandom(key, numbers);
    Random random(key.seed, key.stream);
    for (const std::uint32_t number : numbers) {
        ASSERT_EQ(number, random.next32());
    }
}

TEST(Dropout, DropsTheRateAndKeepsTheMean) {
    constexpr std::size_t rows = 1000;
    constexpr std::size_t columns = 70;
    std::vector<float> values(rows * columns, 1);
    std::vector<std::uint8_t> kept(values.size());
    dropoutForward<float>({1, 2}, 0.3, {values.data(), rows, columns}, kept.data());
    double sum = 0;
    std::size_t left = 0;
    for (std::size_t at = 0; at < values.size(); ++at) {
        sum += static_cast<double>(values[at]);
        left += kept[at];
        EXPECT_EQ(values[at], kept[at] != 0 ? 1 / 0.7F : 0.0F);
    }
    // Five standard deviations.
    EXPECT_NEAR(static_cast<double>(left), 0.7 * 70000, 5 * std::sqrt(70000 * 0.21));
    EXPECT_NEAR(sum / 70000, 1, 0.02);
    // A gradient takes the same way.
    std::vector<float> gradient(values.size(), 1);
    dropoutBackward<float>(0.3, kept.data(), {gradient.data(), rows, columns});
    EXPECT_EQ(gradient, values);
    // Neighbouring streams have nothing to do with each other.
    std::vector<float> other(values.size(), 1);
    std::vector<std::uint8_t> otherKept(values.size());
    dropoutForward<float>({1, 3}, 0.3, {other.data(), rows, columns}, otherKept.data());
    std::size_t same = 0;
    for (std::size_t at = 0; at < kept.size(); ++at) {
        same += kept[at] == otherKept[at] ? 1 : 0;
    }
    EXPECT_NEAR(static_cast<double>(same), 0.58 * 70000, 5 * std::sqrt(70000 * 0.58 * 0.42));
}

} // namespace
} // namespace tastescope
