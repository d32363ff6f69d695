// SPDX-License-Identifier: GPL-3.0-or-later
// Results of evaluations, into a project and out of it: with the values of every user, so that intervals,
// tests, segments, slices and charts need no second training.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/evaluation/evaluation_result.h"

#include <cstdint>

namespace tastescope {

class Project;

/// The id of the new experiment. All of it or nothing, also after a stop.
Result<std::int64_t> keepEvaluation(Project& project, const EvaluationResult& result,
                                    const ExecutionContext& context = {});

enum class LoadedValues {
    None,   ///< the numbers alone; fast
    PerUser ///< and perUser, pooled and ofGroups of every metric, bit for bit
};

/// What keepEvaluation kept of experiment `id`, the newest for 0: everything but the lists. Rows of `users`
/// and of values count by `userIds`, which are the project's rows only as long as its data is the same
/// (dataFingerprint) and the parts were cut from it: find people by their ids. Experiments of older versions
/// have no values and null userIds. NotFound without one; Corrupt where it is damaged.
Result<EvaluationResult> loadEvaluation(const Project& project, std::int64_t id,
                                        LoadedValues values = LoadedValues::PerUser,
                                        const ExecutionContext& context = {});

} // namespace tastescope
