// SPDX-License-Identifier: GPL-3.0-or-later
// The leading right singular vectors of a large sparse matrix by randomised subspace iteration (Halko,
// Martinsson, Tropp 2011, algorithms 4.4 and 5.3): a few products with the matrix and its transpose instead
// of a dense decomposition.
#pragma once

#include "engine/base/result.h"
#include "engine/models/learning/implicit_matrix.h"

#include <cstddef>
#include <vector>

namespace tastescope {

struct TruncatedSvdOptions {
    std::size_t factors = 32;
    int iterations = 8; ///< of the subspace; each multiplies by XᵀX once
};

struct ItemSpace {
    /// Items × factors, row-major; columns of length 1 by singular value descending; columns beyond the rank
    /// are 0.
    std::vector<float> vectors;
    std::vector<double> singularValues;
};

/// X is the preferences with each item's column multiplied by `gains[item]`. Reports the share of |X|²
/// outside of the subspace as training loss after each iteration; ends early when asked to finish. The same
/// bits for any number of threads. Fails only by cancellation.
Result<ItemSpace> truncatedSvd(const ImplicitMatrix& data, const std::vector<float>& gains,
                               const TruncatedSvdOptions& options, const ExecutionContext& context);

} // namespace tastescope
