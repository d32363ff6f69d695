// SPDX-License-Identifier: GPL-3.0-or-later
// The metrics that are one number for all lists together, at once because they share the walk over the lists.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/base/scored_item.h"
#include "engine/evaluation/evaluation_result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace tastescope {

struct MetricInfo;
struct UserPairMetric;
struct Yardstick;

/// A metric of all lists, and where its number goes.
struct GlobalColumn {
    const MetricInfo* metric;
    MetricValue* value;
};

/// Which of so many people, two or more, are compared: every two of them, row by row, or as many as the
/// metric draws by the seed.
std::vector<std::pair<std::uint32_t, std::uint32_t>> comparedPairs(const UserPairMetric& metric,
                                                                   std::size_t people, std::uint64_t seed);

/// The numbers of lists cut at k, over the users with test items and a list, with jackknife intervals. NaN
/// where there is nothing to count. Memory: items, and users × k. Fails only by cancellation.
Result<void> measureGlobal(const Yardstick& yardstick, std::span<const std::vector<ScoredItem>> lists,
                           std::size_t k, std::span<const GlobalColumn> columns,
                           const ExecutionContext& context = {});

} // namespace tastescope
