// SPDX-License-Identifier: GPL-3.0-or-later
// The regressions of SLIM (Ning and Karypis 2011): item j's column x_j from the columns of its neighbours,
//   minimise ½ |x_j - X w|² + l2/2 |w|² + l1 |w|₁,   w_j = 0, w >= 0 unless signs are free,
// by coordinate descent on an active set (Friedman, Hastie, Tibshirani 2010). The residual of the column is
// kept instead of a Gram matrix: memory grows with the people and the weights kept, never with items².
#pragma once

#include "engine/base/result.h"
#include "engine/linalg/sparse_rows.h"
#include "engine/models/learning/implicit_matrix.h"

namespace tastescope {

struct SlimOptions {
    double l1 = 1;
    double l2 = 50;
    /// Only the items most like j (by cosine) may predict it (fsSLIM of the paper); 0: all that share a
    /// person with it.
    std::size_t neighbours = 200;
    bool positive = true;
};

/// Row i holds what item i adds to others. Columns are solved independently, so the result does not depend
/// on the number of threads. Fails only by cancellation.
Result<SparseRows> slimWeights(const ImplicitMatrix& data, const SlimOptions& options,
                               const ExecutionContext& context);

} // namespace tastescope
