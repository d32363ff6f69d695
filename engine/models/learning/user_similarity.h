// SPDX-License-Identifier: GPL-3.0-or-later
// How alike two people are by what they like: the cosine of their rows of the matrix, positive entries only.
#pragma once

#include "engine/data/interaction_matrix.h"

#include <span>
#include <vector>

namespace tastescope {

/// Refers to the matrix, which must outlive it. Const access is thread-safe.
class UserSimilarity {
public:
    /// Compares the first `users` rows of the matrix.
    UserSimilarity(const InteractionMatrix& matrix, std::size_t users);
    /// 0..1 for every user; 1 for `user` itself unless it likes nothing.
    void compare(UserIndex user, std::span<float> similarity) const;
    std::size_t bytes() const { return m_scale.size() * sizeof(float); }

private:
    const InteractionMatrix& m_matrix;
    std::vector<float> m_scale; ///< 1 / length of the row, 0 for an empty one
};

} // namespace tastescope
