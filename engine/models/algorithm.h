// SPDX-License-Identifier: GPL-3.0-or-later
// An algorithm as the registry (engine/registry) knows it: declared parameters, training, loading and a
// forecast of the cost.
#pragma once

#include "engine/base/archive.h"
#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/dataset.h"
#include "engine/data/readiness.h"
#include "engine/models/params/param.h"
#include "engine/models/recommender.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tastescope {

/// Before training: how long and how much memory, from the size of the data.
struct Forecast {
    double seconds = 0;
    std::size_t bytes = 0;
};

/// The value of a parameter that follows from the data, with the rule in words that a person reads.
struct DataDefault {
    std::string name;
    ParamValue value;
    std::string why; ///< "four times the events an item, …"
};

struct AlgorithmInfo {
    std::string id;      ///< stable: "als"
    std::string title;   ///< "ALS"
    std::string family;  ///< the folder of engine/models that it lives in; its title is the registry's
    std::string tagline; ///< at most five words: "Factors from events"
    std::string about;   ///< two sentences for the form
    std::string source;  ///< "Hu, Koren, Volinsky 2008"
    int effort = 1;      ///< 1..4
    bool personal = true;
    bool scoresNewItems = false;        ///< from attributes
    bool knowsNewPeople = false;        ///< likewise
    std::optional<ModelKind> firstOf{}; ///< the kind of model of which it is the first to try
    int hybridPlace = 0; ///< place among the parts that a hybrid offers; 0 = it cannot be a part of one
    std::vector<ParamSpec> params{};

    /// Trains on all events of the data set. Errors: Cancelled, OutOfMemory (the forecast does not fit),
    /// InvalidArgument. The context's seed is the only source of randomness; the result does not depend on
    /// the number of threads.
    std::function<Result<std::shared_ptr<const Recommender>>(const Dataset&, const ParamSet&,
                                                             const ExecutionContext&)>
        fit{};
    /// Restores what Recommender::save wrote; the data set must be the one trained on or a grown version of
    /// it.
    std::function<Result<std::shared_ptr<const Recommender>>(const ModelArchive&, const Dataset&)> load{};
    std::function<Forecast(const Dataset&, const ParamSet&, int threads)> forecast{};
    /// For parameters that are byData, by rules over the size, the density and the length of histories: a
    /// pure function of the data and of what was set, cheap enough for a form. `fit` and `forecast` use it by
    /// themselves; data_defaults.h asks for it.
    std::function<std::vector<DataDefault>(const Dataset&, const ParamSet&)> defaults{};
};

} // namespace tastescope
