// SPDX-License-Identifier: GPL-3.0-or-later
// How alike two people are by what they like, or two items by who likes them: the cosine of their rows or
// columns of the matrix, positive entries only. Computed for one of them at a time.
#pragma once

#include "engine/data/interaction_matrix.h"

#include <limits>
#include <span>
#include <vector>

namespace tastescope {

/// Line: UserIndex compares rows, ItemIndex columns. Refers to the matrix, which must outlive it. Const
/// access is thread-safe.
template <typename Line>
class MatrixSimilarity {
public:
    /// Compares the first `lines` lines, which may be more than the matrix has, by what they hold within the
    /// first `across` lines of the other kind.
    MatrixSimilarity(const InteractionMatrix& matrix, std::size_t lines,
                     std::size_t across = std::numeric_limits<std::size_t>::max());
    /// 0..1 for every line. An item is like itself, 1, whoever likes it; a person by what they like, 1 up to
    /// rounding, and 0 where that is nothing: of such a person nothing is known.
    void compare(Line line, std::span<float> similarity) const;
    std::size_t bytes() const { return m_scale.size() * sizeof(float); }

private:
    const InteractionMatrix& m_matrix;
    std::size_t m_across;
    std::vector<float> m_scale; ///< 1 / length of the line, 0 for an empty one
};

} // namespace tastescope
