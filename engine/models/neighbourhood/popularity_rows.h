// SPDX-License-Identifier: GPL-3.0-or-later
// The positive entries of an interaction matrix with the items numbered by popularity: the most popular one
// is 0, equal ones go by item. The pairs of an item with more popular ones then lie at the beginning of its
// people's rows, and every pair is met once. Immutable once built but for the values; const access is
// thread-safe.
#pragma once

#include "engine/base/execution.h"
#include "engine/data/interaction_matrix.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tastescope {

struct PopularityRows {
    std::vector<std::uint32_t> itemOfRank;
    std::vector<std::uint32_t> people; ///< by rank: who like the item
    // By user, ranks ascending in a row.
    std::vector<std::uint64_t> userOffsets{0};
    std::vector<std::uint32_t> ranks;
    std::vector<float> values;
    bool ones = true; ///< the values are all 1
    /// In the order of the matrix's users by item: how many more popular items the user's row has. 0 where
    /// the value is not positive.
    std::vector<std::uint32_t> places;

    std::size_t items() const { return itemOfRank.size(); }
    std::size_t users() const { return userOffsets.size() - 1; }
    std::size_t lengthOf(std::size_t user) const { return userOffsets[user + 1] - userOffsets[user]; }
};

/// Of `items` items, those without people last. Linear in entries and items; of no use after a stop.
PopularityRows popularityRows(const InteractionMatrix& matrix, std::size_t items,
                              const ExecutionContext& context);

} // namespace tastescope
