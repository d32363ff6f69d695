// SPDX-License-Identifier: GPL-3.0-or-later
// What people liked, in the order in which they did: the input of the algorithms that look at order. Items of
// equal time have no order between them (in data without times: none at all); they stand in the order of
// arrival and are marked, so that an algorithm may treat them alike.
#pragma once

#include "engine/base/execution.h"
#include "engine/data/dataset.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tastescope {

enum class Repeats {
    Last, ///< an item once, at its latest event: the form a History has
    Keep  ///< every event, except for an item directly behind itself
};

/// A row a user. Immutable once built.
struct ItemSequences {
    std::vector<std::uint64_t> offsets{0}; ///< users + 1
    std::vector<ItemIndex> items;
    std::vector<std::uint8_t> tied; ///< 1: no later than the item before it in the same row

    std::size_t users() const { return offsets.size() - 1; }
    std::span<const ItemIndex> itemsOf(std::size_t user) const {
        return std::span(items).subspan(offsets[user], offsets[user + 1] - offsets[user]);
    }
    std::span<const std::uint8_t> tiedOf(std::size_t user) const {
        return std::span(tied).subspan(offsets[user], offsets[user + 1] - offsets[user]);
    }
};

/// Events of pairs whose weight is positive. Linear in events but for a binary search; rows are missing after
/// a stop.
ItemSequences itemSequences(const Dataset& dataset, Repeats repeats, const ExecutionContext& context);

/// Shuffles every row and marks all of it as tied: no item comes before another. A pure function of the seed.
void forgetOrder(ItemSequences& sequences, std::uint64_t seed);

/// The liked entries of known items by time, then item.
History inOrder(std::span<const HistoryEntry> history, std::size_t items);

} // namespace tastescope
