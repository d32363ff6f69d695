// SPDX-License-Identifier: GPL-3.0-or-later
// Training of biased matrix factorisation by stochastic gradients (Koren, Bell, Volinsky 2009, equation 5).
// Minimised over the ratings r, in units of their standard deviation around their mean:
//   Σ (r_ui - b_u - c_i - p_u · q_i)² + λ (|p_u|² + |q_i|²) + λ_b (b_u² + c_i²)
// The gradients run over RatingBlocks with a rate that falls as 1 / (1 + decay · epoch); at the end every
// person is the exact minimum for the items found, as an unseen history would be.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/models/factorisation/ratings/rating_factors.h"

namespace tastescope {

struct SvdOptions {
    std::size_t factors = 64;
    int epochs = 40;
    double learningRate = 0.03;
    double decay = 0.05;
    double regularization = 0.1;
    double biasRegularization = 0.02;
    double validation = 0;
};

/// The deviation of the elements of starting vectors: small, so that the main directions are found before the
/// noise.
inline constexpr double startingDeviation = 0.03;

/// Reports root mean square errors through context.loss; keeps the best epoch. Fails only by cancellation.
Result<RatingFactors> trainSvd(const Ratings& ratings, std::size_t users, std::size_t items,
                               const SvdOptions& options, const ExecutionContext& context);

} // namespace tastescope
