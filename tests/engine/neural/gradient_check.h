// SPDX-License-Identifier: GPL-3.0-or-later
// Gradients against central differences, in double.
#pragma once

#include "engine/base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace tastescope {

inline std::vector<double> randomValues(std::size_t count, std::uint64_t stream, double scale = 1) {
    Random random(7, stream);
    std::vector<double> values(count);
    for (double& value : values) {
        value = random.normal(0, scale);
    }
    return values;
}

/// `loss` reads `values`; `gradient` is what is claimed to be its derivative by each of them.
inline void expectGradient(std::vector<double>& values, const std::vector<double>& gradient,
                           const std::function<double()>& loss, double tolerance = 1e-6) {
    ASSERT_EQ(values.size(), gradient.size());
    constexpr double step = 1e-5;
    for (std::size_t at = 0; at < values.size(); ++at) {
        const double before = values[at];
        values[at] = before + step;
        const double above = loss();
        values[at] = before - step;
        const double below = loss();
        values[at] = before;
        const double slope = (above - below) / (2 * step);
        EXPECT_NEAR(gradient[at], slope, tolerance * std::max(1.0, std::abs(slope))) << "value " << at;
    }
}

/// Σ coefficients · outputs: turns a layer into a number whose gradient is `coefficients`.
inline double weighed(const std::vector<double>& coefficients, const std::vector<double>& outputs) {
    double sum = 0;
    for (std::size_t at = 0; at < coefficients.size(); ++at) {
        sum += coefficients[at] * outputs[at];
    }
    return sum;
}

} // namespace tastescope
