// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/neural/adam.h"

#include "tests/engine/neural/gradient_check.h"

#include <gtest/gtest.h>

namespace tastescope {
namespace {

TEST(Adam, FollowsThePublishedSteps) {
    const AdamOptions options{.learningRate = 0.1, .firstDecay = 0.8, .secondDecay = 0.9, .epsilon = 1e-3};
    Adam adam(2, options);
    std::vector<float> values{1, -2};
    std::vector<double> expected(values.begin(), values.end());
    std::vector<double> m(2);
    std::vector<double> v(2);
    for (int step = 1; step <= 20; ++step) {
        const std::vector<float> gradient{0.3F * static_cast<float>(step % 3), -1};
        adam.beginStep();
        adam.update(0, gradient, values.data());
        for (std::size_t at = 0; at < 2; ++at) {
            const double g = static_cast<double>(gradient[at]);
            m[at] = 0.8 * m[at] + 0.2 * g;
            v[at] = 0.9 * v[at] + 0.1 * g * g;
            const double first = m[at] / (1 - std::pow(0.8, step));
            const double second = v[at] / (1 - std::pow(0.9, step));
            expected[at] -= 0.1 * first / (std::sqrt(second) + 1e-3);
            EXPECT_NEAR(static_cast<double>(values[at]), expected[at], 1e-5);
        }
    }
}

NetworkWeights weights() {
    NetworkWeights out;
    out.dense = {1, 2, 3};
    out.table = {1, 1, 2, 2, 3, 3};
    out.dimensions = 2;
    return out;
}

/// Rows named in any order, several times, equal rows added up beforehand.
TEST(Adam, NamedRowsEqualAllRows) {
    std::vector<ShardGradient> named(2);
    std::vector<ShardGradient> whole(2);
    for (std::vector<ShardGradient>* shards : {&named, &whole}) {
        for (ShardGradient& shard : *shards) {
            shard.dense = {1, 0, -1};
            shard.examples = 1;
        }
    }
    named[0].ids = {2, 0, 2};
    std::ranges::copy(std::vector<float>{1, 2, 3, 4, 5, 6}, named[0].rows.take(6));
    named[1].ids = {2};
    std::ranges::copy(std::vector<float>{7, 8}, named[1].rows.take(2));
    std::ranges::copy(std::vector<float>{3, 4, 0, 0, 6, 8}, whole[0].rows.take(6));
    std::ranges::copy(std::vector<float>{0, 0, 0, 0, 7, 8}, whole[1].rows.take(6));
    NetworkWeights one = weights();
    NetworkWeights two = weights();
    ShardedAdam first(one, {});
    ShardedAdam second(two, {});
    for (int step = 0; step < 3; ++step) {
        first.step(named, one, {});
        second.step(whole, two, {});
    }
    EXPECT_EQ(one.table, two.table);
    EXPECT_EQ(one.dense, two.dense);
    EXPECT_EQ(one.table[2], 2); // without gradient
    EXPECT_LT(one.table[0], 1);
    EXPECT_GT(one.dense[2], 3);
}

} // namespace
} // namespace tastescope
