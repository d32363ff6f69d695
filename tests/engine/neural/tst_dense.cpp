// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/neural/dense.h"

#include "tests/engine/neural/gradient_check.h"

#include <gtest/gtest.h>

namespace tastescope {
namespace {

TEST(Dense, GradientsEqualFiniteDifferences) {
    constexpr std::size_t rows = 4;
    constexpr std::size_t inputs = 5;
    constexpr std::size_t outputs = 3;
    ParameterPlan plan;
    const Dense layer = Dense::plan(plan, inputs, outputs);
    std::vector<double> parameters = randomValues(plan.size(), 1);
    std::vector<double> in = randomValues(rows * inputs, 2);
    const std::vector<double> coefficients = randomValues(rows * outputs, 3);
    std::vector<double> out(rows * outputs);
    const auto forward = [&] {
        denseForward<double>(layer, parameters.data(), {in.data(), rows, inputs},
                             {out.data(), rows, outputs});
        rectify<double>({out.data(), rows, outputs});
        return weighed(coefficients, out);
    };
    forward();
    std::vector<double> outGradient = coefficients;
    std::vector<double> gradients(plan.size());
    std::vector<double> inGradient(in.size());
    rectifyBackward<double>({out.data(), rows, outputs}, {outGradient.data(), rows, outputs});
    denseBackward<double>(layer, parameters.data(), gradients.data(), {in.data(), rows, inputs},
                          {outGradient.data(), rows, outputs}, {inGradient.data(), rows, inputs});
    expectGradient(parameters, gradients, forward);
    expectGradient(in, inGradient, forward);
}

} // namespace
} // namespace tastescope
