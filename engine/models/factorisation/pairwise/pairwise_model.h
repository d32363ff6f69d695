// SPDX-License-Identifier: GPL-3.0-or-later
// A trained model of BPR or WARP: vectors and biases, and the fold of unseen histories.
#pragma once

#include "engine/base/archive.h"
#include "engine/models/factorisation/pairwise/pairwise_fold_in.h"
#include "engine/models/model_shape.h"
#include "engine/models/recommender.h"

#include <memory>
#include <string_view>

namespace tastescope {

/// `id` is the algorithm's, of static storage. The rows of `factors` must be as many as `shape` says.
std::shared_ptr<const Recommender> makePairwiseModel(std::string_view id, PairwiseFactors factors,
                                                     const ModelShape& shape);
Result<std::shared_ptr<const Recommender>> loadPairwiseModel(std::string_view id, const ModelArchive& archive,
                                                             const Dataset& dataset);
std::size_t pairwiseModelBytes(const ModelShape& shape, std::size_t factors);

} // namespace tastescope
