// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/sgd_kernel.h"

#include "engine/base/random.h"
#include "engine/linalg/dense_kernel.h"

#include <gtest/gtest.h>

#include <vector>

namespace tastescope {
namespace {

TEST(SgdKernel, MakesTheStepsOfPlainLoops) {
    constexpr std::size_t userCount = 9;
    constexpr std::size_t itemCount = 21;
    const SgdStep step{0.03F, 0.05F, 0.02F};
    // Every number of registers that has its own loop at 4, 8 or 16 lanes, and some that have none.
    for (const std::size_t factors : {3U, 8U, 12U, 16U, 24U, 32U, 40U, 48U, 64U, 70U, 96U, 128U, 130U}) {
        const std::size_t dims = paddedDimensions(factors);
        Random random(factors);
        const auto fill = [&](AlignedFloats& rows) {
            for (std::size_t place = 0; place < rows.size(); ++place) {
                rows.data()[place] = place % dims < factors ? static_cast<float>(random.normal(0, 0.2)) : 0;
            }
        };
        AlignedFloats users(userCount * dims);
        AlignedFloats items(itemCount * dims);
        fill(users);
        fill(items);
        std::vector<float> userBiases(userCount, 0.1F);
        std::vector<float> itemBiases(itemCount, -0.2F);
        std::vector<RatingCell> cells;
        for (std::uint32_t user = 0; user < userCount; ++user) {
            for (std::uint32_t item = user % 3; item < itemCount; item += 2) {
                cells.push_back({user, item, static_cast<float>(random.normal())});
            }
        }
        std::vector<double> p(users.data(), users.data() + users.size());
        std::vector<double> q(items.data(), items.data() + items.size());
        std::vector<double> b(userBiases.begin(), userBiases.end());
        std::vector<double> c(itemBiases.begin(), itemBiases.end());
        double squares = 0;
        for (const RatingCell& cell : cells) {
            double error = cell.rating - b[cell.user] - c[cell.item];
            for (std::size_t d = 0; d < dims; ++d) {
                error -= p[cell.user * dims + d] * q[cell.item * dims + d];
            }
            squares += error * error;
            b[cell.user] += step.rate * (error - step.biasRidge * b[cell.user]);
            c[cell.item] += step.rate * (error - step.biasRidge * c[cell.item]);
            for (std::size_t d = 0; d < dims; ++d) {
                double& mine = p[cell.user * dims + d];
                double& theirs = q[cell.item * dims + d];
                const double before = mine;
                mine += step.rate * (error * theirs - step.ridge * mine);
                theirs += step.rate * (error * before - step.ridge * theirs);
            }
        }
        const double sum = descendCells(
            cells, {users.data(), items.data(), userBiases.data(), itemBiases.data(), dims}, step);
        EXPECT_NEAR(sum, squares, 1e-4 * squares) << factors;
        for (std::size_t place = 0; place < p.size(); ++place) {
            ASSERT_NEAR(users.data()[place], p[place], 1e-5) << factors;
        }
        for (std::size_t place = 0; place < q.size(); ++place) {
            ASSERT_NEAR(items.data()[place], q[place], 1e-5) << factors;
        }
        for (std::size_t user = 0; user < userCount; ++user) {
            EXPECT_NEAR(userBiases[user], b[user], 1e-5);
        }
        for (std::size_t item = 0; item < itemCount; ++item) {
            EXPECT_NEAR(itemBiases[item], c[item], 1e-5);
        }
    }
}

TEST(SgdKernel, StepsDownTheGradient) {
    // The step is -rate / 2 times the gradient of the cell's part of the objective, taken by differences.
    AlignedFloats user(kernelLanes);
    AlignedFloats item(kernelLanes);
    for (std::size_t d = 0; d < 3; ++d) {
        user.data()[d] = 0.3F + 0.2F * static_cast<float>(d);
        item.data()[d] = 0.5F - 0.3F * static_cast<float>(d);
    }
    float userBias = 0.2F;
    float itemBias = -0.1F;
    const std::vector<RatingCell> cells{{0, 0, 1.5F}};
    const SgdStep step{0.01F, 0.1F, 0.02F};
    const auto objective = [&](std::size_t moved, double by) {
        double sum = cells[0].rating - userBias - itemBias;
        double squares = 0;
        for (std::size_t d = 0; d < 3; ++d) {
            const double p = user.data()[d] + (moved == d ? by : 0);
            const double q = item.data()[d] + (moved == 3 + d ? by : 0);
            sum -= p * q;
            squares += p * p + q * q;
        }
        sum -= moved >= 6 ? by : 0;
        const double b = userBias + (moved == 6 ? by : 0);
        const double c = itemBias + (moved == 7 ? by : 0);
        return sum * sum + step.ridge * squares + step.biasRidge * (b * b + c * c);
    };
    std::vector<double> slope;
    for (std::size_t place = 0; place < 8; ++place) {
        slope.push_back((objective(place, 1e-4) - objective(place, -1e-4)) / 2e-4);
    }
    const std::vector<float> before{user.data()[0], user.data()[1], user.data()[2], item.data()[0],
                                    item.data()[1], item.data()[2], userBias,       itemBias};
    descendCells(cells, {user.data(), item.data(), &userBias, &itemBias, kernelLanes}, step);
    const std::vector<float> after{user.data()[0], user.data()[1], user.data()[2], item.data()[0],
                                   item.data()[1], item.data()[2], userBias,       itemBias};
    for (std::size_t place = 0; place < 8; ++place) {
        EXPECT_NEAR(after[place] - before[place], -step.rate / 2 * slope[place], 1e-6) << place;
    }
}

} // namespace
} // namespace tastescope
