// SPDX-License-Identifier: GPL-3.0-or-later
// One person's list against what they really went for. Pure functions of one user; means and intervals are in
// aggregate.h. All values are doubles in 0..1.
#pragma once

#include "engine/base/scored_item.h"

#include <cstddef>
#include <span>
#include <vector>

namespace tastescope {

/// Which places of a list are hits. An item that a foreign list repeats hits only the first time.
class HitRow {
public:
    /// `relevant` is sorted by item and `gains` lies beside it (empty = all 1). `relevantCount` is |T| and
    /// may exceed relevant.size(): items that no model can know count as missed, with
    /// `coldGains` or, without them, gain 1.
    HitRow(std::span<const ScoredItem> list, std::span<const ItemIndex> relevant,
           std::span<const float> gains, std::size_t relevantCount, std::span<const float> coldGains = {});

    std::size_t relevantCount() const { return m_relevantCount; }
    std::size_t size() const { return m_gains.size(); }
    bool hit(std::size_t place) const { return m_hits[place] != 0; }
    /// Gain at a place, 0 for a miss.
    double gain(std::size_t place) const { return m_gains[place]; }
    /// The gains of T, largest first; relevantCount() of them.
    const std::vector<double>& idealGains() const { return m_ideal; }
    /// Hits among the first k places.
    std::size_t hits(std::size_t k) const;

private:
    std::size_t m_relevantCount;
    std::vector<unsigned char> m_hits;
    std::vector<double> m_gains;
    std::vector<double> m_ideal;
};

// Each wants relevantCount() > 0 and k > 0; a list shorter than k is one with misses at its end.
double precisionAt(const HitRow& row, std::size_t k);
double recallAt(const HitRow& row, std::size_t k);
double recallCappedAt(const HitRow& row, std::size_t k);
double hitAt(const HitRow& row, std::size_t k);
double ndcgAt(const HitRow& row, std::size_t k);
double ndcgGradedAt(const HitRow& row, std::size_t k);
double averagePrecisionAt(const HitRow& row, std::size_t k);
double averagePrecisionCappedAt(const HitRow& row, std::size_t k);
double reciprocalRankAt(const HitRow& row, std::size_t k);

/// Share of (positive, negative) pairs in which the positive scores higher, ties counting half. NaN when
/// either side is empty. `positives` is sorted in place.
double aucOf(std::span<float> positives, std::span<const float> negatives);

} // namespace tastescope
