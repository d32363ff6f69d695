// SPDX-License-Identifier: GPL-3.0-or-later
// Evaluations: measured, and kept as experiments.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/split.h"
#include "engine/evaluation/evaluation_options.h"
#include "engine/evaluation/evaluation_result.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace tastescope {

class Project;

struct EvaluateRequest {
    std::vector<Contestant> contestants;
    SplitOptions split;
    EvaluationOptions options;
    bool values = false;                       ///< keep ratings instead of counting events as 1
    std::filesystem::path trainFile, testFile; ///< instead of the split; both or none
    std::vector<std::pair<std::string, std::string>> fileMap; ///< --map for those files
    std::string candidatesFile;                               ///< one item id a line, or empty
    std::vector<std::filesystem::path> listFiles;             ///< each becomes a contestant
    std::string by;    ///< also by groups: "users" (attributes and activity), or a CSV file user,group
    bool store = true; ///< keep the result in the project
    /// Beside the files: what is known of users who are not trained on, as `split` writes cold_history.csv.
    std::filesystem::path historyFile{};
};

/// Splits, trains, ranks, measures and keeps the result as an experiment. Events count as positives of weight
/// 1 unless `values`.
Result<EvaluationResult> evaluateModels(Project& project, const Dataset& dataset,
                                        const EvaluateRequest& request, const ExecutionContext& context = {});
/// The engine's part alone: no project is touched. What the window's job calls before it stores.
Result<EvaluationResult> measureModels(const Dataset& dataset, const EvaluateRequest& request,
                                       const ExecutionContext& context = {});
Result<void> storeEvaluation(Project& project, const EvaluationResult& result);

} // namespace tastescope
