// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rerank/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace tastescope {

void ListLimits::begin(const CompiledRules& rules, const PreparedPerson& person,
                       std::span<const char> eligible) {
    m_person = &person;
    m_eligible.assign(eligible.begin(), eligible.end());
    m_groupings.clear();
    m_constraints.clear();
    m_shares.clear();
    m_places.clear();
    m_refusedFrom.assign(rules.set->limits.size(), none);
    m_isNumbered = false;
    for (const CompiledLimit& compiled : rules.limits) {
        const Limit& limit = *compiled.limit;
        if (!limit.max && !limit.gap && !limit.minShare) {
            continue; // a cap over all people is no matter of one list
        }
        std::vector<char> meeting(limit.condition ? person.items.size() : 0);
        if (limit.condition) {
            compiled.test.forEach(person, [&](std::size_t at) { meeting[at] = 1; });
        }
        if (limit.max || limit.gap) {
            const std::size_t grouping =
                compiled.codes ? groupingOf(compiled.codes.get()) : addMembers(meeting);
            if (limit.max) {
                m_constraints.push_back({compiled.number, "max", static_cast<double>(*limit.max), grouping,
                                         limit.window.value_or(0), *limit.max});
            }
            if (limit.gap) {
                m_constraints.push_back(
                    {compiled.number, "gap", static_cast<double>(*limit.gap), grouping, *limit.gap + 1, 1});
            }
        }
        if (limit.minShare && *limit.minShare > 0) {
            for (char& one : meeting) {
                one = one ? 0 : 1;
            }
            const std::size_t grouping = addMembers(std::move(meeting));
            m_shares.push_back({compiled.number, grouping, m_constraints.size(), *limit.minShare, 0});
            m_constraints.push_back({compiled.number, "min_share", *limit.minShare, grouping, 0, 0});
        }
    }
}

std::size_t ListLimits::groupingOf(const ItemCodes* codes) {
    const auto known = std::ranges::find(m_groupings, codes, &Grouping::codes);
    if (known != m_groupings.end()) {
        return static_cast<std::size_t>(known - m_groupings.begin());
    }
    m_groupings.push_back({codes, {}, codes->single, std::vector<std::uint32_t>(codes->values, 0)});
    return m_groupings.size() - 1;
}

std::size_t ListLimits::addMembers(std::vector<char> member) {
    m_groupings.push_back({nullptr, std::move(member), true, std::vector<std::uint32_t>(1, 0)});
    return m_groupings.size() - 1;
}

bool ListLimits::windowed() const {
    return std::ranges::any_of(m_constraints, [](const Constraint& one) { return one.window > 0; });
}

void ListLimits::clear(std::size_t length) {
    m_places.assign(length, none);
    for (Grouping& grouping : m_groupings) {
        std::ranges::fill(grouping.counts, 0);
    }
    for (const Share& share : m_shares) {
        m_constraints[share.constraint].most = length - std::min(length, share.need);
    }
}

std::size_t ListLimits::codeOf(std::size_t grouping, std::size_t item) const {
    const auto codes = codesOf(grouping, item);
    return codes.empty() ? none : codes.front();
}

bool ListLimits::has(std::size_t grouping, std::size_t item, std::uint32_t code) const {
    return item != none && std::ranges::find(codesOf(grouping, item), code) != codesOf(grouping, item).end();
}

/// Whether some window about the place has as many as it may without it.
bool ListLimits::fullAround(const Constraint& constraint, std::uint32_t code, std::size_t place) const {
    const std::size_t reach = constraint.window - 1;
    const std::size_t begin = place - std::min(place, reach);
    const std::size_t end = std::min(m_places.size(), place + constraint.window);
    std::size_t inside = 0;
    for (std::size_t at = begin; at < end; ++at) {
        inside += has(constraint.grouping, m_places[at], code) ? 1 : 0;
        if (at >= begin + constraint.window) {
            inside -= has(constraint.grouping, m_places[at - constraint.window], code) ? 1 : 0;
        }
        if (inside >= constraint.most) {
            return true;
        }
    }
    return false;
}

std::size_t ListLimits::forbids(std::size_t item, std::size_t place) const {
    for (std::size_t number = 0; number < m_constraints.size(); ++number) {
        const Constraint& constraint = m_constraints[number];
        const std::vector<std::uint32_t>& counts = m_groupings[constraint.grouping].counts;
        for (const std::uint32_t code : codesOf(constraint.grouping, item)) {
            if (counts[code] >= constraint.most &&
                (constraint.window == 0 || fullAround(constraint, code, place))) {
                return number;
            }
        }
    }
    return none;
}

void ListLimits::put(std::size_t item, std::size_t place) {
    m_places[place] = item;
    for (std::size_t at = 0; at < m_groupings.size(); ++at) {
        for (const std::uint32_t code : codesOf(at, item)) {
            ++m_groupings[at].counts[code];
        }
    }
}

void ListLimits::take(std::size_t place) {
    for (std::size_t at = 0; at < m_groupings.size(); ++at) {
        for (const std::uint32_t code : codesOf(at, m_places[place])) {
            --m_groupings[at].counts[code];
        }
    }
    m_places[place] = none;
}

/// Empty places from `first` on that items of the code can take together, up to `enough`. Taking the leftmost
/// that is free is best: windows are intervals.
std::size_t ListLimits::slots(const Constraint& constraint, std::uint32_t code, std::size_t first,
                              std::size_t enough) const {
    const std::size_t length = m_places.size();
    const std::size_t from = first - std::min(first, constraint.window - 1);
    std::vector<char> taken(length - from);
    bool near = false;
    for (std::size_t place = from; place < length && m_groupings[constraint.grouping].counts[code] > 0;
         ++place) {
        taken[place - from] = has(constraint.grouping, m_places[place], code) ? 1 : 0;
        near = near || taken[place - from] != 0;
    }
    if (!near && emptyFrom(first) == length - first) { // window after window, as full as they may be
        const std::size_t whole = (length - first) / constraint.window;
        const std::size_t rest = (length - first) % constraint.window;
        return std::min(enough, whole * constraint.most + std::min(rest, constraint.most));
    }
    std::size_t count = 0;
    for (std::size_t place = first; place < length && count < enough; ++place) {
        if (m_places[place] != none) {
            continue;
        }
        const std::size_t begin = place - std::min(place, constraint.window - 1);
        const std::size_t end = std::min(length, place + constraint.window);
        std::size_t inside = 0;
        std::size_t fullest = 0;
        for (std::size_t at = begin; at < end; ++at) {
            inside += taken[at - from] ? 1 : 0;
            inside -= at >= begin + constraint.window && taken[at - from - constraint.window] ? 1 : 0;
            fullest = std::max(fullest, inside);
        }
        if (fullest < constraint.most) {
            taken[place - from] = 1;
            ++count;
        }
    }
    return count;
}

std::size_t ListLimits::room(std::size_t grouping, std::size_t code, std::size_t first) const {
    return room(grouping, code, first, m_places.size() - first);
}

/// Up to `enough`.
std::size_t ListLimits::room(std::size_t grouping, std::size_t code, std::size_t first,
                             std::size_t enough) const {
    std::size_t left = enough;
    for (const Constraint& constraint : m_constraints) {
        if (constraint.grouping != grouping) {
            continue;
        }
        const std::size_t count = m_groupings[grouping].counts[code];
        left = std::min(left, constraint.window == 0
                                  ? constraint.most - std::min(constraint.most, count)
                                  : slots(constraint, static_cast<std::uint32_t>(code), first, left));
    }
    return left;
}

std::size_t ListLimits::emptyFrom(std::size_t first) const {
    return static_cast<std::size_t>(
        std::count(m_places.begin() + static_cast<std::ptrdiff_t>(first), m_places.end(), none));
}

/// By item: whether it is in the list.
std::vector<char> ListLimits::placed() const {
    std::vector<char> placed(m_eligible.size());
    for (const std::size_t item : m_places) {
        if (item != none) {
            placed[item] = 1;
        }
    }
    return placed;
}

std::vector<std::size_t> ListLimits::freeItems() const {
    const std::vector<char> taken = placed();
    std::vector<std::size_t> items;
    for (std::size_t item = 0; item < m_eligible.size(); ++item) {
        if (m_eligible[item] != 0 && taken[item] == 0) {
            items.push_back(item);
        }
    }
    return items;
}

bool ListLimits::canFill(std::size_t first) const {
    const std::size_t empty = emptyFrom(first);
    for (std::size_t grouping = 0; grouping < m_groupings.size(); ++grouping) {
        if (m_groupings[grouping].single && !canFill(grouping, first, empty)) {
            return false;
        }
    }
    return true;
}

/// By the room of one grouping; looks at no more items than it takes to fill the places.
bool ListLimits::canFill(std::size_t grouping, std::size_t first, std::size_t empty) const {
    m_tally.resize(std::max(m_tally.size(), m_groupings[grouping].counts.size())); // room left + 1
    const std::vector<char> taken = placed();
    std::vector<std::size_t> touched;
    std::size_t filled = 0;
    for (std::size_t item = 0; item < m_eligible.size() && filled < empty; ++item) {
        if (m_eligible[item] == 0 || taken[item] != 0) {
            continue;
        }
        const std::size_t code = codeOf(grouping, item);
        if (code == none) {
            ++filled;
            continue;
        }
        if (m_tally[code] == 0) {
            m_tally[code] = 1 + room(grouping, code, first);
            touched.push_back(code);
        }
        if (m_tally[code] > 1) {
            --m_tally[code];
            ++filled;
        }
    }
    for (const std::size_t code : touched) {
        m_tally[code] = 0;
    }
    return filled == empty;
}

void ListLimits::number() {
    std::vector<std::vector<std::uint32_t>> numbers(m_groupings.size()); // from 1
    m_numbered.clear();
    for (std::size_t at = 0; at < m_groupings.size(); ++at) {
        numbers[at].assign(m_groupings[at].counts.size(), 0);
        for (std::size_t item = 0; item < m_eligible.size(); ++item) {
            for (const std::uint32_t code : codesOf(at, item)) {
                if (m_eligible[item] != 0 && numbers[at][code] == 0) {
                    m_numbered.push_back({at, code});
                    numbers[at][code] = static_cast<std::uint32_t>(m_numbered.size());
                }
            }
        }
    }
    m_capacities.begin(m_numbered.size());
    std::vector<std::uint32_t> values;
    for (std::size_t item = 0; item < m_eligible.size(); ++item) {
        values.clear();
        for (std::size_t at = 0; at < m_groupings.size() && m_eligible[item] != 0; ++at) {
            for (const std::uint32_t code : codesOf(at, item)) {
                values.push_back(numbers[at][code] - 1);
            }
        }
        m_capacities.add(values);
    }
    m_isNumbered = true;
}

bool ListLimits::canFillTogether(std::size_t first) {
    if (!m_isNumbered) {
        number();
    }
    const std::vector<std::size_t> items = freeItems();
    m_room.assign(m_numbered.size(), 0);
    for (const std::size_t item : items) {
        for (const std::uint32_t value : m_capacities.of(item)) {
            ++m_room[value];
        }
    }
    for (std::size_t value = 0; value < m_room.size(); ++value) {
        const std::size_t count = m_room[value];
        const auto& [grouping, code] = m_numbered[value];
        const std::size_t left = count > 0 ? room(grouping, code, first, count) : 0;
        m_room[value] = left < count ? left : Capacities::plenty;
    }
    return !m_capacities.tooFew(items, m_room, emptyFrom(first));
}

std::size_t ListLimits::reach() const {
    std::size_t reach = 0;
    for (const Constraint& constraint : m_constraints) {
        reach = std::max(reach, constraint.window > 0 ? constraint.window - 1 : 0);
    }
    return reach;
}

std::size_t ListLimits::mostMeeting(std::size_t share, std::size_t length) const {
    std::size_t most = length;
    for (std::size_t at = 0; at < m_groupings.size(); ++at) {
        if (!m_groupings[at].single) {
            continue;
        }
        m_tally.resize(std::max(m_tally.size(), m_groupings[at].counts.size()));
        std::vector<std::uint32_t> touched;
        std::size_t count = 0;
        for (std::size_t item = 0; item < m_person->items.size(); ++item) {
            const bool there = m_eligible[item] != 0 || std::ranges::find(m_places, item) != m_places.end();
            if (!there || !meets(share, item)) {
                continue;
            }
            const std::size_t code = codeOf(at, item);
            if (code == none) {
                ++count;
            } else if (m_tally[code]++ == 0) {
                touched.push_back(static_cast<std::uint32_t>(code));
            }
        }
        for (const std::uint32_t code : touched) {
            std::size_t may = m_tally[code];
            for (const Constraint& constraint : m_constraints) {
                const bool ofShare = std::ranges::any_of(m_shares, [&](const Share& one) {
                    return &m_constraints[one.constraint] == &constraint;
                });
                if (constraint.grouping == at && !ofShare) {
                    const std::size_t windows =
                        constraint.window == 0 ? 1 : (length + constraint.window - 1) / constraint.window;
                    // Pins may be more than a limit allows.
                    may = std::min(
                        may, std::max<std::size_t>(constraint.most * windows, m_groupings[at].counts[code]));
                }
            }
            count += may;
            m_tally[code] = 0;
        }
        most = std::min(most, count);
    }
    return most;
}

std::uint64_t ListLimits::signature(std::size_t item) const {
    std::uint64_t hash = 0xcbf29ce484222325U;
    const auto mix = [&](std::uint64_t value) {
        hash ^= value + 0x9e3779b97f4a7c15U + (hash << 12U) + (hash >> 4U);
        hash *= 0x100000001b3U;
        hash ^= hash >> 29U;
    };
    for (std::size_t at = 0; at < m_groupings.size(); ++at) {
        mix(~std::uint64_t{at}); // no code
        for (const std::uint32_t code : codesOf(at, item)) {
            mix(std::uint64_t{code} + 1);
        }
    }
    return hash;
}

std::string ListLimits::path(std::size_t constraint) const {
    return fmt::format("limits[{}].{}", m_constraints[constraint].limit, m_constraints[constraint].key);
}

double ListLimits::given(std::size_t number, std::span<const std::size_t> list) const {
    const Constraint& constraint = m_constraints[number];
    const bool gap = std::string_view(constraint.key) == "gap";
    const std::size_t window = constraint.window > 0 && !gap ? constraint.window : list.size();
    std::size_t most = 0;
    std::size_t between = list.size();
    for (std::size_t place = 0; place < list.size(); ++place) {
        for (const std::uint32_t code : codesOf(constraint.grouping, list[place])) {
            std::size_t inside = 0;
            for (std::size_t other = place; other < std::min(list.size(), place + window); ++other) {
                const bool shared = has(constraint.grouping, list[other], code);
                inside += shared ? 1 : 0;
                between = shared && other > place ? std::min(between, other - place - 1) : between;
            }
            most = std::max(most, inside);
        }
    }
    return static_cast<double>(gap ? between : most);
}

bool ListLimits::couldBreak(std::size_t limit, std::span<const char> eligible) const {
    for (std::size_t number = 0; number < m_constraints.size(); ++number) {
        const Constraint& constraint = m_constraints[number];
        if (constraint.limit != limit) {
            continue;
        }
        if (std::ranges::any_of(m_shares, [&](const Share& one) { return one.constraint == number; })) {
            return true;
        }
        std::vector<std::uint32_t> counts(m_groupings[constraint.grouping].counts.size(), 0);
        for (std::size_t item = 0; item < eligible.size(); ++item) {
            if (eligible[item] == 0) {
                continue;
            }
            for (const std::uint32_t code : codesOf(constraint.grouping, item)) {
                if (++counts[code] > constraint.most) {
                    return true;
                }
            }
        }
    }
    return false;
}

} // namespace tastescope
