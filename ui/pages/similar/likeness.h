// SPDX-License-Identifier: GPL-3.0-or-later
// How like a model holds one item, user or creator to all others. Pure functions, thread-safe.
#pragma once

#include "engine/index/neighbours.h"
#include "engine/models/recommender.h"
#include "ui/pages/similar/similar_index.h"

#include <vector>

namespace tastescope {

/// Whether the model was trained on data that had this entry.
bool knows(const Recommender& model, const SimilarIndex& index, SimilarEntity entity);

/// Likeness to every row of the same kind. Two creators are as alike as, in the mean, the pairs of their most
/// heard items.
std::vector<float> likenessRow(const Recommender& model, const SimilarIndex& index, SimilarEntity entity);

/// The k most alike, best first, without the entry itself and without any that has nothing in common
/// (score <= 0). Fails only by cancellation.
Result<Neighbours> mostAlike(const NeighbourFinder& finder, const SimilarIndex& index, SimilarEntity entity,
                             std::size_t k, const ExecutionContext& context);

/// Of the model's vectors of a kind what makes its likeness, row-major (of a creator the mean of its items'
/// vectors): all but what is popular. Empty where the model has none, or is alike by something else.
struct EntityVectors {
    std::vector<float> values;
    std::size_t dimensions = 0;
};
EntityVectors vectorsOf(const Recommender& model, const SimilarIndex& index, SimilarKind kind,
                        const std::vector<std::uint32_t>& rows);

} // namespace tastescope
