// SPDX-License-Identifier: GPL-3.0-or-later
// Counting what follows what: for each item a row of the items that came after it (and, with a share, before
// it) within a few steps.
#pragma once

#include "engine/base/result.h"
#include "engine/linalg/sparse_rows.h"
#include "engine/models/learning/item_sequence.h"

namespace tastescope {

struct TransitionOptions {
    std::size_t reach = 5;        ///< the longest step; a step of length g counts 1 / g
    double backward = 0.5;        ///< what a step against time counts, 0..1
    std::size_t neighbours = 200; ///< entries a row keeps, the largest; 0 = all
};

struct Transitions {
    SparseRows counts;          ///< row i: how often which item followed i
    std::vector<double> totals; ///< sum of each row before it was cut
};

/// Items are < `items`. Memory is linear in events · reach and in items · neighbours, time in events · reach;
/// the result does not depend on the number of threads. Fails only by cancellation.
Result<Transitions> countTransitions(const ItemSequences& sequences, std::size_t items,
                                     const TransitionOptions& options, const ExecutionContext& context);

} // namespace tastescope
