// SPDX-License-Identifier: GPL-3.0-or-later
// Random vectors, and the slow twin of every search among them.
#pragma once

#include "engine/base/random.h"
#include "engine/models/recommender.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>
#include <vector>

namespace tastescope::test {

inline std::vector<float> normalRows(std::size_t rows, std::size_t dimensions, std::uint64_t seed) {
    Random random(seed);
    std::vector<float> values(rows * dimensions);
    for (float& value : values) {
        value = static_cast<float>(random.normal());
    }
    return values;
}

/// Whole numbers: sums of their products are exact in any order, and ties are the rule.
inline std::vector<float> wholeRows(std::size_t rows, std::size_t dimensions, std::uint64_t seed) {
    Random random(seed);
    std::vector<float> values(rows * dimensions);
    for (float& value : values) {
        value = static_cast<float>(random.below(5)) - 2;
    }
    return values;
}

/// Points around `centres` points.
inline std::vector<float> clusteredRows(std::size_t rows, std::size_t dimensions, std::size_t centres,
                                        std::uint64_t seed) {
    const std::vector<float> middle = normalRows(centres, dimensions, seed + 1);
    Random random(seed);
    std::vector<float> values;
    for (std::size_t row = 0; row < rows; ++row) {
        const std::size_t centre = random.below(centres);
        for (std::size_t d = 0; d < dimensions; ++d) {
            values.push_back(middle[centre * dimensions + d] + 0.4F * static_cast<float>(random.normal()));
        }
    }
    return values;
}

/// All scored one by one, sorted whole.
inline std::vector<ScoredItem> fullSort(VectorView rows, std::span<const float> query, std::size_t k,
                                        std::span<const ItemIndex> excluded = {},
                                        std::span<const ItemIndex> allowed = {}) {
    std::vector<ScoredItem> all;
    for (std::size_t row = 0; row < rows.rows(); ++row) {
        const ItemIndex item{row};
        if (std::ranges::binary_search(excluded, item) ||
            (!allowed.empty() && !std::ranges::binary_search(allowed, item))) {
            continue;
        }
        float score = 0;
        for (std::size_t d = 0; d < rows.dimensions; ++d) {
            score += rows.row(row)[d] * query[d];
        }
        if (!std::isnan(score)) {
            all.push_back({item, score});
        }
    }
    std::ranges::stable_sort(all, std::ranges::greater(), &ScoredItem::score);
    all.resize(std::min(k, all.size()));
    return all;
}

} // namespace tastescope::test
