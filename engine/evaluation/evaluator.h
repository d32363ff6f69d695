// SPDX-License-Identifier: GPL-3.0-or-later
// Trains on one part, ranks, compares with the other part, with intervals and paired tests.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/evaluation/evaluation_input.h"
#include "engine/evaluation/evaluation_options.h"
#include "engine/evaluation/evaluation_result.h"

#include <vector>

namespace tastescope {

/// Fails on cancellation, on a contestant that cannot be trained, when nobody has test items, and when
/// nothing but rating errors is asked of models that predict no ratings. Such models simply lack them
/// otherwise.
Result<EvaluationResult> evaluate(const EvaluationInput& input, const std::vector<Contestant>& contestants,
                                  const EvaluationOptions& options, const ExecutionContext& context = {});

} // namespace tastescope
