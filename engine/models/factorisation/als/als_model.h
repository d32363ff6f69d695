// SPDX-License-Identifier: GPL-3.0-or-later
// A trained ALS model: factor vectors of users and items, and what folding in a history needs.
#pragma once

#include "engine/models/factorisation/als/als_trainer.h"
#include "engine/models/recommender.h"

#include <memory>

namespace tastescope {

inline constexpr std::string_view alsId = "als";

/// `factors` holds options.factors floats for each of `users` and `items`.
std::shared_ptr<const Recommender> makeAlsModel(AlsFactors factors, const AlsOptions& options,
                                                std::size_t users, std::size_t items);
Result<std::shared_ptr<const Recommender>> loadAlsModel(const ModelArchive& archive, const Dataset& dataset);

} // namespace tastescope
