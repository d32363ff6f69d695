// SPDX-License-Identifier: GPL-3.0-or-later
// Weights of a hybrid by people whose liked items are held back in part: chosen among candidates by the lists
// they would be shown, or learned. Each held item is
// to score above the rest of the catalogue: a multinomial logistic loss over a sample of it (Bengio, Senécal
// 2003), convex in the weights, which may not be negative. The result does not depend on the number of
// threads.
#pragma once

#include "engine/models/hybrid/hybrid_model.h"

#include <array>
#include <memory>
#include <span>
#include <vector>

namespace tastescope {

struct HeldBack {
    std::shared_ptr<const Dataset> rest; ///< what the parts are trained on meanwhile
    std::vector<UserIndex> users;        ///< those with something held back
    std::vector<std::vector<ItemIndex>> items;
};

/// A fifth of the liked items of up to 2,000 people with two or more of them, drawn by the context's seed.
/// Without such people `rest` is null.
HeldBack holdBackLiked(const Dataset& dataset, const ExecutionContext& context);

using HybridWeights = std::array<double, mostHybridParts>;

/// The first of the candidates, none of which is left out, whose lists of ten find most of what is held back
/// (NDCG). `models` are trained on `held.rest`. Error: Cancelled.
Result<std::size_t> bestHybridWeights(const HeldBack& held,
                                      std::span<const std::shared_ptr<const Recommender>> models,
                                      std::span<const HybridWeights> candidates,
                                      const ExecutionContext& context);

/// `models` are trained on `held.rest`; `dataset` is all there is. Ones where nothing can be learned.
/// Error: Cancelled.
Result<HybridWeights> learnHybridWeights(const Dataset& dataset, const HeldBack& held,
                                         std::span<const std::shared_ptr<const Recommender>> models,
                                         const ExecutionContext& context);

} // namespace tastescope
