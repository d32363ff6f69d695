// SPDX-License-Identifier: GPL-3.0-or-later
// The best neighbours of every item, filled by all threads at once and in any order: what stays depends on
// what was offered alone. Memory does not grow with the number of threads.
#pragma once

#include "engine/base/execution.h"
#include "engine/linalg/sparse_rows.h"

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tastescope {

/// Descending keys order by similarity descending, then item ascending: similarities are positive, and the
/// bits of positive floats ascend with them.
inline std::uint64_t neighbourKey(float similarity, std::uint32_t item) {
    return static_cast<std::uint64_t>(std::bit_cast<std::uint32_t>(similarity)) << 32 | ~item;
}
inline float similarityOfKey(std::uint64_t key) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(key >> 32));
}

class BestNeighbours {
public:
    /// `keep` neighbours an item; 0 = all.
    BestNeighbours(std::size_t items, std::size_t keep);

    /// A similarity below it has no place among the item's best any more; never 0. It only grows.
    float least(std::size_t item) const { return m_least[item].load(std::memory_order_relaxed); }
    void offer(std::size_t item, std::uint64_t key);
    void offer(std::size_t item, std::span<const std::uint64_t> keys);

    /// The best ones of `keys` alone, in no order, and what the least of them is.
    float keepBest(std::vector<std::uint64_t>& keys) const;
    /// How many keys may gather before the best are chosen among them.
    std::size_t room() const { return m_room; }

    /// Row i from the list of `listOf[i]`, columns ascending. The lists are given up on the way. Of no use
    /// after a stop.
    SparseRows take(std::span<const std::uint32_t> listOf, const ExecutionContext& context);

private:
    std::size_t m_keep;
    std::size_t m_room;
    std::vector<std::vector<std::uint64_t>> m_lists;
    std::vector<std::atomic<float>> m_least;
    std::vector<std::atomic_flag>
        m_busy; ///< a list is held for some hundred nanoseconds and rarely wanted twice
};

} // namespace tastescope
