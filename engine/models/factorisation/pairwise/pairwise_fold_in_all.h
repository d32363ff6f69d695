// SPDX-License-Identifier: GPL-3.0-or-later
// PairwiseFoldIn for all people at once, in floats, and the line that it needs.
#pragma once

#include "engine/base/execution.h"
#include "engine/linalg/dense_kernel.h"
#include "engine/models/factorisation/pairwise/pairwise_blocks.h"
#include "engine/models/factorisation/pairwise/pairwise_fold_in.h"

#include <functional>
#include <span>
#include <vector>

namespace tastescope {

/// The same bits for any number of threads; after a stop meaningless. Thread-safe.
class PairwiseFoldInAll {
public:
    /// `rows` are those that people are folded from, `items` as in PairwiseFactors; they and the context must
    /// outlive this.
    PairwiseFoldInAll(const PositiveRows& rows, std::span<const float> items, std::size_t factors,
                      const ExecutionContext& context);
    PairwiseFoldInAll(const PositiveRows& rows, std::span<const float> items, std::size_t factors,
                      ExecutionContext&& context) = delete;

    /// Rows of factors + 1, the last element 1.
    std::vector<float> fold(const PairwiseLine& line) const;

    /// The slope g of a loss: positive, falling with the margin.
    using Slope = std::function<double(double margin)>;
    /// The line nearest to g over the margins of some people's pairs. Their vectors are at first those that
    /// `start` writes (`factors` floats), then what the line found makes of them, a few times over: a line
    /// has to fit the vectors it leads to.
    PairwiseLine nearestLine(double regularization, const Slope& slope,
                             const std::function<void(std::size_t user, float* vector)>& start) const;

private:
    struct Workspace;
    struct Sample;

    void foldOne(std::size_t user, const PairwiseLine& line, Workspace& space) const;
    bool factoriseSystem(const PairwiseLine& line, double more, Workspace& space) const;
    std::vector<std::uint32_t> someone() const;
    Sample marginsOf(std::uint32_t user, const float* vector, const Slope& slope) const;

    const PositiveRows& m_rows;
    const ExecutionContext& m_context;
    std::size_t m_itemCount;
    std::size_t m_factors;
    std::size_t m_dims;          ///< of padded rows
    AlignedFloats m_items;       ///< around their mean
    std::vector<float> m_biases; ///< the same
    AlignedFloats m_gram;        ///< mean of y yᵀ
    AlignedFloats m_drift;       ///< mean of b y
};

} // namespace tastescope
