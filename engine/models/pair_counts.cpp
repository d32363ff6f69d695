// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/pair_counts.h"

#include "engine/models/data_defaults.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace tastescope {
namespace {

/// From this share of the more popular items on, looking through all of them is the quicker way.
constexpr double denseShare = 1.0 / 8;

} // namespace

PairCounts pairCounts(const InteractionMatrix& matrix, double keep) {
    const DataShape shape = shapeOf(matrix);
    PairCounts counts;
    counts.pairs = shape.entries * (shape.history - 1) / 2;
    std::vector<double> people;
    for (std::size_t item = 0; item < matrix.itemCount(); ++item) {
        people.push_back(static_cast<double>(matrix.countOf(ItemIndex(item))));
    }
    std::ranges::sort(people, std::greater<>());
    const double others = std::max(shape.items - 1, 1.0);
    double before = 0; // entries of more popular items
    for (std::size_t rank = 0; rank < people.size() && people[rank] > 0; ++rank) {
        const double met = people[rank] * (shape.history - 1);
        const double above = met * (before + people[rank] / 2) / shape.entries;
        if (above < denseShare * static_cast<double>(rank)) {
            counts.sparse += above;
        } else {
            counts.dense += static_cast<double>(rank);
        }
        const double different = others * (1 - std::exp(-met / others));
        counts.kept += std::min(different, keep);
        counts.offered += different > keep ? keep * (1 + std::log(different / keep)) : different;
        before += people[rank];
    }
    return counts;
}

} // namespace tastescope
