// SPDX-License-Identifier: GPL-3.0-or-later
// A trained ALS model: factor vectors of users and items, and what folding in a history needs.
#pragma once

#include "engine/models/factorisation/als/als_trainer.h"
#include "engine/models/recommender.h"

#include <memory>

namespace tastescope {

inline constexpr std::string_view alsId = "als";

/// How many floats a person and an item have: the factors, and what is popular where it counts.
std::size_t alsDimensions(const AlsOptions& options);
/// `factors` as training leaves them, with what is popular behind them where it counts.
AlsFactors withPopular(AlsFactors factors, const AlsOptions& options, const InteractionMatrix& matrix);
/// `factors` holds alsDimensions(options) floats for each of `users` and `items`.
std::shared_ptr<const Recommender> makeAlsModel(AlsFactors factors, const AlsOptions& options,
                                                std::size_t users, std::size_t items);
Result<std::shared_ptr<const Recommender>> loadAlsModel(const ModelArchive& archive, const Dataset& dataset);

} // namespace tastescope
