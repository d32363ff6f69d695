// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a trained model has anything to rank by. Pure function of model and data; thread-safe.
#pragma once

#include "engine/base/execution.h"
#include "engine/data/dataset.h"
#include "engine/models/recommender.h"

#include <string>
#include <vector>

namespace tastescope {

/// Sentences for a person; empty when all is well. A model that gives a person's unseen items the same score,
/// as one by attributes does without any, lists them in the order of the items; one of ratings learns nothing
/// from values that are all alike. Some people are looked at, not all.
std::vector<std::string> signalRemarks(const Recommender& model, const Dataset& dataset,
                                       const ExecutionContext& context = {});

} // namespace tastescope
