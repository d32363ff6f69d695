// SPDX-License-Identifier: GPL-3.0-or-later
// What people have consumed by now, their past and their choices: how evenly over the catalogue, and how
// much the same. The functions are those of the metrics (gini, entropy, homogenisation), here of consumption
// instead of lists.
#pragma once

#include "engine/base/ids.h"
#include "engine/data/interaction_matrix.h"
#include "engine/metrics/metric.h"

#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tastescope {

/// What there was before the first round; shared by all policies and repeats. Immutable. Memory: four bytes
/// for every two people up to 1,000 of them.
struct PastConsumption {
    /// Positive pairs are consumption. `people` has a row for each person and columns as the catalogue's
    /// items; the pairs that homogenisation compares are drawn by the seed.
    PastConsumption(std::shared_ptr<const InteractionMatrix> people, std::span<const ItemIndex> catalogue,
                    std::uint64_t seed);

    std::shared_ptr<const InteractionMatrix> people;
    std::vector<std::uint32_t>
        places; ///< by item: where it stands in the catalogue; its size when it does not
    std::size_t catalogue = 0;
    std::vector<double> counts;       ///< by place
    std::vector<std::uint32_t> sizes; ///< different items of each person
    const MetricInfo* sameness;
    bool all = true; ///< every two people are compared, row by row
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    std::vector<std::uint32_t> both; ///< by pair: items that both have had; only where all are compared

    bool had(std::size_t person, ItemIndex item) const;
};

/// Of one policy in one repeat. Not thread-safe.
class Consumption {
public:
    explicit Consumption(const PastConsumption& past);

    /// Somebody took an item of the catalogue, for the first time or again.
    void add(std::size_t person, ItemIndex item);

    /// How often each item of the catalogue was consumed.
    std::span<const double> counts() const { return m_counts; }
    /// Mean over pairs of people of the likeness of all they have consumed; NaN for fewer than two.
    double homogenisation() const;

private:
    void meet(std::size_t one, std::size_t other);

    const PastConsumption* m_past;
    std::vector<double> m_counts;
    std::vector<std::uint32_t> m_sizes;
    std::vector<std::uint32_t> m_both;
    std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> m_takers; ///< by item, new ones
};

} // namespace tastescope
