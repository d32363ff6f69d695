// SPDX-License-Identifier: GPL-3.0-or-later
// Two trained towers: vectors of all items, those without events by their attributes, and of all people. A
// person's vector is made of the mean of the liked items of the history, so an unseen or edited history needs
// no training: it goes through the same tower. Of an unseen person the attributes are not known; a known one
// has them in scoreUser. An explanation leaves one item out at a time, because the tower is not linear: a
// contribution is the score less the score of the history without that item, the base is what remains.
#pragma once

#include "engine/models/deep/two_tower/two_tower_trainer.h"
#include "engine/models/recommender.h"

#include <memory>

namespace tastescope {

inline constexpr std::string_view twoTowerId = "two_tower";

/// Fails only by cancellation.
Result<std::shared_ptr<const Recommender>>
makeTwoTowerModel(const Dataset& dataset, const TwoTowerShape& shape, const TowerAttributes& attributes,
                  const NetworkWeights& weights, const ExecutionContext& context);
Result<std::shared_ptr<const Recommender>> loadTwoTowerModel(const ModelArchive& archive,
                                                             const Dataset& dataset);

} // namespace tastescope
