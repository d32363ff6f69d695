// SPDX-License-Identifier: GPL-3.0-or-later
// What an evaluation is asked for.
#pragma once

#include "engine/data/split.h"
#include "engine/evaluation/evaluation_options.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace tastescope {

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

} // namespace tastescope
