// SPDX-License-Identifier: GPL-3.0-or-later
// From files to a project, in one call.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "storage/import/loading/import_report.h"
#include "storage/import/planning/import_plan.h"

#include <filesystem>

namespace tastescope {

/// Creates the project at `path`, or replaces or extends (plan.append) the data of the one that is there.
/// Duplicate rows are dropped. Reports progress as "Reading …", "Sorting", "Writing".
Result<ImportReport> importFiles(const std::filesystem::path& path, const ImportPlan& plan,
                                 const ExecutionContext& context = {});

} // namespace tastescope
