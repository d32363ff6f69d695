// SPDX-License-Identifier: GPL-3.0-or-later
// Likeness of rows of a table of vectors: cosines, 0 for a row of zeros.
#pragma once

#include "engine/linalg/vector_view.h"

#include <span>
#include <vector>

namespace tastescope {

/// Dimensions at the end of each row that are no direction and do not count: those of biases.
inline constexpr std::size_t noBias = 0;

/// 1 / length of every row, 0 for a zero row.
std::vector<float> reciprocalLengths(const VectorView& vectors, std::size_t biases = noBias);
/// Cosines of row `row` with all rows; `scales` are the reciprocal lengths. Additions in a fixed order.
void cosinesWith(const VectorView& vectors, std::span<const float> scales, std::size_t row,
                 std::span<float> out, std::size_t biases = noBias);

} // namespace tastescope
