// SPDX-License-Identifier: GPL-3.0-or-later
// What is to be judged, and by which measures.
#pragma once

#include "engine/base/scored_item.h"
#include "engine/models/params/param.h"

#include <cstddef>
#include <string>
#include <vector>

namespace tastescope {

struct MetricInfo;

/// One thing to be judged: an algorithm to be trained, or lists made elsewhere.
struct Contestant {
    std::string label;     ///< shown: "als", "als:factors=32"
    std::string algorithm; ///< id; empty for lists
    ParamSet params;
    /// Ready lists by user (empty = none for that user), instead of an algorithm.
    std::vector<std::vector<ScoredItem>> lists{};
};

struct EvaluationOptions {
    std::vector<std::size_t> ks{10};
    /// Empty = all. With rating errors alone nothing is ranked, and users count who have test ratings.
    std::vector<const MetricInfo*> metrics;
    /// 0 = the whole training catalogue (items with a training event); n = the test items plus n random
    /// others a user.
    std::size_t sampledCandidates = 0;
    std::vector<ItemIndex> candidates; ///< not empty: rank only these (sorted)
    std::size_t resamples = 1000;
};

} // namespace tastescope
