// SPDX-License-Identifier: GPL-3.0-or-later
// The results of an A/B test as files have them, made ready to be read: one row a person (or several, which
// are added up), or totals by arm.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/experiment/analysis.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace tastescope {

struct ExperimentRequest {
    std::filesystem::path file;
    /// role=column; roles arm, user, users (how many), segment, impressions, clicks, conversions, revenue,
    /// returned_1, returned_7, returned_30, before, day (a number or a time, when a row came).
    std::vector<std::pair<std::string, std::string>> map;
    std::vector<std::string> metrics; ///< "NAME" or "X/Y"; empty = what the file has
    std::string covariate;            ///< known before the test, for CUPED
    std::string control;              ///< empty = by its name, else the first
    std::vector<std::string> shares;  ///< numbers in the order of the arms, or "arm=number" each
    std::string segment;              ///< a column
    double alpha = 0.05;
    bool oneArm = false; ///< the file is a log without arms: everybody is in one
};

struct ExperimentTable {
    ExperimentSample sample;
    bool aggregated = false;
    std::string unit; ///< what was counted in arms: "users", "rows" or "impressions"
    std::uint64_t rows = 0;
    std::uint64_t inSeveralArms = 0;    ///< people left out, for they saw several arms
    std::vector<std::uint64_t> missing; ///< by metric: people without a value, left out of it alone
    std::vector<std::string> notes;     ///< what somebody should know who reads the numbers
    std::vector<std::pair<std::string, std::string>> roles; ///< role and column, as found
};

/// A file is one of totals when it says how many users a row stands for, or has impressions, no user, and
/// under 30 rows an arm. Per person a metric of zeros and ones is a proportion, X/Y is a ratio of sums, and
/// anything else a mean. Of several rows of a person counts are added up, returns and what was before are
/// the largest and the mean. A person came on the day of the first row; what they did later counts with it.
/// Errors: BadInput with line and column for negative counts, clicks over impressions, totals over their
/// users, cells that are no number; for a file without arms or with one; InvalidArgument for columns, arms
/// and shares that are not there. Cancelled after a stop.
Result<ExperimentTable> readExperimentTable(const ExperimentRequest& request,
                                            const ExecutionContext& context);

} // namespace tastescope
