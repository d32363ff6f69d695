// SPDX-License-Identifier: GPL-3.0-or-later
// User-kNN of lists (Herlocker, Konstan, Borchers, Riedl 1999 for implicit signals; asymmetric cosine and
// locality: Aiolli 2013): an item scores the votes of the most similar people who went for it, each weighted
// by similarity^locality. Similarities are computed when a person is scored: an unseen past is as good as a
// known one and memory stays linear.
#pragma once

#include "engine/base/archive.h"
#include "engine/models/model_shape.h"
#include "engine/models/neighbourhood/item_similarity.h"
#include "engine/models/recommender.h"

#include <memory>

namespace tastescope {

struct ListUserKnnOptions {
    ItemSimilarity kind = ItemSimilarity::Tfidf; ///< of people instead of items
    std::size_t neighbours = 80;                 ///< 0 = everybody alike at all
    double shrinkage = 0;                        ///< similarity · n / (n + shrinkage), n items in common
    double alpha = 0.5;                          ///< Asymmetric: exponent of the own list's length
    double locality = 2;
    double halfLifeDays = 0; ///< everybody's events halve with age; 0 = all alike
};

/// Only weights > 0 count. A neighbour's votes are the roots of the weights, scaled to length 1 so that long
/// lists do not outvote short ones; a score is the weighted mean of the votes, in 0..1. Somebody who went for
/// exactly the same items is passed over: they have nothing to add. Explanations split each neighbour's vote
/// over the items in common, in proportion to what each adds to the similarity.
Result<std::shared_ptr<const Recommender>>
fitListUserKnn(const Dataset& dataset, const ListUserKnnOptions& options, const ExecutionContext& context);
Result<std::shared_ptr<const Recommender>> loadListUserKnn(const ModelArchive& archive,
                                                           const Dataset& dataset, ModelShape shape);

} // namespace tastescope
