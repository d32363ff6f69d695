// SPDX-License-Identifier: GPL-3.0-or-later
// Several runs of one evaluation, by folds or by seeds, as one: how much a number owes to the chance of the
// cut and of training stands beside how much it owes to the people.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/evaluation/evaluation_result.h"

#include <span>
#include <vector>

namespace tastescope {

/// `results` are of the same contestants over the same rows of users, one for each of `runs`. The value of a
/// user is the mean of those that the runs have for them, and the number the mean over users with its
/// interval as ever; rmse and mae are over the ratings of all runs together, and every other number that is
/// no mean over users is the mean of the runs', as are the ends of its interval. Pairs are compared anew;
/// seconds add up; lists and what followed from the data are those of the first run. Fails only by
/// cancellation.
Result<EvaluationResult> mergeRuns(std::vector<EvaluationResult> results, std::vector<EvaluationRun> runs,
                                   std::size_t resamples, const ExecutionContext& context = {});

/// Of a metric's values by user and by run (NaN ones are passed over).
Spread spreadOf(std::span<const EvaluationRun> runs, std::span<const double> ofRuns,
                std::span<const double> perUser);

} // namespace tastescope
