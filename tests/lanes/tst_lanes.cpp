// SPDX-License-Identifier: GPL-3.0-or-later
// That the kernels of this program have as many lanes as its name says.
#include "engine/linalg/vector_lane.h"

#include <gtest/gtest.h>

namespace tastescope {
namespace {

TEST(Lanes, AreAsManyAsTheProgramIsNamedFor) {
    EXPECT_EQ(kernelLanes, std::size_t{TASTESCOPE_EXPECTED_LANES});
}

TEST(Lanes, PadRowsToWholeRegisters) {
    EXPECT_EQ(paddedDimensions(0), 0U);
    EXPECT_EQ(paddedDimensions(1), kernelLanes);
    EXPECT_EQ(paddedDimensions(kernelLanes), kernelLanes);
    EXPECT_EQ(paddedDimensions(kernelLanes + 1), 2 * kernelLanes);
}

TEST(Lanes, AddUp) {
    alignas(64) float values[kernelLanes];
    float sum = 0;
    for (std::size_t lane = 0; lane < kernelLanes; ++lane) {
        values[lane] = static_cast<float>(lane * lane) + 0.5F; // exact in any order
        sum += values[lane];
    }
    EXPECT_EQ(sumOfLane(loadLane(values)), sum);
}

} // namespace
} // namespace tastescope
