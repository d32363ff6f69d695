// SPDX-License-Identifier: GPL-3.0-or-later
// Files become the users, items and events of a data set, in memory.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/dataset.h"
#include "storage/import/loading/import_report.h"
#include "storage/import/planning/import_plan.h"

#include <string>

namespace tastescope {

struct ImportedData {
    Dataset::Parts parts;
    std::string provenance; ///< JSON: files, options and counts
    ImportReport report;
};

/// Reads everything into memory. `existing` (for append) keeps the row numbers of its ids. A bad row never
/// stops the import unless OnError::Abort.
Result<ImportedData> readFiles(const ImportPlan& plan, const Dataset* existing,
                               const ExecutionContext& context = {});

} // namespace tastescope
