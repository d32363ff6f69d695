// SPDX-License-Identifier: GPL-3.0-or-later
// A trained PureSVD: with V the singular vectors of X C (C = diagonal of the items' gains), a history x
// scores x C V Vᵀ C⁻¹: what is left of it when it is projected onto the kept directions; and, where that
// counts, what is popular beside it.
#pragma once

#include "engine/base/archive.h"
#include "engine/models/learning/implicit_matrix.h"
#include "engine/models/model_shape.h"
#include "engine/models/recommender.h"

#include <memory>
#include <vector>

namespace tastescope {

inline constexpr std::string_view pureSvdId = "puresvd";

/// What popular_bias.h adds to every score; a weight of 0 adds nothing, and no shares are needed.
struct PopularBias {
    double weight = 0;
    std::vector<float> shares{}; ///< an item each
};

/// Bytes of a trained model.
std::size_t pureSvdBytes(const ModelShape& shape, std::size_t factors);
/// `vectors` is V, items × factors, row-major; a gain of 0 stands for an item without events.
/// Fails only by cancellation.
Result<std::shared_ptr<const Recommender>> makePureSvdModel(const Dataset& dataset, ModelShape shape,
                                                            const PreferenceRule& rule, std::size_t factors,
                                                            std::vector<float> vectors,
                                                            std::vector<float> gains, PopularBias popular,
                                                            const ExecutionContext& context = {});
Result<std::shared_ptr<const Recommender>> loadPureSvdModel(const ModelArchive& archive,
                                                            const Dataset& dataset);

} // namespace tastescope
