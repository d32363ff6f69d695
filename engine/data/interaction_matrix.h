// SPDX-License-Identifier: GPL-3.0-or-later
// Users × items, sparse: one number a pair, by user (CSR) and by item (its transpose). Immutable,
// thread-safe.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/ids.h"
#include "engine/data/interactions.h"
#include "engine/data/signals.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tastescope {

struct MatrixOptions {
    PairPolicy policy = PairPolicy::Sum;
    /// Every pair whose weight is positive becomes 1, every other 0 (seen, but no sign of taste).
    bool binary = false;
    /// > 0: an event's weight halves every so many days before the newest event of the data; events
    /// without time keep theirs.
    double halfLifeDays = 0;
};

/// Entries are sorted by index within a row and unique. Values may be 0 or negative (a skipped item): they
/// count as seen, and an algorithm treats only values > 0 as positive.
class InteractionMatrix {
public:
    InteractionMatrix() = default;
    /// Items are < `items`. The transpose is built at once; the result does not depend on the number of
    /// threads. After a stop: the same shape without entries.
    static InteractionMatrix build(const Interactions& events, std::span<const SignalType> signals,
                                   std::size_t items, const MatrixOptions& options,
                                   const ExecutionContext& context = {});
    /// From rows given directly (tests, history what-ifs): `offsets` has users + 1 entries; indices sorted
    /// within a row.
    static InteractionMatrix fromRows(std::vector<std::uint64_t> offsets, std::vector<ItemIndex> indices,
                                      std::vector<float> values, std::size_t items,
                                      const ExecutionContext& context = {});

    std::size_t userCount() const { return m_userOffsets.empty() ? 0 : m_userOffsets.size() - 1; }
    std::size_t itemCount() const { return m_itemOffsets.empty() ? 0 : m_itemOffsets.size() - 1; }
    std::size_t entryCount() const { return m_items.size(); }

    std::span<const ItemIndex> itemsOf(UserIndex user) const {
        return std::span(m_items).subspan(m_userOffsets[user.value], countOf(user));
    }
    std::span<const float> valuesOf(UserIndex user) const {
        return std::span(m_values).subspan(m_userOffsets[user.value], countOf(user));
    }
    std::span<const UserIndex> usersOf(ItemIndex item) const {
        return std::span(m_users).subspan(m_itemOffsets[item.value], countOf(item));
    }
    std::span<const float> valuesOf(ItemIndex item) const {
        return std::span(m_itemValues).subspan(m_itemOffsets[item.value], countOf(item));
    }
    std::size_t countOf(UserIndex user) const {
        return m_userOffsets[user.value + 1] - m_userOffsets[user.value];
    }
    std::size_t countOf(ItemIndex item) const {
        return m_itemOffsets[item.value + 1] - m_itemOffsets[item.value];
    }

    std::span<const std::uint64_t> userOffsets() const { return m_userOffsets; }
    std::span<const ItemIndex> items() const { return m_items; }
    std::span<const float> values() const { return m_values; }
    std::span<const std::uint64_t> itemOffsets() const { return m_itemOffsets; }
    std::span<const UserIndex> users() const { return m_users; }
    std::span<const float> itemValues() const { return m_itemValues; }

private:
    void buildTranspose(std::size_t items, const ExecutionContext& context);

    std::vector<std::uint64_t> m_userOffsets;
    std::vector<ItemIndex> m_items;
    std::vector<float> m_values;
    std::vector<std::uint64_t> m_itemOffsets;
    std::vector<UserIndex> m_users;
    std::vector<float> m_itemValues;
};

} // namespace tastescope
