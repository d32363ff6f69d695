// SPDX-License-Identifier: GPL-3.0-or-later
// A trained content model: item vectors over terms, an inverted index to score with, and how a history is
// weighted.
#pragma once

#include "engine/base/archive.h"
#include "engine/data/dataset.h"
#include "engine/models/attributes/content_features.h"
#include "engine/models/model_shape.h"
#include "engine/models/recommender.h"

#include <memory>

namespace tastescope {

inline constexpr std::string_view contentId = "content_tfidf";

struct ContentTaste {
    double negativeFeedback = 0.5; ///< how much of a dislike is subtracted
    double halfLifeDays = 0;
    Time newest = noTime; ///< of the training data
    /// A rating below `neutral` is a dislike, the stronger the lower: one at `worst` weighs as much as a
    /// usual like does, `usual`. Off where worst = neutral.
    double neutral = 0;
    double worst = 0;
    double usual = 1;
};
/// The middle of the rating scale and the mean positive weight of the data; without ratings or with
/// `lowRatings` off: no rating is a dislike.
ContentTaste contentTasteOf(const Dataset& dataset, bool lowRatings, const ExecutionContext& context = {});

std::shared_ptr<const Recommender> makeContentModel(const Dataset& dataset, ContentFeatures features,
                                                    const ContentTaste& taste, ModelShape shape);
Result<std::shared_ptr<const Recommender>> loadContentModel(const ModelArchive& archive,
                                                            const Dataset& dataset);

} // namespace tastescope
