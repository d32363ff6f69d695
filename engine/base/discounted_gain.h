// SPDX-License-Identifier: GPL-3.0-or-later
// What the places of a ranked list count for: the sum that NDCG is a ratio of (Järvelin, Kekäläinen 2002).
#pragma once

#include <cmath>
#include <cstddef>

namespace tastescope {

/// What a place, counted from 0, is worth.
inline double placeWeight(std::size_t place) {
    return 1 / std::log2(static_cast<double>(place) + 2);
}
/// Σ gain(place) / log2(place + 2) over the first `places` places, counted from 0.
template <typename Gain>
double discountedGain(std::size_t places, const Gain& gain) {
    double sum = 0;
    for (std::size_t place = 0; place < places; ++place) {
        sum += gain(place) * placeWeight(place);
    }
    return sum;
}
/// Of nothing but hits.
inline double discountedGain(std::size_t places) {
    return discountedGain(places, [](std::size_t) { return 1.0; });
}

} // namespace tastescope
