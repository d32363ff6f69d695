// SPDX-License-Identifier: GPL-3.0-or-later
// Stochastic gradient steps of biased matrix factorisation over a run of ratings (Koren, Bell, Volinsky
// 2009). Rows are `dims` floats, a multiple of kernelLanes, best aligned to 64 bytes.
#pragma once

#include "engine/models/factorisation/ratings/rating_blocks.h"

#include <cstddef>
#include <span>

namespace tastescope {

struct SgdTables {
    float* users = nullptr;
    float* items = nullptr;
    float* userBiases = nullptr;
    float* itemBiases = nullptr;
    std::size_t dims = 0;
};

struct SgdStep {
    float rate = 0;
    float ridge = 0;
    float biasRidge = 0;
};

/// No error counts for more than this many standard deviations in a step: one absurd rating must not throw
/// the vectors out of reach. Star ratings never come near it.
inline constexpr float largestStepError = 6;

/// For each cell in order, with e the error of the prediction before the step (held within
/// ±largestStepError):
///   b += rate (e - λ_b b), the same for the item; p += rate (e q - λ p), q += rate (e p - λ q).
/// Returns Σ (error before the step)².
double descendCells(std::span<const RatingCell> cells, const SgdTables& tables, const SgdStep& step);

} // namespace tastescope
