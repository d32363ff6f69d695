// SPDX-License-Identifier: GPL-3.0-or-later
// Several algorithms as one (Burke 2002): their scores added, one chosen by the length of the history, or
// added with weights learned on a part of the training data held back.
#pragma once

#include "engine/models/algorithm.h"

#include <span>
#include <vector>

namespace tastescope {

/// Made of those of `others` that have a place in a hybrid.
AlgorithmInfo hybridInfo(std::span<const AlgorithmInfo> others);

/// The weights that a training found for parts whose weights nobody had set in `params`: with them in their
/// place the same data gives the same model again, and other data one that adds its parts alike. Those that
/// are as they were, and those of any other model, are left out; so are those of a stacked hybrid, which
/// learns anew whenever it is trained.
std::vector<DataDefault> provenWeights(const Recommender& model, const ParamSet& params);

} // namespace tastescope
