// SPDX-License-Identifier: GPL-3.0-or-later
// The report of an evaluation that a project keeps, as a file: what the command line and the window write.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/dataset.h"

#include <cstdint>
#include <filesystem>

namespace tastescope {

class Project;

/// What reports are about.
struct ReportWish {
    std::filesystem::path project; ///< where it lies: for the command line that runs it again
    std::filesystem::path out;     ///< HTML or PDF by its ending: .html, .htm, .pdf
    std::int64_t experiment = 0;   ///< 0: the newest
};

/// Whole or not at all; gives the number of the experiment. InvalidArgument for other endings, before
/// anything is read; NotFound without such an experiment; Cancelled.
Result<std::int64_t> writeReport(const Project& project, const Dataset& dataset, const ReportWish& wish,
                                 const ExecutionContext& context = {});

/// InvalidArgument for what is no name of a report.
Result<void> checkReportName(const std::filesystem::path& out);

} // namespace tastescope
