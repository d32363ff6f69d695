// SPDX-License-Identifier: GPL-3.0-or-later
// What all lists together do to those who stand behind the items: the attention that each creator gets, a
// place counting 1 / log2(rank + 1) (Singh, Joachims 2018). Immutable, thread-safe.
#pragma once

#include "engine/base/scored_item.h"
#include "engine/data/attributes.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tastescope {

/// Who stands behind each item: its creator, or, where none is known, the item alone. Numbered by their
/// first item, those of the training catalogue before all others.
class Creators {
public:
    Creators() = default;
    /// `counts`: the users of each item; items without any are not of the training catalogue.
    Creators(const ItemAttributes& attributes, std::span<const std::uint32_t> counts);

    /// Of all items, and of those of the training catalogue.
    std::size_t size() const { return m_small.size(); }
    std::size_t inCatalogue() const { return m_inCatalogue; }
    std::uint32_t of(ItemIndex item) const { return m_of[item.value]; }
    /// Outside the head: the fewest creators whose items hold 80 % of the interactions, ties by number.
    const std::vector<bool>& small() const { return m_small; }

    /// Adds what the places of a list are worth to those who stand behind them.
    void addExposure(std::span<const ScoredItem> list, std::span<double> exposure) const;

private:
    std::vector<std::uint32_t> m_of;
    std::vector<bool> m_small;
    std::size_t m_inCatalogue = 0;
};

/// Share of all exposure that goes to those marked; NaN without any exposure.
double shareOfExposure(std::span<const double> exposure, const std::vector<bool>& marked);

} // namespace tastescope
