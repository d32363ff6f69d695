// SPDX-License-Identifier: GPL-3.0-or-later
// Training of explicit ALS: Σ (r_ui - b_u - c_i - p_u · q_i)² + Σ_u n_u (λ |p_u|² + λ_b b_u²) + Σ_i n_i (…),
// minimised exactly over all items, then over all users, in turn. Source: Zhou, Wilkinson, Schreiber, Pan
// 2008 (λ weighted by the number n of ratings of a row), with a bias as one more factor that is 1 on the
// other side.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/models/factorisation/ratings/rating_factors.h"

namespace tastescope {

struct ExplicitAlsOptions {
    std::size_t factors = 64;
    int iterations = 15;
    double regularization = 0.12;
    double biasRegularization = 0.02;
    double validation = 0;
};

/// Reports root mean square errors through context.loss; keeps the best iteration. Fails only by
/// cancellation.
Result<RatingFactors> trainExplicitAls(const Ratings& ratings, std::size_t users, std::size_t items,
                                       const ExplicitAlsOptions& options, const ExecutionContext& context);

} // namespace tastescope
