// SPDX-License-Identifier: GPL-3.0-or-later
// A table of vectors that somebody else owns.
#pragma once

#include <cstddef>
#include <span>

namespace tastescope {

/// Rows of `dimensions` floats, row-major. Empty when a model has no vectors.
struct VectorView {
    std::span<const float> values;
    std::size_t dimensions = 0;
    std::size_t rows() const { return dimensions ? values.size() / dimensions : 0; }
    std::span<const float> row(std::size_t index) const {
        return values.subspan(index * dimensions, dimensions);
    }
};

} // namespace tastescope
