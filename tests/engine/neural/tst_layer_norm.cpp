// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/neural/layer_norm.h"

#include "tests/engine/neural/gradient_check.h"

#include <gtest/gtest.h>

namespace tastescope {
namespace {

TEST(LayerNorm, NormalisesAndItsGradientsEqualFiniteDifferences) {
    for (const std::size_t columns : {5, 16, 37}) {
        constexpr std::size_t rows = 3;
        ParameterPlan plan;
        const LayerNorm layer = LayerNorm::plan(plan, columns);
        std::vector<double> parameters(plan.size(), 0.0);
        std::fill_n(parameters.begin() + static_cast<std::ptrdiff_t>(layer.gain.offset), columns, 1.0);
        std::vector<double> in = randomValues(rows * columns, 2, 3);
        std::vector<double> out(in.size());
        std::vector<double> moments(2 * rows);
        const std::vector<double> coefficients = randomValues(in.size(), 3);
        const auto forward = [&] {
            layerNormForward<double>(layer, parameters.data(), {in.data(), rows, columns},
                                     {out.data(), rows, columns}, {moments.data(), rows, 2});
            return weighed(coefficients, out);
        };
        forward();
        for (std::size_t row = 0; row < rows; ++row) {
            double sum = 0;
            double squares = 0;
            for (std::size_t column = 0; column < columns; ++column) {
                sum += out[row * columns + column];
                squares += out[row * columns + column] * out[row * columns + column];
            }
            EXPECT_NEAR(sum, 0, 1e-9);
            EXPECT_NEAR(squares / static_cast<double>(columns), 1, 1e-5);
        }
        parameters = randomValues(plan.size(), 1);
        forward();
        std::vector<double> gradients(plan.size());
        std::vector<double> inGradient(in.size());
        layerNormBackward<double>(layer, parameters.data(), gradients.data(), {in.data(), rows, columns},
                                  {moments.data(), rows, 2}, {coefficients.data(), rows, columns},
                                  {inGradient.data(), rows, columns});
        expectGradient(parameters, gradients, forward);
        expectGradient(in, inGradient, forward);
    }
}

} // namespace
} // namespace tastescope
