// SPDX-License-Identifier: GPL-3.0-or-later
// Positive pairs cut into B × B cells of users and items for pairwise learning in parallel (in the manner of
// DSGD: Gemulla, Nijkamp, Haas, Sismanis 2011). Items fall into blocks anew each epoch, so that a negative
// drawn from the block of the positive is, over the epochs, drawn from all. The cells (b, (b + round) mod B)
// share neither a user nor an item and may be learned side by side; B and all orders depend on the data and
// the seed alone, and so does the result.
#pragma once

#include "engine/base/execution.h"
#include "engine/data/interaction_matrix.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tastescope {

/// What people like: items ascend within a row.
struct PositiveRows {
    std::vector<std::uint64_t> offsets{0};
    std::vector<std::uint32_t> items;

    std::size_t userCount() const { return offsets.size() - 1; }
    std::size_t pairCount() const { return items.size(); }
    std::span<const std::uint32_t> itemsOf(std::size_t user) const {
        return std::span(items).subspan(offsets[user], offsets[user + 1] - offsets[user]);
    }
};

struct HeldPair {
    std::uint32_t user = 0;
    std::uint32_t item = 0;
};
/// The pairs with a positive weight; a share of each person's, drawn at random, is put into `held` instead.
PositiveRows positiveRows(const InteractionMatrix& matrix, double share, std::vector<HeldPair>& held,
                          const ExecutionContext& context);

/// A positive: the item by its place in the item block.
struct PairwiseCell {
    std::uint32_t user = 0;
    std::uint32_t place = 0;
};

class PairwiseBlocks {
public:
    /// `rows` must outlive this. `dims` floats an item decide how many items a cache takes.
    PairwiseBlocks(const PositiveRows& rows, std::size_t items, std::size_t dims);

    /// Draws the item blocks of an epoch and sorts all pairs into their cells. After a stop the cells are
    /// meaningless.
    void beginEpoch(int epoch, const ExecutionContext& context);

    std::size_t blocksPerSide() const { return m_blocks; }
    std::size_t itemsPerBlock() const { return m_itemsPerBlock; }
    /// The order of the rounds of this epoch.
    std::span<const std::uint32_t> rounds() const { return m_rounds; }
    std::size_t itemBlock(std::size_t round, std::size_t userBlock) const {
        return (round + userBlock) % m_blocks;
    }
    /// The items of a block by place; no more than itemsPerBlock().
    std::span<const std::uint32_t> items(std::size_t itemBlock) const;
    /// Users ascend.
    std::span<const PairwiseCell> cell(std::size_t userBlock, std::size_t itemBlock) const;

private:
    void sortPairs(std::size_t userBlock);

    const PositiveRows& m_rows;
    std::size_t m_blocks = 1;
    std::size_t m_itemsPerBlock = 1;
    std::vector<std::size_t> m_userBounds; ///< first user of each block, and the end
    std::vector<std::uint32_t> m_order;    ///< place over all blocks → item
    std::vector<std::uint32_t> m_blockOf;  ///< item → block
    std::vector<std::uint32_t> m_placeOf;  ///< item → place in its block
    std::vector<std::uint32_t> m_rounds;
    std::vector<PairwiseCell> m_cells; ///< by user block, then item block
    std::vector<std::uint64_t> m_cellEnds;
};

} // namespace tastescope
