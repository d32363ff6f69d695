// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/neural/embedding.h"

#include "tests/engine/neural/gradient_check.h"

#include <gtest/gtest.h>

namespace tastescope {
namespace {

TEST(Embedding, GathersAndScattersBack) {
    const std::vector<std::uint32_t> ids{2, 0, 2};
    std::vector<double> table = randomValues(4 * 3, 1);
    const std::vector<double> coefficients = randomValues(3 * 3, 2);
    std::vector<double> out(3 * 3);
    const auto forward = [&] {
        gatherRows<double>({table.data(), 4, 3}, ids, 2.5, {out.data(), 3, 3});
        return weighed(coefficients, out);
    };
    forward();
    EXPECT_EQ(out[0], 2.5 * table[6]);
    EXPECT_EQ(out[4], 2.5 * table[1]);
    std::vector<double> gradient(table.size());
    scatterRows<double>({coefficients.data(), 3, 3}, ids, 2.5, {gradient.data(), 4, 3});
    expectGradient(table, gradient, forward);
}

} // namespace
} // namespace tastescope
