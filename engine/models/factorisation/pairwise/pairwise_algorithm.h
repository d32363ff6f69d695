// SPDX-License-Identifier: GPL-3.0-or-later
// What BPR and WARP declare and forecast the same way.
#pragma once

#include "engine/models/algorithm.h"
#include "engine/models/factorisation/pairwise/pairwise_trainer.h"
#include "engine/models/params/param_table.h"

#include <string_view>

namespace tastescope {

/// The parameters that both have, with the given defaults, about the one that an algorithm has alone.
ParamTable<PairwiseOptions> pairwiseTable(const PairwiseOptions& standard, BoundParam<PairwiseOptions> own);

/// `step` and `each` are the measured seconds of a step without factors and of each factor.
Forecast pairwiseForecast(const Dataset& dataset, const PairwiseOptions& options, int threads, double step,
                          double each);
/// Trains; refuses what does not fit into memory.
Result<std::shared_ptr<const Recommender>> fitPairs(std::string_view id, std::string_view title,
                                                    const Dataset& dataset, const PairwiseOptions& options,
                                                    const ExecutionContext& context);

} // namespace tastescope
