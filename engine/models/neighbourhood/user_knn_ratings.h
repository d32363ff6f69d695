// SPDX-License-Identifier: GPL-3.0-or-later
// User-kNN of ratings: what the most similar people who rated an item made of it. Nothing is trained but
// biases: similarities are computed when a person is scored, so that an unseen past is as good as a known one
// and memory stays linear; scoring all items takes one pass over the ratings of whoever is alike.
#pragma once

#include "engine/base/archive.h"
#include "engine/models/model_shape.h"
#include "engine/models/neighbourhood/rating_knn.h"
#include "engine/models/recommender.h"

#include <memory>

namespace tastescope {

/// Somebody of the training data whose ratings are the history's, item by item, counts as the same person and
/// not as a neighbour. Explanations split each neighbour's part over the items both have rated, in proportion
/// to what each adds to their similarity.
Result<std::shared_ptr<const Recommender>>
fitRatingUserKnn(const Dataset& dataset, const RatingKnnOptions& options, const ExecutionContext& context);
Result<std::shared_ptr<const Recommender>> loadRatingUserKnn(const ModelArchive& archive,
                                                             const Dataset& dataset, ModelShape shape);

} // namespace tastescope
