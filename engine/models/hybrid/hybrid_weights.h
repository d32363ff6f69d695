// SPDX-License-Identifier: GPL-3.0-or-later
// Weights of a stacked hybrid, learned from people whose liked items are held back in part. Each held item is
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

/// `models` are trained on `held.rest`; `dataset` is all there is. Ones where nothing can be learned.
/// Error: Cancelled.
Result<HybridWeights> learnHybridWeights(const Dataset& dataset, const HeldBack& held,
                                         std::span<const std::shared_ptr<const Recommender>> models,
                                         const ExecutionContext& context);

} // namespace tastescope
