// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/rating_blocks.h"

#include "engine/base/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tastescope {
namespace {

constexpr double ratingsPerBlock = 1000;
constexpr std::size_t mostBlocks = 64;
constexpr std::uint64_t blockStreams = std::uint64_t{2} << 40;
constexpr std::size_t rowsPerPoll = 4096;

/// A random order of rows, cut where the ratings so far reach the next share.
struct Side {
    std::vector<std::uint32_t> order;  ///< place → row
    std::vector<std::uint32_t> places; ///< row → place
    std::vector<std::uint32_t> blocks; ///< row → block

    Side(std::span<const std::uint64_t> offsets, std::size_t blockCount, Random random)
        : order(offsets.empty() ? 0 : offsets.size() - 1)
        , places(order.size())
        , blocks(order.size()) {
        std::iota(order.begin(), order.end(), 0U);
        random.shuffle(std::span(order));
        const double share =
            order.empty() ? 1 : static_cast<double>(offsets.back()) / static_cast<double>(blockCount);
        double before = 0;
        for (std::size_t place = 0; place < order.size(); ++place) {
            const std::uint32_t row = order[place];
            places[row] = static_cast<std::uint32_t>(place);
            const auto block = share > 0 ? static_cast<std::size_t>(before / share) : 0;
            blocks[row] = static_cast<std::uint32_t>(std::min(block, blockCount - 1));
            before += static_cast<double>(offsets[row + 1] - offsets[row]);
        }
    }
};

} // namespace

RatingBlocks::RatingBlocks(const InteractionMatrix& ratings, const RatingUnits& units,
                           const ExecutionContext& context) {
    const double side = std::sqrt(static_cast<double>(ratings.entryCount()) / ratingsPerBlock);
    m_blocks = std::clamp<std::size_t>(static_cast<std::size_t>(side), 1, mostBlocks);
    Side users(ratings.userOffsets(), m_blocks, Random(context.seed, blockStreams));
    Side items(ratings.itemOffsets(), m_blocks, Random(context.seed, blockStreams + 1));
    m_offsets.assign(m_blocks * m_blocks + 1, 0);
    const auto forEachCell = [&](const auto& visit) {
        for (std::size_t place = 0; place < users.order.size(); ++place) {
            if (place % rowsPerPoll == 0 && context.stopRequested()) {
                return;
            }
            const UserIndex user(users.order[place]);
            const auto rated = ratings.itemsOf(user);
            const auto given = ratings.valuesOf(user);
            for (std::size_t entry = 0; entry < rated.size(); ++entry) {
                visit(users.blocks[user.value] * m_blocks + items.blocks[rated[entry].value],
                      RatingCell{static_cast<std::uint32_t>(place), items.places[rated[entry].value],
                                 static_cast<float>(units.inUnits(given[entry]))});
            }
        }
    };
    forEachCell([&](std::size_t block, const RatingCell&) { ++m_offsets[block + 1]; });
    std::partial_sum(m_offsets.begin(), m_offsets.end(), m_offsets.begin());
    if (!context.stopRequested()) {
        m_cells.resize(m_offsets.back());
        std::vector<std::uint64_t> next(m_offsets.begin(), m_offsets.end() - 1);
        forEachCell([&](std::size_t block, const RatingCell& cell) { m_cells[next[block]++] = cell; });
    }
    if (context.stopRequested()) {
        m_cells.clear();
        m_offsets.assign(m_offsets.size(), 0);
    }
    m_userPlaces = std::move(users.places);
    m_itemPlaces = std::move(items.places);
}

std::span<const RatingCell> RatingBlocks::block(std::size_t userBlock, std::size_t itemBlock) const {
    const std::size_t block = userBlock * m_blocks + itemBlock;
    return std::span(m_cells).subspan(m_offsets[block], m_offsets[block + 1] - m_offsets[block]);
}

std::vector<std::size_t> RatingBlocks::strata(int epoch, std::uint64_t seed) const {
    std::vector<std::size_t> order(m_blocks);
    std::iota(order.begin(), order.end(), std::size_t{0});
    Random(seed, blockStreams + 1 + static_cast<std::uint64_t>(epoch)).shuffle(std::span(order));
    return order;
}

} // namespace tastescope
