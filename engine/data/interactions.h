// SPDX-License-Identifier: GPL-3.0-or-later
// The events of a data set in columns, sorted by user, then time, then order of arrival (a stable sort).
#pragma once

#include "engine/base/ids.h"
#include "engine/data/signals.h"

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace tastescope {

/// Milliseconds since 1970-01-01T00:00:00Z; `noTime` where the data has none.
using Time = std::int64_t;
inline constexpr Time noTime = std::numeric_limits<Time>::min();
inline constexpr Time millisecondsPerDay = 86'400'000;

struct Event {
    UserIndex user;
    ItemIndex item;
    SignalIndex signal = 0;
    float value = std::numeric_limits<float>::quiet_NaN(); ///< NaN = the event has no value
    Time time = noTime;
};

/// Immutable once built. `times` and `values` are empty when no event has one.
class Interactions {
public:
    Interactions() : m_userOffsets(1, 0) {}
    /// Sorts by user, then time (events without time first), stable. Every user index is < `users`.
    Interactions(std::vector<Event> events, std::size_t users);
    /// Columns that are sorted already, as a packed cache delivers them. `userOffsets` has users + 1 entries.
    Interactions(std::vector<std::uint64_t> userOffsets, std::vector<ItemIndex> items,
                 std::vector<SignalIndex> signals, std::vector<float> values, std::vector<Time> times);

    std::size_t size() const { return m_items.size(); }
    std::size_t userCount() const { return m_userOffsets.size() - 1; }
    bool hasValues() const { return !m_values.empty(); }
    bool hasTimes() const { return !m_times.empty(); }

    /// Rows [first, last) of one user.
    std::size_t firstOf(UserIndex user) const { return m_userOffsets[user.value]; }
    std::size_t lastOf(UserIndex user) const { return m_userOffsets[user.value + 1]; }

    ItemIndex item(std::size_t row) const { return m_items[row]; }
    SignalIndex signal(std::size_t row) const { return m_signals.empty() ? SignalIndex{0} : m_signals[row]; }
    float value(std::size_t row) const {
        return m_values.empty() ? std::numeric_limits<float>::quiet_NaN() : m_values[row];
    }
    Time time(std::size_t row) const { return m_times.empty() ? noTime : m_times[row]; }
    /// The user of a row, by binary search.
    UserIndex userOf(std::size_t row) const;
    Event at(std::size_t row) const { return {userOf(row), item(row), signal(row), value(row), time(row)}; }

    std::span<const std::uint64_t> userOffsets() const { return m_userOffsets; }
    std::span<const ItemIndex> items() const { return m_items; }
    std::span<const SignalIndex> signals() const { return m_signals; } ///< empty: all are signal 0
    std::span<const float> values() const { return m_values; }
    std::span<const Time> times() const { return m_times; }

    /// The rows marked true, in the same order and with the same users.
    Interactions subset(const std::vector<bool>& keep) const;

private:
    void sortByTime();
    void dropEmptyColumns();

    std::vector<std::uint64_t> m_userOffsets;
    std::vector<ItemIndex> m_items;
    std::vector<SignalIndex> m_signals;
    std::vector<float> m_values;
    std::vector<Time> m_times;
};

} // namespace tastescope
