// SPDX-License-Identifier: GPL-3.0-or-later
// Whether so many items can be had where each takes one place of every value it has and a value has so many
// places only. To choose them is set packing, which nobody solves quickly; to prove that there are too few
// is quick as a rule: whatever prices the values have, items cost no more than all places are worth together.
// Prices rise where the cheapest items crowd, as in multiplicative weights (Plotkin, Shmoys and Tardos 1995),
// which finds such prices whenever the linear relaxation has too few, given time. Scratch of one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tastescope {

class Capacities {
public:
    static constexpr std::size_t plenty = static_cast<std::size_t>(-1); ///< places that cannot run out

    /// Forgets all items and prices.
    void begin(std::size_t values);
    /// The next item, by the values it has.
    void add(std::span<const std::uint32_t> values);
    std::span<const std::uint32_t> of(std::size_t item) const {
        const std::size_t begin = item == 0 ? 0 : m_ends[item - 1];
        return std::span(m_values).subspan(begin, m_ends[item] - begin);
    }

    /// True only when no `wanted` of the items fit into the places, by value. The prices of one question are
    /// the first of the next.
    bool tooFew(std::span<const std::size_t> items, std::span<const std::size_t> places, std::size_t wanted);
    /// What an item costs by the prices of the last question that asked for any; more is harder to place.
    double cost(std::size_t item) const;
    /// Items that fit together as far as the last question saw, the more the better.
    std::span<const std::size_t> picked() const { return m_picked; }

private:
    bool chosen(std::span<const std::size_t> places, std::size_t wanted);
    bool proved(std::span<const std::size_t> places, std::size_t wanted);

    std::vector<std::size_t> m_ends; ///< by item: of its values
    std::vector<std::uint32_t> m_values;
    std::vector<double> m_prices; ///< by value

    std::vector<std::size_t> m_order; ///< items that fit by themselves
    std::vector<std::size_t> m_taken; ///< by value
    std::vector<double> m_costs;      ///< by item
    std::vector<std::size_t> m_picked;
};

} // namespace tastescope
