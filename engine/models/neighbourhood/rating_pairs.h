// SPDX-License-Identifier: GPL-3.0-or-later
// What two items' ratings have to do with each other: for every pair of items that somebody rated both of, a
// sum over those people. One dense row a thread, items in parallel, the result independent of the number of
// threads; time is the sum of squares of the people's numbers of ratings.
#pragma once

#include "engine/base/large_pages.h"
#include "engine/base/parallel.h"
#include "engine/base/result.h"
#include "engine/data/interaction_matrix.h"
#include "engine/linalg/sparse_rows.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace tastescope {

/// Additions it takes.
inline double pairWork(const InteractionMatrix& matrix) {
    double work = 0;
    for (std::size_t user = 0; user < matrix.userCount(); ++user) {
        const auto count = static_cast<double>(matrix.countOf(UserIndex(user)));
        work += count * count;
    }
    return work;
}

/// Entries that a matrix of the items' pairs has at most.
inline double pairEntries(const InteractionMatrix& matrix) {
    const auto items = static_cast<double>(matrix.itemCount());
    return std::min(pairWork(matrix), items * items);
}

namespace rating_pairs {

struct Chunk {
    std::vector<std::uint32_t> sizes;
    std::vector<std::uint32_t> columns;
    std::vector<float> values;
};

/// Of no use after a stop.
inline SparseRows concatenate(std::vector<Chunk>& chunks, const ExecutionContext& context) {
    SparseRows rows;
    std::size_t entries = 0;
    for (const Chunk& chunk : chunks) {
        entries += chunk.columns.size();
    }
    rows.columns.reserve(entries);
    preferLargePages(rows.columns.data(), entries * sizeof(std::uint32_t));
    rows.values.reserve(entries);
    preferLargePages(rows.values.data(), entries * sizeof(float));
    for (Chunk& chunk : chunks) {
        if (context.stopRequested()) {
            return rows;
        }
        for (const std::uint32_t size : chunk.sizes) {
            rows.offsets.push_back(rows.offsets.back() + size);
        }
        rows.columns.insert(rows.columns.end(), chunk.columns.begin(), chunk.columns.end());
        rows.values.insert(rows.values.end(), chunk.values.begin(), chunk.values.end());
        chunk = {};
    }
    return rows;
}

/// The other items that the raters of `item` have rated, ascending.
inline void touchedItems(const InteractionMatrix& ratings, ItemIndex item,
                         std::vector<std::uint32_t>& touched) {
    touched.clear();
    for (const UserIndex user : ratings.usersOf(item)) {
        for (const ItemIndex other : ratings.itemsOf(user)) {
            touched.push_back(other.value);
        }
    }
    std::sort(touched.begin(), touched.end());
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
}

inline std::size_t rowWork(const InteractionMatrix& ratings, ItemIndex item) {
    std::size_t work = 0;
    for (const UserIndex user : ratings.usersOf(item)) {
        work += ratings.countOf(user);
    }
    return work;
}

} // namespace rating_pairs

/// `add(cell, user, item, x, other, y)` for each common rater of a pair, x rating `item` and y `other`;
/// `value(cell)` is what the pair's cell comes to, nothing = no entry. An item is paired with itself, too.
/// Row i of the result belongs to `item` = i. Fails only by cancellation.
template <typename Cell, typename Add, typename Value>
Result<SparseRows> pairRows(const InteractionMatrix& ratings, const Add& add, const Value& value,
                            const ExecutionContext& context) {
    constexpr std::size_t itemsPerChunk = 16;
    constexpr std::size_t sparseShare =
        8; // rows that touch less than this share are gathered by touched cells
    const std::size_t items = ratings.itemCount();
    std::vector<rating_pairs::Chunk> chunks((items + itemsPerChunk - 1) / itemsPerChunk);
    std::atomic<std::size_t> done = 0;
    const auto work = [&](std::size_t begin, std::size_t end) {
        thread_local std::vector<Cell> cells; // all empty between rows
        thread_local std::vector<std::uint32_t> touched;
        cells.resize(std::max(cells.size(), items));
        rating_pairs::Chunk& chunk = chunks[begin / itemsPerChunk];
        const auto take = [&](std::uint32_t other) {
            if (const std::optional<float> entry = value(cells[other])) {
                chunk.columns.push_back(other);
                chunk.values.push_back(*entry);
            }
            cells[other] = Cell{};
        };
        for (std::size_t row = begin; row < end && !context.stopRequested(); ++row) {
            const ItemIndex item(row);
            const std::size_t before = chunk.columns.size();
            const auto raters = ratings.usersOf(item);
            for (std::size_t place = 0; place < raters.size(); ++place) {
                const float x = ratings.valuesOf(item)[place];
                const auto others = ratings.itemsOf(raters[place]);
                const auto values = ratings.valuesOf(raters[place]);
                for (std::size_t at = 0; at < others.size(); ++at) {
                    add(cells[others[at].value], raters[place], item, x, others[at], values[at]);
                }
            }
            if (rating_pairs::rowWork(ratings, item) * sparseShare < items) {
                rating_pairs::touchedItems(ratings, item, touched);
                std::for_each(touched.begin(), touched.end(), take);
            } else {
                for (std::uint32_t other = 0; other < items; ++other) {
                    take(other);
                }
            }
            chunk.sizes.push_back(static_cast<std::uint32_t>(chunk.columns.size() - before));
        }
        done += end - begin;
        context.report(static_cast<double>(done) / static_cast<double>(items), "Comparing items");
    };
    if (!parallelChunks(context, items, itemsPerChunk, work) || context.stopRequested()) {
        return cancelledError();
    }
    SparseRows rows = rating_pairs::concatenate(chunks, context);
    return context.stopRequested() ? Result<SparseRows>(cancelledError()) : std::move(rows);
}

} // namespace tastescope
