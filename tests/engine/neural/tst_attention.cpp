// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/neural/attention.h"

#include "tests/engine/neural/gradient_check.h"

#include <gtest/gtest.h>

namespace tastescope {
namespace {

constexpr std::size_t width = 6;
const std::vector<std::uint32_t> offsets{0, 1, 5, 8};

std::vector<double> attend(const AttentionShape& shape, const std::vector<double>& projected,
                           std::vector<double>& weights) {
    const std::size_t rows = shape.offsets.back();
    std::vector<double> out(rows * width);
    weights.resize(shape.weights());
    attentionForward<double>(shape, {projected.data(), rows, 3 * width}, {out.data(), rows, width},
                             weights.data());
    return out;
}

TEST(Attention, EqualsThePlainDefinition) {
    for (const std::size_t heads : {std::size_t{1}, std::size_t{2}, std::size_t{3}}) {
        const std::vector<double> projected = randomValues(8 * 3 * width, 1);
        std::vector<double> weights;
        const std::vector<double> out = attend({offsets, heads}, projected, weights);
        const std::size_t part = width / heads;
        const auto at = [&](std::size_t row, std::size_t kind, std::size_t column) {
            return projected[row * 3 * width + kind * width + column];
        };
        for (std::size_t s = 0; s + 1 < offsets.size(); ++s) {
            for (std::size_t row = offsets[s]; row < offsets[s + 1]; ++row) {
                for (std::size_t column = 0; column < width; ++column) {
                    const std::size_t head = column / part;
                    double total = 0;
                    double sum = 0;
                    for (std::size_t past = offsets[s]; past <= row; ++past) {
                        double score = 0;
                        for (std::size_t d = head * part; d < (head + 1) * part; ++d) {
                            score += at(row, 0, d) * at(past, 1, d);
                        }
                        const double weight = std::exp(score / std::sqrt(static_cast<double>(part)));
                        total += weight;
                        sum += weight * at(past, 2, column);
                    }
                    EXPECT_NEAR(out[row * width + column], sum / total, 1e-12);
                }
            }
        }
    }
}

TEST(Attention, GradientsEqualFiniteDifferences) {
    for (const std::size_t heads : {std::size_t{1}, std::size_t{2}}) {
        const AttentionShape shape{offsets, heads};
        std::vector<double> projected = randomValues(8 * 3 * width, 1);
        const std::vector<double> coefficients = randomValues(8 * width, 2);
        std::vector<double> weights;
        const auto forward = [&] { return weighed(coefficients, attend(shape, projected, weights)); };
        forward();
        std::vector<double> gradient(projected.size());
        std::vector<double> scratch(16);
        attentionBackward<double>(shape, {projected.data(), 8, 3 * width}, weights.data(),
                                  {coefficients.data(), 8, width}, {gradient.data(), 8, 3 * width},
                                  scratch.data());
        expectGradient(projected, gradient, forward);
    }
}

} // namespace
} // namespace tastescope
