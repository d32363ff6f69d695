// SPDX-License-Identifier: GPL-3.0-or-later
// A model as the second stage: candidates in the order that its own list would have.
#pragma once

#include "engine/pipeline/ranker/ranker.h"

#include <memory>
#include <string>

namespace tastescope {

/// Scores are those of the door's lists, to the bit. A candidate that the model does not list (it is newer
/// than the training) comes behind all others. An explanation is the one score or, where the model is a
/// learned ranker, what each feature adds to it.
std::shared_ptr<const Ranker> modelRanker(std::shared_ptr<const Recommender> model, std::string name);

} // namespace tastescope
