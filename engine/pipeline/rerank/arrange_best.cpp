// SPDX-License-Identifier: GPL-3.0-or-later
// The best list where gains do not depend on it.
#include "engine/pipeline/rerank/arrange.h"

#include "engine/base/discounted_gain.h"

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

constexpr std::size_t none = ListLimits::none;
constexpr std::size_t longestExchanged = 200; ///< places
constexpr double rounding = 1e-11;

} // namespace

Arranger::Worth Arranger::worthOf(std::span<const std::size_t> list) const {
    Worth worth;
    for (std::size_t place = 0; place < list.size(); ++place) {
        if (m_pinAt[place] == none) {
            worth.sum += m_gain->alone(list[place]);
            worth.discounted += m_gain->alone(list[place]) * placeWeight(place);
        }
    }
    return worth;
}

bool Arranger::better(const Worth& a, const Worth& b) const {
    return a.sum > b.sum + rounding || (a.sum >= b.sum - rounding && a.discounted > b.discounted + rounding);
}

void Arranger::improve(std::size_t length) {
    m_best = placesNow();
    m_bestWorth = worthOf(m_best);
    if (!m_effort.thorough && m_limits->windowed()) {
        m_allSteps = m_effort.any;
        if (choose(length)) {
            exchange();
            const std::vector<std::size_t> chosen = placesNow();
            if (const Worth worth = worthOf(chosen); better(worth, m_bestWorth)) {
                m_best = chosen;
                m_bestWorth = worth;
            }
        }
        m_only.clear();
    }
    m_steps = m_effort.best;
    m_taken += m_steps;
    placePins(length);
    m_found = false;
    m_used.assign(m_gain->candidates(), 0);
    m_gain->order();
    branch(0, {});
    m_taken -= m_steps;
}

/// The best items that limits allow together as far as numbers go, put into an order that they allow.
bool Arranger::choose(std::size_t length) {
    placePins(length);
    m_only.assign(m_gain->candidates(), 0);
    std::size_t left = length;
    for (const std::size_t pin : m_pinAt) {
        left -= pin != none ? 1 : 0;
    }
    std::vector<std::vector<std::uint32_t>> taken(m_limits->groupings());
    for (const std::size_t item : m_gain->order()) {
        if (left == 0) {
            break;
        }
        const auto fits = [&](std::size_t grouping, std::uint32_t code) {
            auto& counts = taken[grouping];
            counts.resize(std::max<std::size_t>(counts.size(), code + std::size_t{1}), 0);
            return counts[code] < m_limits->room(grouping, code, 0);
        };
        bool free = true;
        for (std::size_t grouping = 0; grouping < taken.size() && free; ++grouping) {
            free = std::ranges::all_of(m_limits->codesOf(grouping, item),
                                       [&](std::uint32_t code) { return fits(grouping, code); });
        }
        if (!free) {
            continue;
        }
        for (std::size_t grouping = 0; grouping < taken.size(); ++grouping) {
            for (const std::uint32_t code : m_limits->codesOf(grouping, item)) {
                ++taken[grouping][code];
            }
        }
        m_only[item] = 1;
        --left;
    }
    return left == 0 && filled(length);
}

/// Swaps two places as long as the better item comes up by it.
void Arranger::exchange() {
    ListLimits& limits = *m_limits;
    for (bool again = limits.length() <= longestExchanged; again;) {
        again = false;
        for (std::size_t low = 1; low < limits.length(); ++low) {
            for (std::size_t high = 0; high < low; ++high) {
                if (m_pinAt[low] != none || m_pinAt[high] != none ||
                    m_gain->alone(limits.at(low)) <= m_gain->alone(limits.at(high))) {
                    continue;
                }
                const std::size_t up = limits.at(low);
                const std::size_t down = limits.at(high);
                limits.take(low);
                limits.take(high);
                bool allowed = limits.allows(up, high);
                if (allowed) {
                    limits.put(up, high);
                    allowed = limits.allows(down, low);
                    if (!allowed) {
                        limits.take(high);
                    }
                }
                limits.put(allowed ? down : up, low);
                if (!allowed) {
                    limits.put(down, high);
                }
                again = again || allowed;
            }
        }
    }
}

/// No list that goes on from here is worth more: the best unused items, by each grouping's room alone.
Arranger::Worth Arranger::bound(std::size_t place) const {
    std::vector<std::size_t> empty;
    for (std::size_t at = place; at < m_limits->length(); ++at) {
        if (m_pinAt[at] == none) {
            empty.push_back(at);
        }
    }
    Worth least{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
    for (std::size_t grouping = 0; grouping < m_limits->groupings(); ++grouping) {
        if (!m_limits->bounds(grouping)) {
            continue;
        }
        Worth worth;
        std::size_t filledPlaces = 0;
        std::vector<std::pair<std::size_t, std::size_t>> room; // code, what is left of it
        for (const std::size_t item : m_gain->order()) {
            if (filledPlaces == empty.size()) {
                break;
            }
            if (m_used[item]) {
                continue;
            }
            if (const std::size_t code = m_limits->codeOf(grouping, item); code != none) {
                auto known = std::ranges::find(room, code, &std::pair<std::size_t, std::size_t>::first);
                if (known == room.end()) {
                    room.emplace_back(code, m_limits->room(grouping, code, place));
                    known = room.end() - 1;
                }
                if (known->second == 0) {
                    continue;
                }
                --known->second;
            }
            worth.sum += m_gain->alone(item);
            worth.discounted += m_gain->alone(item) * placeWeight(empty[filledPlaces++]);
        }
        if (filledPlaces < empty.size()) {
            return {-std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
        }
        least.sum = std::min(least.sum, worth.sum);
        least.discounted = std::min(least.discounted, worth.discounted);
    }
    if (std::isinf(least.sum)) { // only groupings with several values an item
        least = {};
        std::size_t filledPlaces = 0;
        for (const std::size_t item : m_gain->order()) {
            if (filledPlaces < empty.size() && !m_used[item]) {
                least.sum += m_gain->alone(item);
                least.discounted += m_gain->alone(item) * placeWeight(empty[filledPlaces++]);
            }
        }
    }
    return least;
}

void Arranger::branch(std::size_t place, Worth worth) {
    if (place == m_limits->length()) {
        if (!m_found || better(worth, m_bestWorth)) {
            m_found = true;
            m_best = placesNow();
            m_bestWorth = worth;
        }
        return;
    }
    if (m_pinAt[place] != none) {
        branch(place + 1, worth);
        return;
    }
    std::vector<std::uint64_t> tried;
    for (const std::size_t item : m_gain->order()) {
        if (m_used[item]) {
            continue;
        }
        if (m_steps == 0) {
            return;
        }
        if (!m_limits->allows(item, place)) {
            continue;
        }
        // The best of those that no limit tells apart goes first; another in its stead is never better.
        const std::uint64_t signature = m_limits->signature(item);
        if (std::ranges::find(tried, signature) != tried.end()) {
            continue;
        }
        tried.push_back(signature);
        --m_steps;
        m_limits->put(item, place);
        m_used[item] = 1;
        const Worth now{worth.sum + m_gain->alone(item),
                        worth.discounted + m_gain->alone(item) * placeWeight(place)};
        const Worth rest = bound(place + 1);
        const Worth atMost{now.sum + rest.sum, now.discounted + rest.discounted};
        // What was not found by this search is beaten by its equal: ties go by the order of the search.
        const double sumSlack = m_found ? rounding : -rounding;
        const bool hopeless = atMost.sum < m_bestWorth.sum - rounding ||
                              (atMost.sum <= m_bestWorth.sum + rounding &&
                               atMost.discounted < m_bestWorth.discounted + sumSlack);
        if (!hopeless && (!m_effort.thorough || m_limits->canFill(place + 1))) {
            branch(place + 1, now);
        }
        m_used[item] = 0;
        m_limits->take(place);
    }
}

} // namespace tastescope
