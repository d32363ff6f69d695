// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/ranking/standings.h"

#include <algorithm>
#include <numeric>

namespace tastescope {

Standings::Standings(const InteractionMatrix& matrix) : m_places(matrix.itemCount()) {
    std::vector<std::size_t> order(matrix.itemCount());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
        return matrix.countOf(ItemIndex(a)) > matrix.countOf(ItemIndex(b));
    });
    for (std::size_t place = 0; place < order.size(); ++place) {
        m_places[order[place]] = place;
    }
}

std::vector<PlaceStanding> Standings::of(std::span<const ItemIndex> had,
                                         std::span<const ScoredItem> list) const {
    std::vector<std::size_t> taken; // places of what is no candidate
    for (const ItemIndex item : had) {
        if (item.value < m_places.size()) {
            taken.push_back(m_places[item.value]);
        }
    }
    std::ranges::sort(taken);
    const std::size_t candidates = std::max(m_places.size() - taken.size(), list.size());
    const auto others = static_cast<double>(candidates) - 1;
    std::vector<PlaceStanding> standings;
    for (std::size_t place = 0; place < list.size(); ++place) {
        PlaceStanding standing{1, 1};
        if (others > 0) {
            standing.percentile = (others - static_cast<double>(place)) / others;
            standing.popularity = 0;
            if (list[place].item.value < m_places.size()) {
                const std::size_t whole = m_places[list[place].item.value];
                const auto before = std::ranges::lower_bound(taken, whole) - taken.begin();
                standing.popularity =
                    (others - static_cast<double>(whole) + static_cast<double>(before)) / others;
            }
        }
        standings.push_back(standing);
    }
    return standings;
}

} // namespace tastescope
