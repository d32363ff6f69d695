// SPDX-License-Identifier: GPL-3.0-or-later
// Training of non-negative factorisation of ratings by multiplicative updates over the known entries alone
// (Luo, Zhou, Xia, Zhu 2014), the rate chosen such that nothing ever turns negative:
//   p_uf ← p_uf · Σ_i q_if r_ui / (Σ_i q_if r̂_ui + n_u λ p_uf), then the same for the items.
// Minimised: Σ (r_ui - p_u · q_i)² + λ (|p_u|² + |q_i|²), p, q >= 0, ratings divided by their deviation.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/models/factorisation/ratings/rating_factors.h"

namespace tastescope {

struct NmfOptions {
    std::size_t factors = 32;
    int epochs = 200;
    double regularization = 0.11;
    double validation = 0;
};

/// Divided by the deviation; shifted only where there are negative ones, up to 0.
RatingUnits nonNegativeUnits(const Ratings& ratings);

/// Reports root mean square errors through context.loss; keeps the best epoch, then solves every person
/// exactly. Users and items without ratings get the average vector. Fails only by cancellation.
Result<RatingFactors> trainNmf(const Ratings& ratings, std::size_t users, std::size_t items,
                               const NmfOptions& options, const ExecutionContext& context);

} // namespace tastescope
