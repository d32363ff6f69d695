// SPDX-License-Identifier: GPL-3.0-or-later
// What a history says about a person once the items are learned from pairs. For items i it holds and all
// items j the loss of the margin d = s_i - s_j, whose downward slope is g(d), is replaced by the parabola
// whose slope is the line nearest to g over the margins met in training, c (T - d). The minimum of
//   Σ_i mean_j (T - (x · (y_i - y_j) + b_i - b_j))² + (λ / c) |x|² for each i
// is exact, quick and linear in the items of the history, so that every one's part in a score is plain.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tastescope {

struct PairwiseLine {
    double target = 1; ///< T
    double ridge = 1;  ///< λ / c
};

/// A model learned from pairs. Rows are factors + 1 floats: an item's vector and bias, a person's vector and
/// 1; their product is the score.
struct PairwiseFactors {
    std::size_t factors = 0;
    std::vector<float> users;
    std::vector<float> items;
    PairwiseLine line;
};

/// Folds single histories, in doubles. Const, thread-safe; `items` (as in PairwiseFactors) must outlive it.
class PairwiseFoldIn {
public:
    PairwiseFoldIn(std::span<const float> items, std::size_t factors, const PairwiseLine& line);

    /// x of a person who likes these items, all different and known; zeros without any.
    std::vector<double> vectorOf(std::span<const std::uint32_t> liked) const;

    struct Parts {
        double base = 0;             ///< the item's bias, and what the others' biases leave of it
        std::vector<double> amounts; ///< one for each liked item
    };
    /// The score of `item` for vectorOf(liked) in parts.
    Parts partsOf(std::span<const std::uint32_t> liked, std::uint32_t item) const;

    std::size_t bytes() const { return sizeof(double) * (m_mean.size() + m_gram.size() + m_drift.size()); }

private:
    struct System;
    System systemOf(std::span<const std::uint32_t> liked) const;
    const float* rowOf(std::uint32_t item) const { return m_items.data() + item * (m_factors + 1); }

    std::span<const float> m_items;
    std::size_t m_factors;
    PairwiseLine m_line;
    double m_meanBias = 0;
    std::vector<double> m_mean;  ///< of the vectors
    std::vector<double> m_gram;  ///< mean of (y - mean) (y - mean)ᵀ
    std::vector<double> m_drift; ///< mean of (b - mean) (y - mean)
};

} // namespace tastescope
