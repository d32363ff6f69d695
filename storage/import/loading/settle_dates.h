// SPDX-License-Identifier: GPL-3.0-or-later
// Which of day and month comes first, where the sample of a file does not say: one value of the whole file
// may.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "storage/import/planning/import_plan.h"

namespace tastescope {

/// Whether a column is read as dates (times of events, attributes) whose order nothing has told yet.
bool asksForOrder(const FilePlan& plan, const ColumnPlan& column);

/// Reads a file on until its dates tell the order of each such column, to the end if need be. Nothing is done
/// for columns whose order is known already. What no value tells stays as the plan has it, with
/// ColumnPlan::timeAsks set. Errors are those of reading; Cancelled after a stop.
Result<void> settleDates(FilePlan& plan, const ExecutionContext& context = {});
Result<void> settleDates(ImportPlan& plan, const ExecutionContext& context = {});

} // namespace tastescope
