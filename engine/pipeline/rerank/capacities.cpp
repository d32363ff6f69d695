// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rerank/capacities.h"

#include <algorithm>

namespace tastescope {
namespace {

constexpr int rounds = 20;
constexpr double step = 0.3;      ///< by which a price follows the crowd, relative
constexpr double least = 1e-6;    ///< of a price, so that it can come back
constexpr double rounding = 1e-9; ///< of sums, relative

} // namespace

void Capacities::begin(std::size_t values) {
    m_ends.clear();
    m_values.clear();
    m_prices.assign(values, 1);
}

void Capacities::add(std::span<const std::uint32_t> values) {
    m_values.insert(m_values.end(), values.begin(), values.end());
    m_ends.push_back(m_values.size());
}

double Capacities::cost(std::size_t item) const {
    double sum = 0;
    for (const std::uint32_t value : of(item)) {
        sum += m_prices[value];
    }
    return sum;
}

bool Capacities::tooFew(std::span<const std::size_t> items, std::span<const std::size_t> places,
                        std::size_t wanted) {
    m_order.clear();
    m_costs.resize(m_ends.size());
    for (const std::size_t item : items) {
        double sum = 0;
        bool fits = true;
        for (const std::uint32_t value : of(item)) {
            fits = fits && places[value] > 0;
            sum += places[value] != plenty ? m_prices[value] : 0;
        }
        m_costs[item] = sum;
        if (fits) {
            m_order.push_back(item);
        }
    }
    return m_order.size() < wanted || (!chosen(places, wanted) && proved(places, wanted));
}

/// Whether taking one after the other, the cheapest first, is enough.
bool Capacities::chosen(std::span<const std::size_t> places, std::size_t wanted) {
    std::ranges::stable_sort(m_order, {}, [&](std::size_t item) { return m_costs[item]; });
    m_taken.assign(places.size(), 0);
    m_picked.clear();
    for (std::size_t at = 0; at < m_order.size() && m_picked.size() < wanted; ++at) {
        const auto values = of(m_order[at]);
        if (std::ranges::all_of(values,
                                [&](std::uint32_t value) { return m_taken[value] < places[value]; })) {
            for (const std::uint32_t value : values) {
                ++m_taken[value];
            }
            m_picked.push_back(m_order[at]);
        }
    }
    return m_picked.size() == wanted;
}

/// Whether prices are found at which the cheapest cost more than there is.
bool Capacities::proved(std::span<const std::size_t> places, std::size_t wanted) {
    const auto cheaper = [&](std::size_t a, std::size_t b) {
        return m_costs[a] != m_costs[b] ? m_costs[a] < m_costs[b] : a < b;
    };
    for (int round = 0; round < rounds; ++round) {
        std::ranges::nth_element(m_order, m_order.begin() + static_cast<std::ptrdiff_t>(wanted - 1), cheaper);
        double cost = 0;
        m_taken.assign(places.size(), 0);
        for (std::size_t at = 0; at < wanted; ++at) {
            cost += m_costs[m_order[at]];
            for (const std::uint32_t value : of(m_order[at])) {
                ++m_taken[value];
            }
        }
        double worth = 0;
        bool crowded = false;
        for (std::size_t value = 0; value < places.size(); ++value) {
            worth += places[value] != plenty ? m_prices[value] * static_cast<double>(places[value]) : 0;
            crowded = crowded || m_taken[value] > places[value];
        }
        if (cost > worth * (1 + rounding)) {
            return true;
        }
        if (!crowded) { // these fit
            m_picked.assign(m_order.begin(), m_order.begin() + static_cast<std::ptrdiff_t>(wanted));
            return false;
        }
        for (std::size_t value = 0; value < places.size(); ++value) {
            if (places[value] != plenty && places[value] > 0) {
                const double over =
                    static_cast<double>(m_taken[value]) / static_cast<double>(places[value]) - 1;
                m_prices[value] = std::max(least, m_prices[value] * (1 + step * std::clamp(over, -1.0, 1.0)));
            }
        }
        for (const std::size_t item : m_order) {
            m_costs[item] = 0;
            for (const std::uint32_t value : of(item)) {
                m_costs[item] += places[value] != plenty ? m_prices[value] : 0;
            }
        }
    }
    return false;
}

} // namespace tastescope
