// SPDX-License-Identifier: GPL-3.0-or-later
// Training of implicit ALS. Source: Hu, Koren, Volinsky 2008; conjugate gradients: Takács, Pilászy, Tikk
// 2011; blocks of factors: Rendle, Krichene, Zhang, Koren 2021 (iALS++); regularisation scaled by confidence
// and the weight of unobserved cells: Rendle, Krichene, Zhang, Koren 2022.
//
// Minimised, over all users u and items i:
//   Σ c_ui (p_ui - x_u · y_i)² + Σ λ_u |x_u|² + Σ λ_i |y_i|²
// with p = 1, c = u + α w for a weight w > 0, p = 0, c = u + α |w| for w < 0 (when dislikes count), p = 0, c
// = u elsewhere, and λ_row = λ (Σ c of the row)^exponent; u is 1 in the paper of 2008.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/interaction_matrix.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace tastescope {

enum class AlsSolver { Cholesky, ConjugateGradients, Blocks };

struct AlsOptions {
    std::size_t factors = 64;
    int iterations = 15;
    double regularization = 0.6;
    double exponent = 0.5;
    double alpha = 3;
    double unobserved = 1; ///< u
    bool dislikes = true;
    AlsSolver solver = AlsSolver::Cholesky;
    int steps = 3;      ///< of conjugate gradients a row and half iteration
    double popular = 0; ///< of popular_bias.h; training does not know of it
};

/// More than this is certainty: single precision tells nothing beyond it apart, and sums stay finite.
inline constexpr double mostAlsConfidence = 1e12;

/// p and c - u of an entry; confidence 0 means that the entry says no more than an unseen one.
struct AlsEntry {
    float preference = 0;
    float confidence = 0;
};
inline AlsEntry alsEntry(float weight, const AlsOptions& options) {
    const double scaled = options.alpha * std::abs(static_cast<double>(weight));
    const auto confidence = static_cast<float>(std::min(scaled, mostAlsConfidence));
    if (weight > 0) {
        return {1, confidence};
    }
    return {0, options.dislikes ? confidence : 0};
}
/// What an entry adds to the right-hand side, a factor of y: c p.
inline double alsGain(const AlsEntry& entry, const AlsOptions& options) {
    return entry.preference * (options.unobserved + entry.confidence);
}
/// λ of a row with `others` cells and the given sum of (c - u).
double alsRidge(const AlsOptions& options, std::size_t others, double confidence);

/// Row-major, `factors` floats a row. A row without an entry is zero.
struct AlsFactors {
    std::vector<float> users;
    std::vector<float> items;
};

/// Each iteration solves all items, then all users, and reports the objective through context.loss. With the
/// Cholesky solver users are exact for the returned items. Begins at `start` where there is one, in the shape
/// of what is returned, else at random vectors by the seed. Fails only by cancellation.
Result<AlsFactors> trainAls(const InteractionMatrix& matrix, std::size_t users, std::size_t items,
                            const AlsOptions& options, const ExecutionContext& context,
                            const AlsFactors* start = nullptr);

} // namespace tastescope
