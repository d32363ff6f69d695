// SPDX-License-Identifier: GPL-3.0-or-later
// Questions as a decision tree (Golbandi, Koren and Lempel 2011): each node asks about the item whose three
// answers (like, dislike, unknown) part the people so that within the parts everybody's answers about
// everything differ least from the part's mean. An answer is +1, -1 or, never met, 0; the squared error of a
// part of n people is Σ answers² − Σ_items (sum of answers)² / n, so the best question has the largest
// Σ_parts Σ_items sum² / n, ties by item index. Sums are whole numbers: the tree does not depend on threads.
#pragma once

#include "engine/base/result.h"
#include "engine/data/interaction_matrix.h"
#include "engine/onboarding/answers.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tastescope {

struct TreeOptions {
    std::size_t depth = 12;
    std::size_t candidates = 200; ///< the items that most people have met
    std::size_t people = 2'000;   ///< drawn by the seed where there are more
    std::size_t least = 20;       ///< people; fewer are not parted further
};

/// Immutable, thread-safe.
class QuestionTree {
public:
    /// Fails only by cancellation.
    static Result<QuestionTree> grow(const InteractionMatrix& answers, const TreeOptions& options = {},
                                     const ExecutionContext& context = {});

    struct Node {
        ItemIndex item;
        std::array<std::int32_t, 3> next{-1, -1, -1}; ///< by Answer; -1 = nothing more to ask
        std::uint32_t people = 0;
    };
    /// Of somebody who has answered so, in whatever order; nothing when the tree has no more.
    std::optional<ItemIndex> next(std::span<const GivenAnswer> answers) const;
    const std::vector<Node>& nodes() const { return m_nodes; }

private:
    std::vector<Node> m_nodes; ///< the root first
};

} // namespace tastescope
