// SPDX-License-Identifier: GPL-3.0-or-later
// Item-kNN of ratings: how the person rated the items most similar to this one. All similarities above 0 are
// kept, so that the nearest among what a person happens to have rated can be found; memory is at most items².
#pragma once

#include "engine/base/archive.h"
#include "engine/models/algorithm.h"
#include "engine/models/model_shape.h"
#include "engine/models/neighbourhood/rating_knn.h"

namespace tastescope {

Forecast forecastRatingItemKnn(const Dataset& dataset, const KnnOptions& asked, int threads);
Result<std::shared_ptr<const Recommender>>
fitRatingItemKnn(const Dataset& dataset, const RatingKnnOptions& options, const ExecutionContext& context);
Result<std::shared_ptr<const Recommender>> loadRatingItemKnn(const ModelArchive& archive,
                                                             const Dataset& dataset, ModelShape shape);

} // namespace tastescope
