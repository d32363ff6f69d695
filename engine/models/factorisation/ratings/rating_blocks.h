// SPDX-License-Identifier: GPL-3.0-or-later
// Ratings cut into B × B blocks of users and items for stochastic gradients in parallel (DSGD: Gemulla,
// Nijkamp, Haas, Sismanis 2011). A stratum is B blocks of which no two share a user or an item, so they may
// run side by side; B and all orders depend on the data and the seed alone, and so does the result.
#pragma once

#include "engine/base/execution.h"
#include "engine/models/factorisation/ratings/rating_factors.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tastescope {

/// By places, not indices: users and items are numbered anew so that those of a block lie side by side.
struct RatingCell {
    std::uint32_t user = 0;
    std::uint32_t item = 0;
    float rating = 0; ///< in units
};

class RatingBlocks {
public:
    /// Users and items fall into blocks at random, about as many ratings in each. After a stop: without
    /// cells.
    RatingBlocks(const InteractionMatrix& ratings, const RatingUnits& units, const ExecutionContext& context);

    /// B: about a thousand ratings in a block, at most 64 blocks a side.
    std::size_t blocksPerSide() const { return m_blocks; }
    std::size_t cellCount() const { return m_cells.size(); }
    /// Sorted by user.
    std::span<const RatingCell> block(std::size_t userBlock, std::size_t itemBlock) const;
    /// The blocks of a stratum are (b, itemBlock(stratum, b)) for all b.
    std::size_t itemBlock(std::size_t stratum, std::size_t userBlock) const {
        return (stratum + userBlock) % m_blocks;
    }
    /// The order of the strata in an epoch.
    std::vector<std::size_t> strata(int epoch, std::uint64_t seed) const;

    const std::vector<std::uint32_t>& userPlaces() const { return m_userPlaces; }
    const std::vector<std::uint32_t>& itemPlaces() const { return m_itemPlaces; }

private:
    std::size_t m_blocks = 1;
    std::vector<std::uint32_t> m_userPlaces;
    std::vector<std::uint32_t> m_itemPlaces;
    std::vector<std::uint64_t> m_offsets;
    std::vector<RatingCell> m_cells;
};

} // namespace tastescope
