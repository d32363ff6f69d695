// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/pairwise/pairwise_blocks.h"

#include "engine/base/parallel.h"
#include "engine/base/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tastescope {
namespace {

constexpr double pairsPerCell = 1000;       ///< at least: below it the way round costs more than the steps
constexpr std::size_t fewestItems = 32;     ///< of a block, so that there are negatives to choose from
constexpr std::size_t cachedFloats = 32768; ///< of a block's rows: a quarter of a usual level 2 cache
constexpr std::size_t enoughBlocks = 16;    ///< to keep many threads busy
constexpr std::size_t mostBlocks = 128;
constexpr std::size_t usersPerPoll = 4096;
constexpr std::uint64_t heldStreams = std::uint64_t{1} << 40; ///< apart from those of the starting vectors
constexpr std::uint64_t orderStreams = std::uint64_t{2} << 40;

std::size_t blocksFor(std::size_t pairs, std::size_t items, std::size_t dims) {
    const std::size_t cached = std::clamp(items * dims / cachedFloats, enoughBlocks, mostBlocks);
    const auto busy = static_cast<std::size_t>(std::sqrt(static_cast<double>(pairs) / pairsPerCell));
    return std::max<std::size_t>(std::min({cached, busy, items / fewestItems}), 1);
}

} // namespace

PositiveRows positiveRows(const InteractionMatrix& matrix, double share, std::vector<HeldPair>& held,
                          const ExecutionContext& context) {
    PositiveRows rows;
    rows.items.reserve(matrix.entryCount());
    rows.offsets.reserve(matrix.userCount() + 1);
    for (std::size_t user = 0; user < matrix.userCount(); ++user) {
        if (user % usersPerPoll == 0 && context.stopRequested()) {
            break;
        }
        Random random(context.seed, heldStreams + user);
        const auto items = matrix.itemsOf(UserIndex(user));
        const auto weights = matrix.valuesOf(UserIndex(user));
        for (std::size_t place = 0; place < items.size(); ++place) {
            if (weights[place] <= 0) {
                continue;
            }
            if (share > 0 && random.uniform() < share) {
                held.push_back({static_cast<std::uint32_t>(user), items[place].value});
            } else {
                rows.items.push_back(items[place].value);
            }
        }
        rows.offsets.push_back(rows.items.size());
    }
    rows.offsets.resize(matrix.userCount() + 1, rows.items.size()); // after a stop: rows without pairs
    return rows;
}

PairwiseBlocks::PairwiseBlocks(const PositiveRows& rows, std::size_t items, std::size_t dims)
    : m_rows(rows)
    , m_blocks(blocksFor(rows.pairCount(), items, dims))
    , m_itemsPerBlock((items + m_blocks - 1) / m_blocks)
    , m_userBounds(m_blocks + 1)
    , m_order(items)
    , m_blockOf(items)
    , m_placeOf(items)
    , m_rounds(m_blocks)
    , m_cells(rows.pairCount())
    , m_cellEnds(m_blocks * m_blocks) {
    for (std::size_t block = 0; block <= m_blocks; ++block) {
        const std::uint64_t share = rows.pairCount() * block / m_blocks;
        const auto bound = std::lower_bound(rows.offsets.begin(), rows.offsets.end(), share);
        m_userBounds[block] =
            block == m_blocks ? rows.userCount() : static_cast<std::size_t>(bound - rows.offsets.begin());
    }
}

void PairwiseBlocks::beginEpoch(int epoch, const ExecutionContext& context) {
    Random random(context.seed, orderStreams + static_cast<std::uint64_t>(epoch));
    std::iota(m_order.begin(), m_order.end(), 0U); // whatever was before: an epoch does not depend on others
    random.shuffle(std::span(m_order));
    std::iota(m_rounds.begin(), m_rounds.end(), 0U);
    random.shuffle(std::span(m_rounds));
    for (std::size_t block = 0; block < m_blocks; ++block) {
        const std::span<const std::uint32_t> own = items(block);
        for (std::size_t place = 0; place < own.size(); ++place) {
            m_blockOf[own[place]] = static_cast<std::uint32_t>(block);
            m_placeOf[own[place]] = static_cast<std::uint32_t>(place);
        }
    }
    parallelChunks(context, m_blocks, 1, [&](std::size_t block, std::size_t) { sortPairs(block); });
}

void PairwiseBlocks::sortPairs(std::size_t userBlock) {
    const std::size_t begin = m_userBounds[userBlock];
    const std::size_t end = m_userBounds[userBlock + 1];
    const std::uint64_t first = m_rows.offsets[begin];
    std::uint64_t* const next = m_cellEnds.data() + userBlock * m_blocks;
    std::fill_n(next, m_blocks, 0);
    for (std::uint64_t pair = first; pair < m_rows.offsets[end]; ++pair) {
        ++next[m_blockOf[m_rows.items[pair]]];
    }
    std::exclusive_scan(next, next + m_blocks, next, first);
    for (std::size_t user = begin; user < end; ++user) {
        for (const std::uint32_t item : m_rows.itemsOf(user)) {
            m_cells[next[m_blockOf[item]]++] = {static_cast<std::uint32_t>(user), m_placeOf[item]};
        }
    }
}

std::span<const std::uint32_t> PairwiseBlocks::items(std::size_t itemBlock) const {
    const std::size_t begin = std::min(itemBlock * m_itemsPerBlock, m_order.size());
    const std::size_t end = std::min(begin + m_itemsPerBlock, m_order.size());
    return std::span(m_order).subspan(begin, end - begin);
}

std::span<const PairwiseCell> PairwiseBlocks::cell(std::size_t userBlock, std::size_t itemBlock) const {
    const std::size_t place = userBlock * m_blocks + itemBlock;
    const std::uint64_t begin =
        itemBlock == 0 ? m_rows.offsets[m_userBounds[userBlock]] : m_cellEnds[place - 1];
    return std::span(m_cells).subspan(begin, m_cellEnds[place] - begin);
}

} // namespace tastescope
