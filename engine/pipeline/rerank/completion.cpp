// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rerank/completion.h"

#include <algorithm>

namespace tastescope {
namespace {

constexpr std::size_t none = ListLimits::none;

} // namespace

bool Completion::find(ListLimits& limits, std::size_t first) {
    m_rest = limits.freeItems();
    std::vector<double> demands;
    for (const std::size_t item : m_rest) {
        demands.resize(std::max(demands.size(), item + 1));
        demands[item] = limits.demand(item);
    }
    std::ranges::stable_sort(m_rest, {}, [&](std::size_t item) { return demands[item]; });
    m_used.assign(demands.size(), 0);
    m_reached = first;
    m_first.assign(limits.picked().begin(), limits.picked().end());
    if (fill(limits, first)) {
        return true;
    }
    m_first.clear();
    return fill(limits, first);
}

bool Completion::fill(ListLimits& limits, std::size_t first) {
    std::ranges::fill(m_used, 0);
    m_left.assign(limits.values(), 0);
    for (const std::size_t item : m_first) {
        for (const std::uint32_t value : limits.valuesOf(item)) {
            ++m_left[value];
        }
    }
    std::vector<std::size_t> put;
    bool whole = true;
    for (std::size_t place = first; place < limits.length() && whole; ++place) {
        m_reached = std::max(m_reached, place);
        if (limits.at(place) != none) {
            continue;
        }
        const std::size_t item = next(limits, place);
        whole = item != none;
        if (whole) {
            limits.put(item, place);
            put.push_back(place);
            m_used[item] = 1;
        }
    }
    m_found.clear();
    for (std::size_t place = 0; place < limits.length() && whole; ++place) {
        m_found.push_back(limits.at(place));
    }
    for (const std::size_t place : put) {
        limits.take(place);
    }
    return whole;
}

std::size_t Completion::next(const ListLimits& limits, std::size_t place) {
    std::size_t best = none;
    std::size_t most = 0;
    for (const std::size_t item : m_first) {
        if (m_used[item] != 0) {
            continue;
        }
        std::size_t left = 0;
        for (const std::uint32_t value : limits.valuesOf(item)) {
            left = std::max(left, m_left[value]);
        }
        if ((best == none || left > most) && limits.allows(item, place)) {
            best = item;
            most = left;
        }
    }
    if (best != none) {
        for (const std::uint32_t value : limits.valuesOf(best)) {
            --m_left[value];
        }
        return best;
    }
    const auto found = std::ranges::find_if(
        m_rest, [&](std::size_t item) { return m_used[item] == 0 && limits.allows(item, place); });
    return found != m_rest.end() ? *found : none;
}

} // namespace tastescope
