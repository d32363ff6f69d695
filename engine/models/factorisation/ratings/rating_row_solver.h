// SPDX-License-Identifier: GPL-3.0-or-later
// Ridge regression of a row's ratings on the other side's vectors: the half iteration of explicit ALS (Zhou,
// Wilkinson, Schreiber, Pan 2008, λ per rating) with a bias, and the last word about every person for those
// that are trained by gradients.
#pragma once

#include "engine/base/execution.h"
#include "engine/linalg/dense_kernel.h"
#include "engine/models/factorisation/ratings/rating_factors.h"

#include <cstddef>
#include <span>
#include <vector>

namespace tastescope {

/// One side in the form that systems are built from: `factors` elements, the constant 1, zeros up to `dims`.
struct RatingSide {
    std::size_t rows = 0;
    std::size_t factors = 0;
    std::size_t dims = 0;
    AlignedFloats vectors;
    std::vector<float> biases;

    RatingSide() = default;
    RatingSide(std::size_t count, std::size_t factorCount)
        : rows(count)
        , factors(factorCount)
        , dims(paddedDimensions(factorCount + 1))
        , vectors(count * dims)
        , biases(count) {
        for (std::size_t row = 0; row < count; ++row) {
            vectorOf(row)[factors] = 1;
        }
    }
    float* vectorOf(std::size_t row) { return vectors.data() + row * dims; }
    const float* vectorOf(std::size_t row) const { return vectors.data() + row * dims; }
    /// Bias and vector products of a pair, in units.
    double predict(std::size_t row, const RatingSide& other, std::size_t column) const {
        // The constants' product is 1 too much.
        return static_cast<double>(dotProduct(vectorOf(row), other.vectorOf(column), dims)) - 1 +
               biases[row] + other.biases[column];
    }
};

struct RatingRidge {
    double ridge = 0;
    double biasRidge = 0;
};

/// Solves every row of users for the given items. Where `known` holds vectors of the users' dims (SVD++),
/// what they say is taken off the ratings first and added to the solution. Rows without ratings become
/// `known` or 0. The same bits for any number of threads.
void solveUsers(const InteractionMatrix& ratings, const RatingUnits& units, const RatingRidge& ridge,
                const RatingSide& items, const AlignedFloats* known, RatingSide& users,
                const ExecutionContext& context);
void solveItems(const InteractionMatrix& ratings, const RatingUnits& units, const RatingRidge& ridge,
                const RatingSide& users, RatingSide& items, const ExecutionContext& context);

} // namespace tastescope
