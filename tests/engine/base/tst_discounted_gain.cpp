// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/discounted_gain.h"

#include <gtest/gtest.h>

#include <vector>

namespace tastescope {
namespace {

TEST(DiscountedGain, LaterPlacesCountLess) {
    const std::vector<double> gains{3, 0, 2};
    EXPECT_DOUBLE_EQ(discountedGain(3, [&](std::size_t place) { return gains[place]; }), 3 + 0 + 2 * 0.5);
    EXPECT_DOUBLE_EQ(discountedGain(2, [&](std::size_t place) { return gains[place]; }), 3);
}

TEST(DiscountedGain, OfHitsAlone) {
    EXPECT_EQ(discountedGain(0), 0);
    EXPECT_EQ(discountedGain(1), 1);
    EXPECT_DOUBLE_EQ(discountedGain(3), 1 + 1 / std::log2(3) + 0.5);
}

} // namespace
} // namespace tastescope
