// SPDX-License-Identifier: GPL-3.0-or-later
// What both front ends call. Each function is one thing a person asks for, is synchronous, takes an
// ExecutionContext and leaves the project as it was when it fails or is cancelled.
#pragma once

#include "engine/data/demo/demo_world.h"
#include "engine/data/readiness.h"
#include "engine/data/split.h"
#include "engine/data/statistics.h"
#include "engine/evaluation/evaluation_options.h"
#include "engine/evaluation/evaluation_result.h"
#include "engine/explain/why.h"
#include "engine/models/algorithm.h"
#include "storage/import/import.h"
#include "storage/project/project.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tastescope {

/// Creates a project with the synthetic music service; its options are kept in the settings, so that its
/// truth can be made again.
Result<std::shared_ptr<const Dataset>> createDemoProject(const std::filesystem::path& path,
                                                         const DemoOptions& options,
                                                         const ExecutionContext& context = {});

/// The options the project's synthetic data was made with; nothing when its data is not synthetic.
Result<std::optional<DemoOptions>> demoOptions(const Project& project);

/// Creates the project at `path`, or replaces or extends (plan.append) the data of the one that is there.
/// Duplicate rows are dropped. Reports progress as "Reading …", "Sorting", "Writing".
Result<ImportReport> importFiles(const std::filesystem::path& path, const ImportPlan& plan,
                                 const ExecutionContext& context = {});

struct TrainRequest {
    std::string algorithm;
    ParamSet params;
    std::string name; ///< empty = title and main parameter, as "ALS-64"
    std::uint64_t seed = 42;
};

struct TrainedModel {
    StoredModel stored;
    std::shared_ptr<const Recommender> model;
};

/// Trains on all interactions of `dataset` and stores the model. The context's seed is replaced by the
/// request's.
Result<TrainedModel> trainModel(Project& project, const Dataset& dataset, const TrainRequest& request,
                                const ExecutionContext& context = {});
/// The engine's part alone: no project is touched. What the window's job calls before it stores.
struct FittedModel {
    std::shared_ptr<const Recommender> model;
    double seconds = 0;
    std::vector<LossPoint> losses;
};
Result<FittedModel> fitModel(const Dataset& dataset, const TrainRequest& request,
                             const ExecutionContext& context = {});
Result<StoredModel> storeModel(Project& project, const Dataset& dataset, const TrainRequest& request,
                               const FittedModel& fitted);

/// The settings a stored model was trained with; the defaults where its text does not fit any more.
ParamSet paramsOf(const StoredModel& model);

/// Loads a stored model by name. Corrupt with a clear remedy (train it again) when it was damaged, Conflict
/// when the data was replaced since, so that its rows stand for other ids; data that has grown since is fine.
Result<std::shared_ptr<const Recommender>> loadModel(const Project& project, const StoredModel& stored,
                                                     const Dataset& dataset);

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

/// A history from ids, as `--history` gives it: "ITEM", "ITEM:SIGNAL" or "ITEM:VALUE", the latest last.
/// Weights and ratings are those that such events would have in the data; a signal that counts by its value
/// gets the mean value of its events when none is given. Unknown items are an error that names them.
Result<History> parseHistory(const Dataset& dataset, const std::vector<std::string>& entries);

} // namespace tastescope
