// SPDX-License-Identifier: GPL-3.0-or-later
// Where does one model lose to another? Every group of every grouping of people, and whoever is in two groups
// of different groupings, is a slice; those in which the loss is certain, although so many were looked at,
// are ranked (after Chung et al. 2019, "Slice Finder"). Values per user are kept with a result, so nothing is
// trained again.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/evaluation/evaluation_result.h"
#include "engine/evaluation/segments.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

struct SliceOptions {
    std::size_t least = 30; ///< users of a slice to whom the metric applies under both models
    double level = 0.05;    ///< the chance that any slice at all is found where no model loses anywhere
    std::size_t most = 20;  ///< slices kept
};

/// The metrics that slices are found by: means over users of which more, or less, is better.
bool isSliced(const MetricValue& metric);

/// Where `a` loses to `b` by the metric of that key: the slices whose lower bound of the mean loss is above
/// 0, the largest bound first, then the larger slice, then in the order of the groupings. The bound is
/// Student's, one-sided, at level / looked (Bonferroni): with probability 1 − level all bounds hold at once.
/// A pair of groups that is no smaller than one of the two is the same people, and is neither looked at nor
/// counted. NotFound for a model, or a metric of the two, that the result does not have values per user of.
Result<SliceSearch> findSlices(const EvaluationResult& result, const std::vector<Segmentation>& segmentations,
                               std::string_view a, std::string_view b, std::string_view key,
                               const SliceOptions& options = {}, const ExecutionContext& context = {});

/// Of every two models, both ways, by the first metric of each that slices are found by.
Result<std::vector<SliceSearch>> findAllSlices(const EvaluationResult& result,
                                               const std::vector<Segmentation>& segmentations,
                                               const SliceOptions& options = {},
                                               const ExecutionContext& context = {});

/// By user index: who is in every group named. Nobody where a grouping or a group is not known.
std::vector<bool> membersOf(const std::vector<Segmentation>& segmentations,
                            const std::vector<SliceCondition>& conditions);

} // namespace tastescope
