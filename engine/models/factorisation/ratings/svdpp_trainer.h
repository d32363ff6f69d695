// SPDX-License-Identifier: GPL-3.0-or-later
// Training of SVD++ (Koren 2008, equation 15): what a person rated at all says something, whatever the
// rating.
//   r̂_ui = μ + b_u + c_i + q_i · (p_u + |N(u)|^-½ Σ_{j ∈ N(u)} y_j)
// Minimised in units of the ratings' deviation:
//   Σ (r - r̂)² + λ (|p_u|² + |q_i|²) + λ_b (b_u² + c_i²) + λ_y |y_i|²   over the ratings (u, i)
// The y of a history move once a person, after all of the person's ratings, so that an epoch takes time
// linear in the ratings. People go in batches: those of a batch see the same items, whose steps are then made
// in the order of the people; so batches run on any number of threads to the same result.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/models/factorisation/ratings/rating_factors.h"

#include <vector>

namespace tastescope {

struct SvdppOptions {
    std::size_t factors = 32;
    int epochs = 40;
    double learningRate = 0.01;
    double decay = 0;
    double regularization = 0.12;
    double biasRegularization = 0.02;
    double impliedRegularization = 0.5;
    double validation = 0;
};

/// The people of an epoch in batches: a seeded order, at most 32 people or about 4,096 ratings a batch.
std::vector<std::vector<UserIndex>> personBatches(const InteractionMatrix& ratings, int epoch,
                                                  std::uint64_t seed);

/// Reports root mean square errors through context.loss; keeps the best epoch, then solves every person
/// exactly. User vectors are p + Σ y / √n. Fails only by cancellation.
Result<RatingFactors> trainSvdpp(const Ratings& ratings, std::size_t users, std::size_t items,
                                 const SvdppOptions& options, const ExecutionContext& context);

} // namespace tastescope
