// SPDX-License-Identifier: GPL-3.0-or-later
// From lists to metric values with intervals, and from two models' values to a paired comparison.
#pragma once

#include "engine/evaluation/evaluation_input.h"
#include "engine/evaluation/evaluation_result.h"
#include "engine/metrics/beyond_accuracy.h"
#include "engine/metrics/categories.h"
#include "engine/metrics/exposure.h"
#include "engine/metrics/metric.h"
#include "engine/metrics/similarity.h"

#include <span>
#include <vector>

namespace tastescope {

/// What all contestants of one evaluation share.
struct Yardstick {
    const EvaluationInput* input = nullptr;
    std::vector<UserIndex> users; ///< with test items, ascending
    std::vector<std::size_t> ks;
    std::vector<const MetricInfo*> metrics;
    std::size_t resamples = 1000;
    bool intervals = true; ///< false: of numbers that are no means over users the value alone
    CatalogueFacts facts;
    AttributeSimilarity byAttributes{ItemAttributes{}};
    ItemCategories categories{};
    Creators creators{};
};

/// `lists` by user index, at least as long as the largest k allows; `ofScores` one column for each score
/// metric, or empty where no scores exist: these metrics are then left out, as rating errors and gaps between
/// groups are. Fails only by cancellation.
Result<std::vector<MetricValue>> measureLists(const Yardstick& yardstick,
                                              std::span<const std::vector<ScoredItem>> lists,
                                              std::span<const std::vector<double>> ofScores,
                                              const ExecutionContext& context = {});

/// Every two models on every metric with values per user, over the users that have both; p-values corrected
/// by Holm over the pairs of a metric.
Result<std::vector<PairResult>> comparePairs(std::span<const ModelResult> models, std::size_t resamples,
                                             const ExecutionContext& context = {});

} // namespace tastescope
