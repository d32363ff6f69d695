// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/metrics/categories.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace tastescope {
namespace {

constexpr double notApplicable = std::numeric_limits<double>::quiet_NaN();
constexpr double smoothing = 0.01; ///< of the past in the list, so that no logarithm is of nothing

std::vector<double> normalised(std::vector<double> weights) {
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    if (!(total > 0)) {
        return {};
    }
    for (double& weight : weights) {
        weight /= total;
    }
    return weights;
}

} // namespace

ItemCategories::ItemCategories(const ItemAttributes& attributes, std::span<const std::uint32_t> counts) {
    const AttributeColumn* column = attributes.categories();
    if (!column) {
        return;
    }
    m_words = column->words.size();
    std::vector<bool> met(m_words, false);
    for (std::size_t row = 0; row < attributes.table().rows; ++row) {
        const std::span<const std::uint32_t> codes = column->codesOf(row);
        m_codes.insert(m_codes.end(), codes.begin(), codes.end());
        const auto begin = m_codes.begin() + m_offsets.back();
        std::sort(begin, m_codes.end());
        m_codes.erase(std::unique(begin, m_codes.end()), m_codes.end());
        m_offsets.push_back(static_cast<std::uint32_t>(m_codes.size()));
        for (const std::uint32_t code : codes) {
            met[code] = met[code] || (row < counts.size() && counts[row] > 0);
        }
    }
    m_inCatalogue = static_cast<std::size_t>(std::count(met.begin(), met.end(), true));
}

void ItemCategories::add(ItemIndex item, double weight, std::vector<double>& shares) const {
    if (item.value + std::size_t{1} >= m_offsets.size() || !(weight > 0)) {
        return;
    }
    const std::uint32_t begin = m_offsets[item.value];
    const std::uint32_t end = m_offsets[item.value + 1];
    for (std::uint32_t at = begin; at < end; ++at) {
        shares[m_codes[at]] += weight / (end - begin);
    }
}

std::vector<double> ItemCategories::sharesOf(std::span<const ScoredItem> list) const {
    std::vector<double> shares(m_words, 0.0);
    for (const ScoredItem& entry : list) {
        add(entry.item, 1, shares);
    }
    return normalised(std::move(shares));
}

std::vector<double> ItemCategories::sharesOf(std::span<const ItemIndex> history,
                                             std::span<const float> weights) const {
    std::vector<double> shares(m_words, 0.0);
    for (std::size_t at = 0; at < history.size(); ++at) {
        add(history[at], static_cast<double>(weights[at]), shares);
    }
    return normalised(std::move(shares));
}

double calibrationOf(std::span<const double> history, std::span<const double> list) {
    if (history.empty() || list.empty()) {
        return notApplicable;
    }
    double divergence = 0;
    for (std::size_t at = 0; at < history.size(); ++at) {
        const double past = history[at];
        if (past > 0) {
            divergence += past * std::log(past / ((1 - smoothing) * list[at] + smoothing * past));
        }
    }
    return divergence;
}

double bubbleIndexOf(std::span<const double> shares, std::size_t inCatalogue) {
    if (shares.empty() || inCatalogue < 2) {
        return notApplicable;
    }
    double entropy = 0;
    for (const double share : shares) {
        entropy -= share > 0 ? share * std::log(share) : 0;
    }
    return 1 - entropy / std::log(static_cast<double>(inCatalogue));
}

} // namespace tastescope
