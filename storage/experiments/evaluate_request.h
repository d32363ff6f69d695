// SPDX-License-Identifier: GPL-3.0-or-later
// What an evaluation is asked for.
#pragma once

#include "engine/data/filters.h"
#include "engine/data/split.h"
#include "engine/evaluation/evaluation_options.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tastescope {

/// A cut of the project's events by whose train side settings were chosen.
struct TunedCut {
    std::string by; ///< "search 3"
    SplitOptions split;
};

/// The contestants are one of them with one thing moved (storage/use_cases/sweep).
struct Sweep {
    std::string of;   ///< label of what was swept
    std::string knob; ///< "factors", "balance.mmr"
    friend bool operator==(const Sweep&, const Sweep&) = default;
};

struct EvaluateRequest {
    std::vector<Contestant> contestants;
    SplitOptions split;
    EvaluationOptions options;
    bool values = false;                       ///< keep ratings instead of counting events as 1
    std::filesystem::path trainFile, testFile; ///< instead of the split; both or none
    std::vector<std::pair<std::string, std::string>>
        fileMap;                                  ///< --map for all files but groups and candidates
    std::string candidatesFile;                   ///< one item id a line, or empty
    std::vector<std::filesystem::path> listFiles; ///< each becomes a contestant
    std::string by;    ///< also by groups: "users" (attributes and activity), or a CSV file user,group
    bool store = true; ///< keep the result in the project
    /// Beside the files: what is known of users who are not trained on, as `split` writes cold_history.csv.
    std::filesystem::path historyFile{};
    // From here on nothing is set unless it is asked for.
    EventFilter filter{};  ///< before the parts are cut; not with files
    std::size_t folds = 0; ///< cross-validation instead of a test share: Random, PerUser, ColdUsers
    std::filesystem::path foldsFile{};      ///< or the folds as they were drawn elsewhere: user,item,fold
    std::size_t repeats = 1;                ///< so many times, with the seeds seed, seed + 1, …
    bool leaveOutUnseen = false;            ///< users and items of the test part that training never saw
    bool leaks = false;                     ///< look for leaks (engine/evaluation/leaks.h)
    bool slices = false;                    ///< find whom a model loses (engine/evaluation/slices.h)
    std::filesystem::path validationFile{}; ///< for leaks: what settings were chosen by
    std::vector<TunedCut> tuned{};          ///< likewise; found by evaluateModels
    std::vector<std::filesystem::path> scoreFiles{}; ///< user,item,score: contestants that rank
    std::vector<std::filesystem::path>
        predictionFiles{};        ///< user,item,prediction: contestants of rmse and mae
    std::optional<Sweep> sweep{}; ///< the contestants are points of a curve; changes no number
    std::vector<std::filesystem::path> keptLists{}; ///< of listFiles: judged from the copy of the project;
                                                    ///< set by measureWithCopies
};

/// "per-user, 5 folds, 3 seeds; values of 4 or more": how the parts are cut, wherever a number stands.
std::string protocolText(const EvaluateRequest& request);

} // namespace tastescope
