// SPDX-License-Identifier: GPL-3.0-or-later
// Who is in a group of people of an evaluation: found again from the data, which cuts the same way every
// time.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/dataset.h"
#include "engine/evaluation/evaluation_result.h"

#include <string_view>
#include <vector>

namespace tastescope {

struct EvaluateRequest;

/// The people with test items in the group `segment` of the grouping `by`, ascending: those that a
/// SegmentResult of measureModels(dataset, request) counts. NotFound when the request makes no such group, or
/// takes its parts from files.
Result<std::vector<UserIndex>> usersOfSegment(const Dataset& dataset, const EvaluateRequest& request,
                                              std::string_view by, std::string_view segment,
                                              const ExecutionContext& context = {});

/// The groups of measureModels with `by` = "users" from a result that has values per user, without training
/// anything again. Empty where the request takes its parts from files, or the values are not of its users.
Result<std::vector<SegmentResult>> segmentsOf(const Dataset& dataset, const EvaluateRequest& request,
                                              const EvaluationResult& result,
                                              const ExecutionContext& context = {});

} // namespace tastescope
