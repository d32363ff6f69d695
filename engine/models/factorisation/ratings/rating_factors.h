// SPDX-License-Identifier: GPL-3.0-or-later
// What the factorisations of ratings have in common once trained: biases and vectors of users and items in
// units of the ratings' own spread, so that the same regularisation suits stars, marks and play counts.
//
//   rating = offset + deviation · (itemBias + userBias + userVector · itemVector)
#pragma once

#include "engine/base/archive.h"
#include "engine/data/ratings.h"

#include <string_view>
#include <vector>

namespace tastescope {

/// Ratings as training sees them: shifted and divided by their standard deviation.
struct RatingUnits {
    double offset = 0;
    double deviation = 1;

    double inUnits(double rating) const { return (rating - offset) / deviation; }
};
/// Around the mean; a deviation of 1 when all ratings are equal.
RatingUnits unitsAroundMean(const Ratings& ratings);

/// How a history becomes a person.
enum class RatingFoldKind {
    Ridge,      ///< bias and vector by regularised least squares
    NonNegative ///< a vector without a negative element, no bias
};

struct RatingFactors {
    std::size_t users = 0;
    std::size_t items = 0;
    std::size_t factors = 0;
    RatingUnits units;
    double ridge = 0;     ///< λ of a vector per rating of the row that is solved
    double biasRidge = 0; ///< the same of a bias
    RatingScale scale;    ///< what a history's entry says
    std::vector<float> userVectors;
    std::vector<float> itemVectors;
    std::vector<float> userBiases;
    std::vector<float> itemBiases;
    /// SVD++: what having rated an item at all says about a person; empty for the others.
    std::vector<float> impliedVectors{};
    /// Non-negative: the vector of a person nobody knows; empty for the others, where it is 0.
    std::vector<float> strangerVector{};

    std::size_t bytes() const;
};

void saveRatingFactors(ModelArchive& archive, std::string_view algorithm, const RatingFactors& factors);
/// `implied` and `stranger` say which of the optional arrays the algorithm has.
struct RatingArrays {
    bool implied = false;
    bool stranger = false;
};
Result<RatingFactors> loadRatingFactors(const ModelArchive& archive, std::string_view algorithm,
                                        const Dataset& dataset, RatingArrays arrays);

} // namespace tastescope
