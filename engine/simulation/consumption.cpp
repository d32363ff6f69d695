// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/simulation/consumption.h"

#include "engine/evaluation/measure_global.h"

#include <algorithm>
#include <limits>

namespace tastescope {
namespace {

/// Where a pair stands when every two of so many stand row by row; one < other.
std::size_t pairPlace(std::size_t people, std::size_t one, std::size_t other) {
    return one * (2 * people - one - 1) / 2 + (other - one - 1);
}

/// The likeness of two people, as homogenisation has it for two lists.
double sameness(const PastConsumption& past, std::size_t both, std::size_t one, std::size_t other) {
    return past.sameness->as<UserPairMetric>()->of(static_cast<double>(both),
                                                   static_cast<double>(one + other - both));
}

} // namespace

PastConsumption::PastConsumption(std::shared_ptr<const InteractionMatrix> rows,
                                 std::span<const ItemIndex> items, std::uint64_t seed)
    : people(std::move(rows))
    , places(people->itemCount(), static_cast<std::uint32_t>(items.size()))
    , catalogue(items.size())
    , counts(items.size(), 0.0)
    , sameness(findMetric("homogenisation")) {
    for (std::size_t place = 0; place < items.size(); ++place) {
        places[items[place].value] = static_cast<std::uint32_t>(place);
    }
    const std::size_t count = people->userCount();
    const auto& metric = *sameness->as<UserPairMetric>();
    all = count <= metric.allUpTo;
    if (count > 1) {
        pairs = comparedPairs(metric, count, seed);
    }
    both.assign(all ? pairs.size() : 0, 0);
    sizes.assign(count, 0);
    std::vector<std::uint32_t> owners;
    for (std::size_t item = 0; item < people->itemCount(); ++item) {
        owners.clear();
        const auto users = people->usersOf(ItemIndex(item));
        const auto values = people->valuesOf(ItemIndex(item));
        for (std::size_t at = 0; at < users.size(); ++at) {
            if (values[at] > 0) {
                owners.push_back(users[at].value);
                ++sizes[users[at].value];
            }
        }
        if (places[item] < catalogue) {
            counts[places[item]] = static_cast<double>(owners.size());
        }
        for (std::size_t one = 0; all && one < owners.size(); ++one) {
            for (std::size_t other = one + 1; other < owners.size(); ++other) {
                ++both[pairPlace(count, owners[one], owners[other])];
            }
        }
    }
}

bool PastConsumption::had(std::size_t person, ItemIndex item) const {
    const auto items = people->itemsOf(UserIndex(person));
    const auto found = std::ranges::lower_bound(items, item);
    return found != items.end() && *found == item &&
           people->valuesOf(UserIndex(person))[static_cast<std::size_t>(found - items.begin())] > 0;
}

Consumption::Consumption(const PastConsumption& past)
    : m_past(&past)
    , m_counts(past.counts)
    , m_sizes(past.sizes)
    , m_both(past.both) {}

void Consumption::meet(std::size_t one, std::size_t other) {
    if (m_past->all) {
        ++m_both[pairPlace(m_sizes.size(), std::min(one, other), std::max(one, other))];
    }
}

void Consumption::add(std::size_t person, ItemIndex item) {
    const std::uint32_t place = m_past->places[item.value];
    if (place < m_past->catalogue) {
        m_counts[place] += 1;
    }
    std::vector<std::uint32_t>& takers = m_takers[item.value];
    const auto who = static_cast<std::uint32_t>(person);
    if (m_past->had(person, item) || std::ranges::find(takers, who) != takers.end()) {
        return;
    }
    ++m_sizes[person];
    const auto users = m_past->people->usersOf(item);
    const auto values = m_past->people->valuesOf(item);
    for (std::size_t at = 0; at < users.size(); ++at) {
        if (values[at] > 0) {
            meet(person, users[at].value);
        }
    }
    for (const std::uint32_t other : takers) {
        meet(person, other);
    }
    takers.push_back(who);
}

double Consumption::homogenisation() const {
    double sum = 0;
    if (m_past->all) {
        for (std::size_t at = 0; at < m_past->pairs.size(); ++at) {
            const auto& [one, other] = m_past->pairs[at];
            sum += sameness(*m_past, m_both[at], m_sizes[one], m_sizes[other]);
        }
        return sum / static_cast<double>(m_past->pairs.size());
    }
    std::vector<std::vector<std::uint32_t>> sets(m_sizes.size());
    for (std::size_t person = 0; person < sets.size(); ++person) {
        const auto items = m_past->people->itemsOf(UserIndex(person));
        const auto values = m_past->people->valuesOf(UserIndex(person));
        for (std::size_t at = 0; at < items.size(); ++at) {
            if (values[at] > 0) {
                sets[person].push_back(items[at].value);
            }
        }
    }
    for (const auto& [item, takers] : m_takers) {
        for (const std::uint32_t person : takers) {
            sets[person].push_back(item);
        }
    }
    for (std::vector<std::uint32_t>& set : sets) {
        std::ranges::sort(set);
    }
    for (const auto& [one, other] : m_past->pairs) {
        std::size_t both = 0;
        auto at = sets[other].begin();
        for (const std::uint32_t item : sets[one]) {
            while (at != sets[other].end() && *at < item) {
                ++at;
            }
            both += at != sets[other].end() && *at == item ? 1 : 0;
        }
        sum += sameness(*m_past, both, sets[one].size(), sets[other].size());
    }
    return sum / static_cast<double>(m_past->pairs.size());
}

} // namespace tastescope
