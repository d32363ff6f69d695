// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/metrics/exposure.h"

#include "engine/base/discounted_gain.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>

namespace tastescope {
namespace {

constexpr std::uint32_t nobody = std::numeric_limits<std::uint32_t>::max();

} // namespace

Creators::Creators(const ItemAttributes& attributes, std::span<const std::uint32_t> counts)
    : m_of(counts.size(), nobody) {
    std::vector<std::uint32_t> numbers(attributes.creatorCount(), nobody);
    std::vector<std::uint64_t> interactions;
    const auto number = [&](std::size_t row) {
        const std::optional<std::uint32_t> code = attributes.creatorCode(ItemIndex(row));
        std::uint32_t& known = code ? numbers[*code] : m_of[row];
        if (known == nobody) {
            known = static_cast<std::uint32_t>(interactions.size());
            interactions.push_back(0);
        }
        m_of[row] = known;
        interactions[known] += counts[row];
    };
    for (const bool trained : {true, false}) {
        for (std::size_t row = 0; row < counts.size(); ++row) {
            if (trained == (counts[row] > 0)) {
                number(row);
            }
        }
        m_inCatalogue = trained ? interactions.size() : m_inCatalogue;
    }
    std::vector<std::uint32_t> order(m_inCatalogue);
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return interactions[a] > interactions[b]; });
    const std::uint64_t all = std::accumulate(interactions.begin(), interactions.end(), std::uint64_t{0});
    m_small.assign(interactions.size(), true);
    std::uint64_t held = 0;
    for (std::size_t at = 0; at < order.size() && 5 * held < 4 * all; ++at) { // 80 %, exactly
        m_small[order[at]] = false;
        held += interactions[order[at]];
    }
}

void Creators::addExposure(std::span<const ScoredItem> list, std::span<double> exposure) const {
    for (std::size_t place = 0; place < list.size(); ++place) {
        exposure[of(list[place].item)] += placeWeight(place);
    }
}

double shareOfExposure(std::span<const double> exposure, const std::vector<bool>& marked) {
    double all = 0;
    double theirs = 0;
    for (std::size_t at = 0; at < exposure.size(); ++at) {
        all += exposure[at];
        theirs += marked[at] ? exposure[at] : 0;
    }
    return all > 0 ? theirs / all : std::numeric_limits<double>::quiet_NaN();
}

} // namespace tastescope
