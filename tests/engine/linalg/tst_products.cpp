// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/linalg/products.h"

#include "tests/engine/neural/gradient_check.h"

#include <gtest/gtest.h>

namespace tastescope {
namespace {

TEST(Products, EqualThePlainSums) {
    const std::size_t m = 5;
    const std::size_t k = 7;
    const std::size_t n = 3;
    const std::vector<double> a = randomValues(m * k, 1);
    const std::vector<double> b = randomValues(k * n, 2);
    std::vector<double> at(k * m);
    std::vector<double> bt(n * k);
    std::vector<double> expected(m * n, 1.0);
    for (std::size_t i = 0; i < m; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            for (std::size_t l = 0; l < k; ++l) {
                expected[i * n + j] += a[i * k + l] * b[l * n + j];
                at[l * m + i] = a[i * k + l];
                bt[j * k + l] = b[l * n + j];
            }
        }
    }
    std::vector<double> one(m * n, 1.0);
    std::vector<double> two = one;
    std::vector<double> three = one;
    multiply<double>({a.data(), m, k}, {b.data(), k, n}, {one.data(), m, n}, Into::Add);
    multiplyByTransposed<double>({a.data(), m, k}, {bt.data(), n, k}, {two.data(), m, n}, Into::Add);
    multiplyTransposed<double>({at.data(), k, m}, {b.data(), k, n}, {three.data(), m, n}, Into::Add);
    for (std::size_t place = 0; place < expected.size(); ++place) {
        EXPECT_NEAR(one[place], expected[place], 1e-12);
        EXPECT_NEAR(two[place], expected[place], 1e-12);
        EXPECT_NEAR(three[place], expected[place], 1e-12);
    }
}

TEST(Products, WorkOnPartsOfRows) {
    const std::vector<float> a{1, 2, 9, 3, 4, 9};
    const std::vector<float> b{1, 0, 0, 1};
    std::vector<float> out(6, 7);
    multiply<float>(Rows<const float>(a.data(), 2, 3).block(0, 2, 0, 2), {b.data(), 2, 2},
                    Rows<float>(out.data(), 2, 3).block(0, 2, 1, 2));
    EXPECT_EQ(out, (std::vector<float>{7, 1, 2, 7, 3, 4}));
    multiply<float>({a.data(), 2, 0}, {b.data(), 0, 2}, {out.data(), 2, 2});
    EXPECT_EQ(out, (std::vector<float>{0, 0, 0, 0, 3, 4}));
}

TEST(Products, SumsOfAnyLength) {
    for (const std::size_t count : {0, 1, 15, 16, 17, 50}) {
        const std::vector<double> values = randomValues(count, 3);
        double sum = 0;
        double squares = 0;
        double exponentials = 0;
        for (const double value : values) {
            sum += value;
            squares += value * value;
            exponentials += std::exp(value - 0.5);
        }
        EXPECT_NEAR(sumOf(values.data(), count), sum, 1e-12);
        EXPECT_NEAR(dotOf(values.data(), values.data(), count), squares, 1e-12);
        if (count > 0) {
            EXPECT_EQ(largestOf(values.data(), count), *std::max_element(values.begin(), values.end()));
        }
        std::vector<double> out = values;
        EXPECT_NEAR(expInPlace(out.data(), 0.5, count), exponentials, 1e-9);
    }
}

/// The same numbers elsewhere in memory give the same bits.
TEST(Products, DoNotDependOnWhereMemoryLies) {
    const std::size_t width = 50;
    std::vector<float> table(40 * width + 16);
    for (std::size_t at = 0; at < table.size(); ++at) {
        table[at] = static_cast<float>(Random(3, at).normal());
    }
    std::vector<float> vector(table.begin(), table.begin() + static_cast<std::ptrdiff_t>(width));
    std::vector<float> first(40);
    multiplyByTransposed<float>({vector.data(), 1, width}, {table.data(), 40, width}, {first.data(), 1, 40});
    for (std::size_t shift = 1; shift < 16; ++shift) {
        std::vector<float> moved(table.size() + shift);
        std::copy(table.begin(), table.end(), moved.begin() + static_cast<std::ptrdiff_t>(shift));
        std::vector<float> again(40);
        multiplyByTransposed<float>({vector.data(), 1, width}, {moved.data() + shift, 40, width},
                                    {again.data(), 1, 40});
        EXPECT_EQ(first, again);
    }
}

} // namespace
} // namespace tastescope
