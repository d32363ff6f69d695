// SPDX-License-Identifier: GPL-3.0-or-later
// Likeness of the rows of a table of vectors: cosines, 0 with a row too short to have a direction.
#pragma once

#include "engine/linalg/vector_view.h"

#include <span>
#include <vector>

namespace tastescope {

/// How sums are added up. The cosines agree but for the last bits of a float; a model keeps to one way, so
/// that what is like what, and by how much, stays to the digit what it was.
enum class CosineSums {
    Doubles,        ///< lengths in doubles, products by the matrix product
    RoundedLengths, ///< as Doubles, but a length is rounded to a float before it divides
    Lanes           ///< lengths and products in floats, lane by lane
};

/// Refers to the vectors, which must outlive it and stay as they are. Const access is thread-safe.
class VectorSimilarity {
public:
    VectorSimilarity() = default;
    /// The last `biases` dimensions are no direction and do not count.
    VectorSimilarity(const VectorView& vectors, CosineSums sums, std::size_t biases = 0);

    const VectorView& vectors() const { return m_vectors; }
    /// Cosines of row `row` with all rows, itself included.
    void compare(std::size_t row, std::span<float> similarity) const;

private:
    VectorView m_vectors;
    CosineSums m_sums = CosineSums::Doubles;
    std::size_t m_directions = 0;
    std::vector<float> m_scales; ///< 1 / length, 0 for a row without a direction
};

} // namespace tastescope
