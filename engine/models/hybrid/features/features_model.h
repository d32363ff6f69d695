// SPDX-License-Identifier: GPL-3.0-or-later
// A trained feature factorisation: vectors of all items, those without events by their features alone, and of
// all people. Items have their bias as last dimension, where every person has a 1, so that scores are
// products.
//
// A person is made of the history by FeatureFoldIn, around what the person's features say; of an unseen
// person the features are not known, and the mean person stands in. Both for people of the training data and
// for unseen histories, so that the same history scores alike.
#pragma once

#include "engine/models/hybrid/features/features_trainer.h"
#include "engine/models/recommender.h"

#include <memory>
#include <string_view>

namespace tastescope {

inline constexpr std::string_view featuresId = "features";

/// Bytes of a model.
std::size_t featuresBytes(std::size_t users, std::size_t items, std::size_t factors);

/// Fails only by cancellation.
Result<std::shared_ptr<const Recommender>> makeFeaturesModel(const ImplicitMatrix& liked,
                                                             const FeatureFactors& factors,
                                                             const FeatureOptions& options,
                                                             const ExecutionContext& context);
Result<std::shared_ptr<const Recommender>> loadFeaturesModel(const ModelArchive& archive,
                                                             const Dataset& dataset);

} // namespace tastescope
