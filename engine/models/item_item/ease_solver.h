// SPDX-License-Identifier: GPL-3.0-or-later
// The one computation of EASE: the inverse of the regularised Gram matrix of the items (Steck 2019), with
// rows of item attributes below the people's (Jeunen, Van Balen, Goethals 2020).
#pragma once

#include "engine/base/result.h"
#include "engine/linalg/sparse_rows.h"
#include "engine/linalg/square_matrix.h"
#include "engine/models/learning/implicit_matrix.h"

namespace tastescope {

struct EaseOptions {
    double lambda = 200;
    double attributes = 0; ///< weight of the attributes' rows
};

/// A row an item over `terms` columns; no rows stand for no attributes.
struct EaseAttributes {
    SparseRows vectors;
    std::size_t terms = 0;
};

/// Measured on one thread: an addition to the Gram matrix, and the inversion of one of so many items.
inline constexpr double secondsAPair = 1.2e-9;
inline double secondsAnInversion(double items) {
    return 1.4e-11 * items * items * items;
}

/// P = (XᵀX + a TᵀT + λ I)⁻¹, X people × items, T terms × items, in floats; the result is checked against
/// the data in doubles. Errors: Cancelled; InvalidArgument when λ is too small for single precision.
Result<SquareMatrix> easeInverse(const ImplicitMatrix& data, const EaseAttributes& attributes,
                                 const EaseOptions& options, const ExecutionContext& context);

} // namespace tastescope
