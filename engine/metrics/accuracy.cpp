// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/metrics/accuracy.h"

#include "engine/base/discounted_gain.h"

#include <algorithm>
#include <functional>
#include <limits>

namespace tastescope {
namespace {

double precisionSum(const HitRow& row, std::size_t k) {
    double sum = 0;
    std::size_t hits = 0;
    for (std::size_t place = 0; place < std::min(k, row.size()); ++place) {
        if (row.hit(place)) {
            ++hits;
            sum += static_cast<double>(hits) / static_cast<double>(place + 1);
        }
    }
    return sum;
}

double ratio(double part, std::size_t whole) {
    return part / static_cast<double>(whole);
}

} // namespace

HitRow::HitRow(std::span<const ScoredItem> list, std::span<const ItemIndex> relevant,
               std::span<const float> gains, std::size_t relevantCount, std::span<const float> coldGains)
    : m_relevantCount(relevantCount)
    , m_hits(list.size(), 0)
    , m_gains(list.size(), 0.0) {
    std::vector<bool> found(relevant.size(), false);
    for (std::size_t place = 0; place < list.size(); ++place) {
        const auto at = std::lower_bound(relevant.begin(), relevant.end(), list[place].item);
        const auto index = static_cast<std::size_t>(at - relevant.begin());
        if (at != relevant.end() && *at == list[place].item && !found[index]) {
            found[index] = true;
            m_hits[place] = 1;
            m_gains[place] = gains.empty() ? 1.0 : static_cast<double>(gains[index]);
        }
    }
    m_ideal.assign(relevantCount, 1.0);
    std::copy(gains.begin(), gains.end(), m_ideal.begin());
    std::copy(coldGains.begin(), coldGains.end(),
              m_ideal.begin() + static_cast<std::ptrdiff_t>(relevant.size()));
    std::sort(m_ideal.begin(), m_ideal.end(), std::greater<>());
}

std::size_t HitRow::hits(std::size_t k) const {
    std::size_t count = 0;
    for (std::size_t place = 0; place < std::min(k, m_hits.size()); ++place) {
        count += m_hits[place];
    }
    return count;
}

double precisionAt(const HitRow& row, std::size_t k) {
    return ratio(static_cast<double>(row.hits(k)), k);
}

double recallAt(const HitRow& row, std::size_t k) {
    return ratio(static_cast<double>(row.hits(k)), row.relevantCount());
}

double recallCappedAt(const HitRow& row, std::size_t k) {
    return ratio(static_cast<double>(row.hits(k)), std::min(k, row.relevantCount()));
}

double hitAt(const HitRow& row, std::size_t k) {
    return row.hits(k) > 0 ? 1 : 0;
}

double ndcgAt(const HitRow& row, std::size_t k) {
    const double found = discountedGain(std::min(k, row.size()),
                                        [&](std::size_t place) { return row.hit(place) ? 1.0 : 0.0; });
    return found / discountedGain(std::min(k, row.relevantCount()));
}

double ndcgGradedAt(const HitRow& row, std::size_t k) {
    const double found =
        discountedGain(std::min(k, row.size()), [&](std::size_t place) { return row.gain(place); });
    return found / discountedGain(std::min(k, row.relevantCount()),
                                  [&](std::size_t place) { return row.idealGains()[place]; });
}

double averagePrecisionAt(const HitRow& row, std::size_t k) {
    return ratio(precisionSum(row, k), row.relevantCount());
}

double averagePrecisionCappedAt(const HitRow& row, std::size_t k) {
    return ratio(precisionSum(row, k), std::min(k, row.relevantCount()));
}

double reciprocalRankAt(const HitRow& row, std::size_t k) {
    for (std::size_t place = 0; place < std::min(k, row.size()); ++place) {
        if (row.hit(place)) {
            return 1 / static_cast<double>(place + 1);
        }
    }
    return 0;
}

double aucOf(std::span<float> positives, std::span<const float> negatives) {
    if (positives.empty() || negatives.empty()) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    std::sort(positives.begin(), positives.end());
    // Twice the pairs won, so that ties stay whole numbers and the sum is exact.
    std::uint64_t halves = 0;
    for (const float negative : negatives) {
        const auto [from, to] = std::equal_range(positives.begin(), positives.end(), negative);
        halves +=
            2 * static_cast<std::uint64_t>(positives.end() - to) + static_cast<std::uint64_t>(to - from);
    }
    return static_cast<double>(halves) /
           (2 * static_cast<double>(positives.size()) * static_cast<double>(negatives.size()));
}

} // namespace tastescope
