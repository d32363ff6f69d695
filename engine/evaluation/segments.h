// SPDX-License-Identifier: GPL-3.0-or-later
// The same evaluation, people by groups: by what is known about them, by how much they have done, or by a
// grouping given from outside. Values per user are kept with a result, so no model is trained again.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/dataset.h"
#include "engine/evaluation/evaluation_result.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace tastescope {

/// One way to put users into groups.
struct Segmentation {
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    std::string by;                   ///< "gender", "activity"
    std::vector<std::string> names;   ///< of the groups, in the order to be shown
    std::vector<std::uint32_t> group; ///< by user index; `none` = in no group

    friend bool operator==(const Segmentation&, const Segmentation&) = default;
};

/// "activity" (quarters by the number of events in train, fewest first), then every user attribute: words
/// by frequency, at most twelve and "all others"; numbers of more than twelve values by quarters; then what
/// the history itself says: "history length" (powers of two), "popularity of taste" (quarters by how many
/// people know what a person knows) and "main category" (of most of a person's items). Groupings that tell
/// nobody apart (one value, or mostly rare ones), lists and dates are passed over.
std::vector<Segmentation> userSegmentations(const Dataset& train);

/// Groups nobody with test items is in are left out. Fails only by cancellation.
Result<std::vector<SegmentResult>> segmentResults(const EvaluationResult& result,
                                                  const std::vector<Segmentation>& segmentations,
                                                  std::size_t resamples,
                                                  const ExecutionContext& context = {});

/// The gaps between the groups of each segmentation, of every model and metric with values per user: over
/// the groups of 20 or more to whom the metric applies (GroupMetric::least), nothing where there are no two
/// of them. Fails only by cancellation.
Result<std::vector<GapResult>> groupGaps(const EvaluationResult& result,
                                         const std::vector<Segmentation>& segmentations,
                                         std::size_t resamples, const ExecutionContext& context = {});

} // namespace tastescope
