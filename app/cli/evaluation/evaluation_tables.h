// SPDX-License-Identifier: GPL-3.0-or-later
// The result of an evaluation as tables for people.
#pragma once

#include "app/cli/shell.h"
#include "engine/evaluation/evaluation_result.h"

#include <vector>

namespace tastescope {

/// Everything that it holds; `protocols`: the same models under other protocols, side by side.
void showEvaluation(Shell& shell, const EvaluationResult& result,
                    const std::vector<EvaluationResult>& protocols);

} // namespace tastescope
