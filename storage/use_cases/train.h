// SPDX-License-Identifier: GPL-3.0-or-later
// Training, storing and loading of models.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/models/algorithm.h"
#include "storage/project/model_store.h"
#include "storage/use_cases/value_signals.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tastescope {

class Project;

struct TrainRequest {
    std::string algorithm;
    ParamSet params;
    std::string name; ///< empty = title and main parameter, as "ALS-64"
    std::uint64_t seed = 42;
    Weighing weighing = Weighing::Signals;
};

struct TrainedModel {
    StoredModel stored;
    std::shared_ptr<const Recommender> model;
    std::vector<DataDefault> chosen{};  ///< parameters that followed from the data, and why
    std::vector<std::string> remarks{}; ///< "ranks without signal", in a sentence
};

/// Trains on all interactions of `dataset` and stores the model with its parameters, those that followed from
/// the data among them. The context's seed is replaced by the
/// request's.
Result<TrainedModel> trainModel(Project& project, const Dataset& dataset, const TrainRequest& request,
                                const ExecutionContext& context = {});
/// The engine's part alone: no project is touched. What the window's job calls before it stores.
struct FittedModel {
    std::shared_ptr<const Recommender> model;
    double seconds = 0;
    std::vector<LossPoint> losses;
    std::vector<DataDefault> chosen{};
    std::vector<std::string> remarks{};
};
Result<FittedModel> fitModel(const Dataset& dataset, const TrainRequest& request,
                             const ExecutionContext& context = {});
/// After a stop: Cancelled, and the project is as it was.
Result<StoredModel> storeModel(Project& project, const Dataset& dataset, const TrainRequest& request,
                               const FittedModel& fitted, const std::stop_token& stop = {});

/// What the two have in common: `stored` says how it was trained, all else is filled in. The project then
/// keeps who stands in for its models, too, where that was measured (newcomers/fallback_order.h).
Result<StoredModel> storeFitted(Project& project, const Dataset& dataset, const Recommender& model,
                                StoredModel stored, const std::stop_token& stop = {});

/// The settings a stored model was trained with; the defaults where its text does not fit any more.
ParamSet paramsOf(const StoredModel& model);

/// Whether the rows of a stored model still stand for the ids of the data (older models do not say: true). An
/// unreadable one does not fit.
bool fitsData(const Project& project, const StoredModel& stored, const Dataset& dataset);

/// Loads a stored model by name. Corrupt with a clear remedy (train it again) when it was damaged, Conflict
/// when the data was replaced since, so that its rows stand for other ids; data that has grown since is fine.
/// The model sees the events weighed as in its training. A stored ranker comes as a model of two stages
/// (engine/pipeline/ranker/ranked_recommender.h). Cancelled where the context says so before it is done.
Result<std::shared_ptr<const Recommender>> loadModel(const Project& project, const StoredModel& stored,
                                                     const Dataset& dataset,
                                                     const ExecutionContext& context = {});

} // namespace tastescope
