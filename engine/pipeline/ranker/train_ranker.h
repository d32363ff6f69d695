// SPDX-License-Identifier: GPL-3.0-or-later
// Trains a ranker. The data is cut several times the way it will be used: by time where events have times,
// else by drawing; each earlier cut at the same share of what is before the next. Trees are grown on the
// earlier cuts and judged on the newest, which they have not seen, against every source that was trained on
// the same side: how many trees there are to be, by which loss, and whether they pay at all is decided there.
// Then they are grown on all cuts, and the sources trained on all data.
#pragma once

#include "engine/pipeline/ranker/learned_ranker.h"
#include "engine/pipeline/ranker/ranker_window.h"

#include <memory>
#include <optional>
#include <vector>

namespace tastescope {

struct RankerOptions {
    /// Algorithms whose scores are features; each with its own defaults.
    std::vector<const AlgorithmInfo*> sources;
    /// How the data is cut. Nothing: by time where there are times, else a share of everybody's events.
    std::optional<Protocol> cut{};
    double test = 0.2;       ///< share behind each cut
    std::size_t windows = 3; ///< cuts, with the one that judges
    ExampleOptions examples{.passedOver = 150};
    BoostingOptions boosting{.trees = 200};
    std::vector<BoostingLoss> losses{BoostingLoss::Logistic, BoostingLoss::Pairwise};
};

/// NotFound for a source that does not exist.
Result<std::vector<const AlgorithmInfo*>> sourcesNamed(std::string_view ids);
/// What is trained where nobody names sources: "popularity+als+…".
std::string standardSources(const Dataset& dataset);

/// InvalidArgument without sources or without events to be cut; Cancelled; Unsupported without XGBoost.
Result<std::shared_ptr<const LearnedRanker>> trainRanker(std::shared_ptr<const Dataset> dataset,
                                                         const RankerOptions& options,
                                                         const ExecutionContext& context = {});

} // namespace tastescope
