// SPDX-License-Identifier: GPL-3.0-or-later
// What is popular beside a personal score: score = personal + weight · share of the people who have the item,
// as the biases of items that stand beside the factors of a person (Koren, Bell, Volinsky 2009). Of a history
// of two or three events factors tell little and chance a lot: the bias carries the list then and is outvoted
// where something is known. A factor more, the same for everybody. Pure functions; thread-safe.
#pragma once

#include "engine/models/data_defaults.h"
#include "engine/models/params/param_table.h"

#include <cstddef>
#include <span>
#include <vector>

namespace tastescope {

/// Of every item below `items`: people who like it / people with an entry; 0..1.
std::vector<float> popularShares(const InteractionMatrix& matrix, std::size_t items);

/// The weight that suits the data; 0 where histories are not short.
double popularWeightFor(const DataShape& shape);
/// 0 as well where `byHand`: who sets what shapes a model wants that model, as it was published.
DataDefault popularDefault(const DataShape& shape, bool byHand);

/// Rows of `width` floats, each with one more at its end. `last` has as many as there are rows.
std::vector<float> withColumn(std::span<const float> rows, std::size_t width, std::span<const float> last);

inline constexpr double mostPopularWeight = 20;

/// Not searched: where histories are long it has nothing to gain, and trials would be spent on it.
template <typename Options>
BoundParam<Options> popularParam(double Options::*member) {
    return {
        "popular",
        "What is popular",
        member,
        0,
        mostPopularWeight,
        "How much the share of people who have an item counts beside the personal score. Unless it is set: "
        "0 where the rest is set by hand, else the more the shorter histories are and the fewer events "
        "items have.",
        advanced() | byData() | notSearched()};
}

} // namespace tastescope
