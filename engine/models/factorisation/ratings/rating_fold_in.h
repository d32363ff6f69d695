// SPDX-License-Identifier: GPL-3.0-or-later
// Turns a history into a person of a rating factorisation, item factors fixed, and says what each past rating
// adds to a prediction. Solved in doubles, once a history. Thread-safe: nothing is kept but the reference.
#pragma once

#include "engine/models/factorisation/ratings/rating_factors.h"

#include <memory>
#include <span>
#include <vector>

namespace tastescope {

/// In units of the model: (rating - offset) / deviation. The item is known to the model.
struct PastRating {
    ItemIndex item;
    double rating = 0;
};

struct FoldedPerson {
    double bias = 0;
    std::vector<float> vector;
};

/// userBias + userVector · itemVector = base + Σ amounts, one amount a past rating.
struct FoldShares {
    double base = 0;
    std::vector<double> amounts;
};

class RatingFold {
public:
    RatingFold() = default;
    virtual ~RatingFold() = default;
    RatingFold(const RatingFold&) = delete;
    RatingFold& operator=(const RatingFold&) = delete;

    virtual FoldedPerson personOf(std::span<const PastRating> past) const = 0;
    virtual FoldShares sharesOf(std::span<const PastRating> past, ItemIndex item) const = 0;
};

/// The model must outlive the fold.
/// Ridge: minimises Σ (r - c_i - b - q_i · (p + z))² + n (λ |p|² + λ_b b²) over b and p for the n past
/// ratings, z = Σ y_j / √n where the model has implied vectors, else 0. Linear in the ratings, so shares are
/// exact.
std::unique_ptr<const RatingFold> makeRidgeFold(const RatingFactors& model);
/// NonNegative: minimises Σ (r - q_i · p)² + λ n |p|² over p >= 0 by coordinate descent, then exactly over
/// the elements that are not 0: given which those are, linear in the ratings.
std::unique_ptr<const RatingFold> makeNonNegativeFold(const RatingFactors& model);

} // namespace tastescope
