// SPDX-License-Identifier: GPL-3.0-or-later
// Training once more on data that have grown a little. Thread-safe.
#pragma once

#include "engine/models/algorithm.h"

namespace tastescope {

/// As algorithm.fit on `grown`; `before` is the model of the same algorithm of `known`, which `grown` grew
/// from. An algorithm that can go on from where it stands does so, in a fraction of the time; all others
/// begin anew. Deterministic, whatever the number of threads. Fails as fit does.
Result<std::shared_ptr<const Recommender>> refit(const AlgorithmInfo& algorithm, const Recommender& before,
                                                 const Dataset& known, const Dataset& grown,
                                                 const ParamSet& params, const ExecutionContext& context);

} // namespace tastescope
