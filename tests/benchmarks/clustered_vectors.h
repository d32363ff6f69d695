// SPDX-License-Identifier: GPL-3.0-or-later
// Vectors for measuring the search among them.
#pragma once

#include "engine/base/random.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tastescope {

/// Points around centres, as factors are: neither on one heap nor without order. The centres are always the
/// same.
inline std::vector<float> clusteredVectors(std::size_t rows, std::size_t dimensions, std::size_t centres,
                                           std::uint64_t seed) {
    Random middle(77);
    std::vector<float> at;
    for (std::size_t place = 0; place < centres * dimensions; ++place) {
        at.push_back(static_cast<float>(middle.normal()));
    }
    Random random(seed);
    std::vector<float> values;
    values.reserve(rows * dimensions);
    for (std::size_t row = 0; row < rows; ++row) {
        const std::size_t centre = random.below(centres);
        for (std::size_t d = 0; d < dimensions; ++d) {
            values.push_back(at[centre * dimensions + d] + 0.7F * static_cast<float>(random.normal()));
        }
    }
    return values;
}

} // namespace tastescope
