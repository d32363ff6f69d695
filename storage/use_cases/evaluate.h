// SPDX-License-Identifier: GPL-3.0-or-later
// Evaluations: measured, and kept as experiments.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/dataset.h"
#include "engine/evaluation/evaluation_result.h"
#include "storage/experiments/evaluate_request.h"

#include <string>
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

/// The people with test items who are in every group named, ascending: those that a SegmentResult of
/// measureModels(dataset, request) counts, with a seed of the context that is the split's. NotFound when the
/// request makes no such group, or takes its parts from files.
Result<std::vector<UserIndex>> usersOfSlice(const Dataset& dataset, const EvaluateRequest& request,
                                            const std::vector<SliceCondition>& conditions,
                                            const ExecutionContext& context = {});

/// Where does `a` lose to `b` by the metric of that key?
struct SliceQuestion {
    std::string a;
    std::string b;
    std::string metric;
    friend bool operator==(const SliceQuestion&, const SliceQuestion&) = default;
};
/// As measureModels with `slices` answers it (engine/evaluation/slices.h), from a result that has values per
/// user. Unsupported where the request takes its parts from files, or the values are not of the data's users.
Result<SliceSearch> slicesOf(const Dataset& dataset, const EvaluateRequest& request,
                             const EvaluationResult& result, const SliceQuestion& question,
                             const ExecutionContext& context = {});

/// Segments and gaps as measureModels with `by` = "users" makes them, behind those of a file that the result
/// has, from its values per user and without training anything again. What it has by that name already stays.
/// Adds nothing where the request takes its parts from files, or the values are not of the data's users, or
/// it fails.
Result<void> addGroups(const Dataset& dataset, const EvaluateRequest& request, EvaluationResult& result,
                       const ExecutionContext& context = {});

} // namespace tastescope
