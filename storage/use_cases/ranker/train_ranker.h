// SPDX-License-Identifier: GPL-3.0-or-later
// Learned second stages of a project: trained, and stored beside its models, as one of which they load.
#pragma once

#include "engine/models/params/param.h"
#include "engine/pipeline/ranker/train_ranker.h"
#include "storage/project/model_store.h"
#include "storage/use_cases/value_signals.h"

#include <memory>
#include <span>
#include <string>

namespace tastescope {

class Project;

struct RankerRequest {
    std::string sources; ///< "als+ease"; empty: those that suit the data
    ParamSet params;     ///< of rankerParams()
    std::string name;    ///< empty: "Ranker"
    std::uint64_t seed = 42;
    Weighing weighing = Weighing::Signals;
};

/// How a ranker is trained, besides its sources.
std::span<const ParamSpec> rankerParams();
/// Of "sources=als+ease" and what rankerParams() has. Errors name `place`.
Result<RankerRequest> rankerRequest(std::span<const NameValue> changes);

struct TrainedRanker {
    StoredModel stored;
    std::shared_ptr<const LearnedRanker> ranker;
};
/// The training alone, on all interactions: no project is touched, and `stored` has no id. What the window's
/// job calls before it stores.
Result<TrainedRanker> fitRanker(const Dataset& dataset, const RankerRequest& request,
                                const ExecutionContext& context = {});
/// After a stop: Cancelled, and the project is as it was.
Result<StoredModel> storeRanker(Project& project, const Dataset& dataset, const TrainedRanker& fitted,
                                const std::stop_token& stop = {});
/// One after the other.
Result<TrainedRanker> trainAndStoreRanker(Project& project, const Dataset& dataset,
                                          const RankerRequest& request, const ExecutionContext& context = {});

} // namespace tastescope
