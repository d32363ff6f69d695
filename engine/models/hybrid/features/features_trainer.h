// SPDX-License-Identifier: GPL-3.0-or-later
// Training of a feature factorisation for ranking (Kula 2015): of an event's item and another item that the
// person does not like, the former is to score higher. Either by the sigmoid of the difference (BPR: Rendle
// et al. 2009) or, searching for an item that scores too high, by a hinge that weighs more the sooner one is
// found (WARP: Weston, Bengio, Usunier 2011).
//
// In place of threads that overwrite each other's steps, a step takes the gradient of a batch at once: the
// pairs are found against the vectors before the step, the gradients added in a fixed order.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/models/attributes/content_features.h"
#include "engine/models/hybrid/features/feature_batch.h"
#include "engine/models/learning/implicit_matrix.h"

#include <cstddef>
#include <span>
#include <vector>

namespace tastescope {

struct FeatureOptions {
    std::size_t factors = 64;
    int epochs = 20;
    /// Epochs without a better one before the training ends; 0 = never, and no item is held back.
    int patience = 5;
    RankingLoss loss = RankingLoss::Warp;
    double learningRate = 0.05;
    double regularization = 0.1; ///< as a share of the push of a pair, of each embedding that takes part
    int tries = 100;             ///< of WARP: items looked at for one that scores too high
};

/// Vectors of all items, those without events by their features alone, and what is known of people besides
/// their history.
struct FeatureFactors {
    std::size_t factors = 0;
    std::vector<float> items;    ///< `factors` + 1 an item, its bias last
    std::vector<float> stranger; ///< `factors`: the mean of all people with events
    /// `factors` a person: the sum of the features' embeddings and of the mean of people's own. Empty when
    /// nothing is known of anybody: the stranger stands for all.
    std::vector<float> priors;

    std::span<const float> priorOf(std::size_t user) const {
        return priors.empty() ? stranger : std::span(priors).subspan(user * factors, factors);
    }
};

/// All zero when there is nothing to learn from. Reports losses through context.loss, the validation being
/// 1 - NDCG@10 of items held back from some people; keeps the best epoch. Fails only by cancellation; the
/// result does not depend on the number of threads.
Result<FeatureFactors> trainFeatures(const ImplicitMatrix& liked, const ContentFeatures& items,
                                     const ContentFeatures& people, const FeatureOptions& options,
                                     const ExecutionContext& context);

} // namespace tastescope
