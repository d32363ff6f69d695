// SPDX-License-Identifier: GPL-3.0-or-later
// Evaluations: measured, and kept as experiments.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/dataset.h"
#include "engine/evaluation/evaluation_result.h"
#include "storage/experiments/evaluate_request.h"

#include <string_view>
#include <vector>

namespace tastescope {

class Project;

/// Splits, trains, ranks, measures and keeps the result as an experiment. Events count as positives of weight
/// 1 unless `values`.
Result<EvaluationResult> evaluateModels(Project& project, const Dataset& dataset,
                                        const EvaluateRequest& request, const ExecutionContext& context = {});
/// The engine's part alone: no project is touched. What the window's job calls before it stores.
Result<EvaluationResult> measureModels(const Dataset& dataset, const EvaluateRequest& request,
                                       const ExecutionContext& context = {});
/// The same under four protocols, random, per-user, leave-last-out and time (without times the first two), so
/// that what a protocol flatters is seen; nothing is kept. `request` must not name a train and a test file.
Result<std::vector<EvaluationResult>> measureSideBySide(const Dataset& dataset, EvaluateRequest request,
                                                        const ExecutionContext& context = {});
/// The cuts of the project's searches that tried the settings of one of these: what they trained on must not
/// be measured on.
Result<std::vector<TunedCut>> tunedCuts(const Project& project, const std::vector<Contestant>& contestants);
/// As an experiment; storage/experiments/stored_evaluation.h reads it back.
Result<void> storeEvaluation(Project& project, const EvaluationResult& result,
                             const ExecutionContext& context = {});

/// The people with test items in the group `segment` of the grouping `by`, ascending: those that a
/// SegmentResult of measureModels(dataset, request) counts. NotFound when the request makes no such group,
/// takes its parts from files, or cuts them several times.
Result<std::vector<UserIndex>> usersOfSegment(const Dataset& dataset, const EvaluateRequest& request,
                                              std::string_view by, std::string_view segment,
                                              const ExecutionContext& context = {});

/// The groups of measureModels with `by` = "users" from a result that has values per user, without training
/// anything again. Empty where the request does not cut its parts once from the project, or the values are
/// not of its users.
Result<std::vector<SegmentResult>> segmentsOf(const Dataset& dataset, const EvaluateRequest& request,
                                              const EvaluationResult& result,
                                              const ExecutionContext& context = {});

} // namespace tastescope
