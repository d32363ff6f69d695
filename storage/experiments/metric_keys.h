// SPDX-License-Identifier: GPL-3.0-or-later
// What was measured, over all models of a result.
#pragma once

#include "engine/evaluation/evaluation_result.h"

#include <string>
#include <vector>

namespace tastescope {

/// Keys of metrics that any model has ("ndcg@10"), each once, in the order of the results.
std::vector<std::string> metricKeysOf(const EvaluationResult& result);

} // namespace tastescope
