// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/interactions.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

// Brings values[first, …) into the order that `order` says, by way of `scratch`.
template <typename T>
void reorder(std::vector<T>& values, std::size_t first,
             const std::vector<std::pair<Time, std::uint32_t>>& order, std::vector<T>& scratch) {
    if (values.empty()) {
        return;
    }
    scratch.clear();
    for (const auto& [time, place] : order) {
        scratch.push_back(values[first + place]);
    }
    std::ranges::copy(scratch, values.begin() + static_cast<std::ptrdiff_t>(first));
}

} // namespace

// A counting sort by user straight into the columns, then each user's stretch by time where it needs it.
Interactions::Interactions(std::vector<Event> events, std::size_t users) : m_userOffsets(users + 1, 0) {
    bool anySignal = false;
    bool anyValue = false;
    bool anyTime = false;
    for (const Event& event : events) {
        assert(event.user.value < users);
        ++m_userOffsets[event.user.value + 1];
        anySignal |= event.signal != 0;
        anyValue |= !std::isnan(event.value);
        anyTime |= event.time != noTime;
    }
    for (std::size_t user = 0; user < users; ++user) {
        m_userOffsets[user + 1] += m_userOffsets[user];
    }
    m_items.resize(events.size());
    m_signals.resize(anySignal ? events.size() : 0);
    m_values.resize(anyValue ? events.size() : 0);
    m_times.resize(anyTime ? events.size() : 0);
    std::vector<std::uint64_t> next(m_userOffsets.begin(), m_userOffsets.end() - 1);
    for (const Event& event : events) {
        const std::size_t row = next[event.user.value]++;
        m_items[row] = event.item;
        if (anySignal) {
            m_signals[row] = event.signal;
        }
        if (anyValue) {
            m_values[row] = event.value;
        }
        if (anyTime) {
            m_times[row] = event.time;
        }
    }
    events = {};
    if (anyTime) {
        sortByTime();
    }
}

Interactions::Interactions(std::vector<std::uint64_t> userOffsets, std::vector<ItemIndex> items,
                           std::vector<SignalIndex> signals, std::vector<float> values,
                           std::vector<Time> times)
    : m_userOffsets(std::move(userOffsets))
    , m_items(std::move(items))
    , m_signals(std::move(signals))
    , m_values(std::move(values))
    , m_times(std::move(times)) {
    if (m_userOffsets.empty()) {
        m_userOffsets.assign(1, 0);
    }
    assert(m_userOffsets.back() == m_items.size());
    dropEmptyColumns();
}

void Interactions::sortByTime() {
    std::vector<std::pair<Time, std::uint32_t>> order;
    std::vector<ItemIndex> items;
    std::vector<SignalIndex> signals;
    std::vector<float> values;
    for (std::size_t user = 0; user < userCount(); ++user) {
        const std::size_t first = m_userOffsets[user];
        const std::size_t last = m_userOffsets[user + 1];
        const std::span stretch = std::span(m_times).subspan(first, last - first);
        if (std::ranges::is_sorted(stretch)) {
            continue;
        }
        order.clear();
        for (std::size_t row = first; row < last; ++row) {
            order.emplace_back(m_times[row], static_cast<std::uint32_t>(row - first));
        }
        std::ranges::sort(order); // by time, then arrival: stable without a stable sort's buffer
        reorder(m_items, first, order, items);
        reorder(m_signals, first, order, signals);
        reorder(m_values, first, order, values);
        std::ranges::transform(order, stretch.begin(), &std::pair<Time, std::uint32_t>::first);
    }
}

// Equal content has equal columns, however it came about.
void Interactions::dropEmptyColumns() {
    if (std::ranges::all_of(m_signals, [](SignalIndex signal) { return signal == 0; })) {
        m_signals = {};
    }
    if (std::ranges::all_of(m_values, [](float value) { return std::isnan(value); })) {
        m_values = {};
    }
    if (std::ranges::all_of(m_times, [](Time time) { return time == noTime; })) {
        m_times = {};
    }
}

UserIndex Interactions::userOf(std::size_t row) const {
    const auto after = std::ranges::upper_bound(m_userOffsets, row);
    return UserIndex{static_cast<std::size_t>(after - m_userOffsets.begin() - 1)};
}

Interactions Interactions::subset(const std::vector<bool>& keep) const {
    const auto kept = static_cast<std::size_t>(std::ranges::count(keep, true));
    const auto select = [&](const auto& column) {
        std::remove_cvref_t<decltype(column)> out;
        if (!column.empty()) {
            out.reserve(kept);
            for (std::size_t row = 0; row < column.size(); ++row) {
                if (keep[row]) {
                    out.push_back(column[row]);
                }
            }
        }
        return out;
    };
    std::vector<std::uint64_t> offsets(m_userOffsets.size(), 0);
    std::size_t count = 0;
    for (std::size_t user = 0; user < userCount(); ++user) {
        for (std::size_t row = m_userOffsets[user]; row < m_userOffsets[user + 1]; ++row) {
            count += keep[row] ? 1 : 0;
        }
        offsets[user + 1] = count;
    }
    return {std::move(offsets), select(m_items), select(m_signals), select(m_values), select(m_times)};
}

} // namespace tastescope
