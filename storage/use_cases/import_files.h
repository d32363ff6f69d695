// SPDX-License-Identifier: GPL-3.0-or-later
// From files to a project, in one call.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "storage/import/loading/import_report.h"
#include "storage/import/planning/import_plan.h"

#include <filesystem>

namespace tastescope {

/// Conflict when there is a project at `path` and the plan says neither append nor replace, BadInput when
/// there is something else: what to ask before any work.
Result<void> mayImportInto(const std::filesystem::path& path, const ImportPlan& plan);

/// Creates the project at `path`, or replaces (plan.replace) or extends (plan.append) the data of the one
/// that is there; the report says what becomes of its models. Duplicate rows are dropped. Reports progress as
/// "Reading …", "Sorting", "Writing".
Result<ImportReport> importFiles(const std::filesystem::path& path, const ImportPlan& plan,
                                 const ExecutionContext& context = {});

} // namespace tastescope
