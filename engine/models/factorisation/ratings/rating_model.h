// SPDX-License-Identifier: GPL-3.0-or-later
// A trained factorisation of ratings: predicts ratings, unclipped. A person or item without ratings has no
// bias and no vector (non-negative: the average one), so an unknown item gets what is typical of the person
// or of all.
#pragma once

#include "engine/models/factorisation/ratings/rating_fold_in.h"
#include "engine/models/recommender.h"

#include <memory>
#include <string_view>

namespace tastescope {

/// `algorithm` is a literal.
std::shared_ptr<const Recommender> makeRatingModel(std::string_view algorithm, RatingFoldKind fold,
                                                   RatingFactors factors);
Result<std::shared_ptr<const Recommender>> loadRatingModel(std::string_view algorithm, RatingFoldKind fold,
                                                           bool implied, const ModelArchive& archive,
                                                           const Dataset& dataset);

} // namespace tastescope
