// SPDX-License-Identifier: GPL-3.0-or-later
// The log of a policy, estimated what another one would have earned. Reads row by row, in memory that grows
// with the actions and positions alone.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/experiment/off_policy.h"
#include "storage/use_cases/experiment/experiment_columns.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace tastescope {

struct PolicyLogRequest {
    std::filesystem::path file;
    /// role=column; roles action, position, reward, propensity, target, q, v. "target=uniform" is the policy
    /// that takes every action of the log alike, unless a column is named so.
    std::vector<std::pair<std::string, std::string>> map;
    std::vector<double> clips;
    std::vector<double> switches;
    double alpha = 0.05;
};

struct PositionEstimates {
    std::string position;
    PolicyEstimates estimates;
};

struct PolicyLog {
    PolicyEstimates estimates;
    std::vector<PositionEstimates> positions; ///< in order of their names; empty for one, and for over 50
    std::vector<std::pair<std::string, std::string>> roles; ///< role and column, as found
    std::size_t actions = 0;                                ///< different ones, where they were counted
    bool uniform = false;                                   ///< the target is the uniform policy
};

/// As the request maps them, and by their names what it does not; roles as there.
Result<std::vector<GuessedColumn>> guessLogColumns(const PolicyLogRequest& request,
                                                   const ExecutionContext& context);

/// Columns are known by their usual names where `map` does not say them. Without a target the uniform policy
/// over the actions of the log is estimated. q and v, where both are there, give the estimates by model.
/// Errors: BadInput with line and column for a propensity that is not in (0, 1], a target that is not in
/// [0, 1], a number that is none; for a role that cannot be found; InvalidArgument for what cannot be asked
/// for. Cancelled after a stop.
Result<PolicyLog> estimateFromLog(const PolicyLogRequest& request, const ExecutionContext& context);

} // namespace tastescope
