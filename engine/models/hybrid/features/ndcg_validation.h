// SPDX-License-Identifier: GPL-3.0-or-later
// Early stopping of trainings for ranking: a share of the liked items of some people is held back, and an
// epoch is judged by the lists that it would show them.
#pragma once

#include "engine/base/execution.h"
#include "engine/models/hybrid/features/feature_batch.h"
#include "engine/models/learning/implicit_matrix.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace tastescope {

/// What is learned from and what is held back.
struct HeldLists {
    std::vector<RankingEvent> events; ///< to learn from, by person, then item
    std::vector<std::uint32_t> users; ///< of whom something is held back, ascending
    std::vector<std::uint64_t> offsets{0};
    std::vector<std::uint32_t> items; ///< held back, ascending within a person

    std::span<const std::uint32_t> itemsOf(std::size_t place) const {
        return std::span(items).subspan(offsets[place], offsets[place + 1] - offsets[place]);
    }
};

/// Nothing is held back unless `wanted`. Else a fifth of the items of people with three at least, drawn,
/// until a twentieth of all events are held back. By the context's seed; after a stop: of no use.
HeldLists holdLists(const ImplicitMatrix& liked, bool wanted, const ExecutionContext& context);

/// 1 - the mean NDCG of the people's lists of ten, what they have besides left out. `score` writes the scores
/// of all items for a person; it is called from several threads.
double heldListsLoss(const HeldLists& held, const ImplicitMatrix& liked,
                     const std::function<void(std::uint32_t user, std::span<float> scores)>& score,
                     const ExecutionContext& context);

} // namespace tastescope
