// SPDX-License-Identifier: GPL-3.0-or-later
// A trained EASE model: item j scores Σ_i x_i B_ij with B_ij = -P_ij / P_jj, B_jj = 0, which is kept as the
// symmetric P and the factors -1 / P_jj.
#pragma once

#include "engine/base/archive.h"
#include "engine/linalg/square_matrix.h"
#include "engine/models/learning/implicit_matrix.h"
#include "engine/models/model_shape.h"
#include "engine/models/recommender.h"

#include <memory>

namespace tastescope {

inline constexpr std::string_view easeId = "ease";

/// Bytes of a trained model.
std::size_t easeModelBytes(const ModelShape& shape);
std::shared_ptr<const Recommender> makeEaseModel(const Dataset& dataset, ModelShape shape,
                                                 const PreferenceRule& rule, SquareMatrix inverse);
Result<std::shared_ptr<const Recommender>> loadEaseModel(const ModelArchive& archive, const Dataset& dataset);

} // namespace tastescope
