// SPDX-License-Identifier: GPL-3.0-or-later
// An algorithm as the registry knows it: declared parameters, training, loading and a forecast of the cost.
#pragma once

#include "engine/base/archive.h"
#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/dataset.h"
#include "engine/models/params/param.h"
#include "engine/models/recommender.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

/// Before training: how long and how much memory, from the size of the data.
struct Forecast {
    double seconds = 0;
    std::size_t bytes = 0;
};

struct AlgorithmInfo {
    std::string id;      ///< stable: "als"
    std::string title;   ///< "ALS"
    std::string family;  ///< "baselines", "content", "neighbourhood", "factorisation"
    std::string tagline; ///< at most five words: "Factors from events"
    std::string about;   ///< two sentences for the form
    std::string source;  ///< "Hu, Koren, Volinsky 2008"
    int effort = 1;      ///< 1..4
    bool personal = true;
    bool scoresNewItems = false; ///< from attributes
    std::vector<ParamSpec> params{};

    /// Trains on all events of the data set. Errors: Cancelled, OutOfMemory (the forecast does not fit),
    /// InvalidArgument. The context's seed is the only source of randomness; the result does not depend on
    /// the number of threads.
    Result<std::shared_ptr<const Recommender>> (*fit)(const Dataset&, const ParamSet&,
                                                      const ExecutionContext&) = nullptr;
    /// Restores what Recommender::save wrote; the data set must be the one trained on or a grown version of
    /// it.
    Result<std::shared_ptr<const Recommender>> (*load)(const ModelArchive&, const Dataset&) = nullptr;
    Forecast (*forecast)(const Dataset&, const ParamSet&, int threads) = nullptr;
};

/// All algorithms in gallery order.
const std::vector<AlgorithmInfo>& algorithms();
/// Null when unknown.
const AlgorithmInfo* findAlgorithm(std::string_view id);
/// As findAlgorithm, with an error that lists the known ids.
Result<const AlgorithmInfo*> requireAlgorithm(std::string_view id);

} // namespace tastescope
