// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/neighbourhood/best_neighbours.h"

#include "engine/base/parallel.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <limits>
#include <thread>

namespace tastescope {
namespace {

constexpr std::size_t itemsPerChunk = 256;
constexpr int mostTries = 16; ///< for a list that is held for some hundred nanoseconds

} // namespace

BestNeighbours::BestNeighbours(std::size_t items, std::size_t keep)
    : m_keep(keep > 0 ? std::min(keep, items) : items)
    , m_room(m_keep + m_keep / 2 + 16)
    , m_lists(items)
    , m_least(items)
    , m_busy(items) {
    for (std::atomic<float>& least : m_least) {
        least = std::numeric_limits<float>::denorm_min();
    }
}

void BestNeighbours::offer(std::size_t item, std::uint64_t key) {
    offer(item, std::span(&key, 1));
}

void BestNeighbours::offer(std::size_t item, std::span<const std::uint64_t> keys) {
    for (int tries = 0; m_busy[item].test_and_set(std::memory_order_acquire); ++tries) {
        if (tries < mostTries) {
            std::this_thread::yield();
        } else { // who holds it has lost the processor
            std::this_thread::sleep_for(std::chrono::microseconds(50));
        }
    }
    std::vector<std::uint64_t>& list = m_lists[item];
    list.insert(list.end(), keys.begin(), keys.end());
    if (list.size() >= m_room) {
        m_least[item].store(keepBest(list), std::memory_order_relaxed);
    }
    m_busy[item].clear(std::memory_order_release);
}

float BestNeighbours::keepBest(std::vector<std::uint64_t>& keys) const {
    if (keys.size() < m_keep) {
        return std::numeric_limits<float>::denorm_min();
    }
    const auto last = keys.begin() + static_cast<std::ptrdiff_t>(m_keep) - 1;
    std::nth_element(keys.begin(), last, keys.end(), std::greater<>());
    keys.resize(m_keep);
    return similarityOfKey(keys.back());
}

SparseRows BestNeighbours::take(std::span<const std::uint32_t> listOf, const ExecutionContext& context) {
    parallelChunks(context, m_lists.size(), itemsPerChunk, [&](std::size_t begin, std::size_t end) {
        for (std::size_t item = begin; item < end; ++item) {
            keepBest(m_lists[item]);
            std::sort(m_lists[item].begin(), m_lists[item].end(), [](std::uint64_t a, std::uint64_t b) {
                return static_cast<std::uint32_t>(~a) < static_cast<std::uint32_t>(~b);
            });
        }
    });
    SparseRows rows;
    for (const std::uint32_t list : listOf) {
        rows.offsets.push_back(rows.offsets.back() + m_lists[list].size());
    }
    rows.columns.reserve(rows.offsets.back());
    rows.values.reserve(rows.offsets.back());
    for (const std::uint32_t list : listOf) {
        if (context.stopRequested()) {
            return rows;
        }
        for (const std::uint64_t key : m_lists[list]) {
            rows.columns.push_back(static_cast<std::uint32_t>(~key));
            rows.values.push_back(similarityOfKey(key));
        }
        m_lists[list] = {}; // the whole result is never held twice
    }
    return rows;
}

} // namespace tastescope
