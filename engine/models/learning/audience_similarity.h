// SPDX-License-Identifier: GPL-3.0-or-later
// How alike two items are by who likes them: the cosine of their columns of the matrix, positive entries
// only. Computed for one item at a time.
#pragma once

#include "engine/data/interaction_matrix.h"

#include <span>
#include <vector>

namespace tastescope {

/// Refers to the matrix, which must outlive it. Const access is thread-safe.
class AudienceSimilarity {
public:
    /// Compares the first `items` columns by the first `users` rows.
    AudienceSimilarity(const InteractionMatrix& matrix, std::size_t users, std::size_t items);
    /// 0..1 for every item; 1 for `item` itself.
    void compare(ItemIndex item, std::span<float> similarity) const;
    std::size_t bytes() const { return m_scale.size() * sizeof(float); }

private:
    const InteractionMatrix& m_matrix;
    std::size_t m_users;
    std::vector<float> m_scale; ///< 1 / length of the column, 0 for an empty one
};

} // namespace tastescope
