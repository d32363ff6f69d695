// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/index/projection.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace tastescope {
namespace {

double distance(const PlanePoint& a, const PlanePoint& b) {
    return std::hypot(a.x - b.x, a.y - b.y);
}

TEST(Projection, PrincipalPlaneKeepsDistancesOfPointsThatLieInAPlane) {
    // A unit square, turned into four dimensions by two orthonormal directions.
    const std::array<std::array<float, 4>, 2> axes{{{0.5F, 0.5F, 0.5F, 0.5F}, {0.5F, -0.5F, 0.5F, -0.5F}}};
    const std::array<std::array<float, 2>, 4> square{{{0, 0}, {1, 0}, {1, 1}, {0, 1}}};
    std::vector<float> values;
    for (const auto& corner : square) {
        for (std::size_t d = 0; d < 4; ++d) {
            values.push_back(3 * corner[0] * axes[0][d] + corner[1] * axes[1][d] + 7);
        }
    }
    const std::vector<PlanePoint> points = principalPlane(values, 4);
    ASSERT_EQ(points.size(), 4U);
    EXPECT_NEAR(distance(points[0], points[1]), 3, 1e-5);
    EXPECT_NEAR(distance(points[1], points[2]), 1, 1e-5);
    EXPECT_NEAR(distance(points[0], points[2]), std::sqrt(10.0), 1e-5);
    EXPECT_NEAR(std::abs(points[0].x - points[1].x), 3, 1e-5) << "the longer side lies along the first axis";
    EXPECT_NEAR(points[0].x + points[1].x + points[2].x + points[3].x, 0, 1e-5);
}

TEST(Projection, ScaledPlaneGivesBackTheDistancesBehindLikeness) {
    const std::array<std::array<double, 2>, 5> places{
        {{0, 0}, {0.4, 0}, {0.4, 0.3}, {-0.2, 0.5}, {0.1, -0.6}}};
    std::vector<float> likeness;
    for (const auto& a : places) {
        for (const auto& b : places) {
            const double off = std::hypot(a[0] - b[0], a[1] - b[1]);
            likeness.push_back(static_cast<float>(1 - off * off / 2));
        }
    }
    const std::vector<PlanePoint> points = scaledPlane(likeness, places.size());
    ASSERT_EQ(points.size(), places.size());
    for (std::size_t a = 0; a < places.size(); ++a) {
        for (std::size_t b = 0; b < places.size(); ++b) {
            EXPECT_NEAR(distance(points[a], points[b]),
                        std::hypot(places[a][0] - places[b][0], places[a][1] - places[b][1]), 1e-3);
        }
    }
}

TEST(Projection, SmallInputsHaveAnAnswer) {
    EXPECT_TRUE(principalPlane({}, 3).empty());
    EXPECT_TRUE(scaledPlane({}, 0).empty());
    const std::array<float, 2> one{5, 7};
    ASSERT_EQ(principalPlane(one, 2).size(), 1U);
    EXPECT_EQ(principalPlane(one, 2)[0].x, 0);
    const std::vector<PlanePoint> line = principalPlane(one, 1);
    ASSERT_EQ(line.size(), 2U);
    EXPECT_NEAR(std::abs(line[0].x - line[1].x), 2, 1e-6);
    EXPECT_EQ(line[0].y, 0);
    const std::array<float, 1> self{1};
    EXPECT_EQ(scaledPlane(self, 1)[0].x, 0);
}

} // namespace
} // namespace tastescope
