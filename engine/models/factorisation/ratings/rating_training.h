// SPDX-License-Identifier: GPL-3.0-or-later
// What the trainings of all rating factorisations do the same way: hold a share of the ratings back, begin
// at random, put the solved sides together.
#pragma once

#include "engine/base/execution.h"
#include "engine/linalg/dense_kernel.h"
#include "engine/models/factorisation/ratings/rating_factors.h"
#include "engine/models/factorisation/ratings/rating_row_solver.h"

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace tastescope {

struct HeldRating {
    UserIndex user;
    ItemIndex item;
    float rating = 0;
};
/// A share of the ratings of each person, drawn at random, taken out of what is trained on.
struct TrainingPart {
    InteractionMatrix own;
    std::vector<HeldRating> held;
    bool whole = true; ///< nothing is held back: `own` is empty

    const InteractionMatrix& matrix(const Ratings& ratings) const { return whole ? ratings.matrix : own; }
};
TrainingPart holdBack(const InteractionMatrix& ratings, double share, const ExecutionContext& context);

/// Root mean square of `error` over the held ratings, if there are any. The same for any number of threads.
std::optional<double> heldError(const TrainingPart& part, const ExecutionContext& context,
                                const std::function<double(const HeldRating&)>& error);

/// `rows` rows of `factors` floats each, without the padding up to `dims`.
std::vector<float> withoutPadding(const AlignedFloats& padded, std::size_t rows, std::size_t dims,
                                  std::size_t factors);
/// The same from row to row of another width; what is missing is 0.
AlignedFloats withPadding(std::span<const float> rows, std::size_t factors, std::size_t dims);

/// Starting vectors, normal with the given deviation: a stream of random numbers a row, so that the order of
/// work does not matter. `purpose` tells users from items.
AlignedFloats randomRows(std::size_t rows, std::size_t factors, std::size_t dims, double deviation,
                         std::uint64_t purpose, const ExecutionContext& context);

/// The model of two solved sides.
RatingFactors assembled(const Ratings& ratings, const RatingUnits& units, const RatingRidge& ridge,
                        RatingSide users, RatingSide items);

/// Bytes of a model with biases and the given number of vectors, and of the copies its training keeps.
std::size_t ratingModelBytes(const Dataset& dataset, std::size_t factors, bool implied);
std::size_t ratingTrainingBytes(const Dataset& dataset, std::size_t factors, bool implied);

} // namespace tastescope
