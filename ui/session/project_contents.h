// SPDX-License-Identifier: GPL-3.0-or-later
// What the session keeps in memory of a project, read in one go inside a job.
#pragma once

#include "storage/import/loading/import_report.h"
#include "storage/import/planning/import_plan.h"
#include "storage/project/experiment_store.h"
#include "storage/project/model_store.h"
#include "storage/project/outside_store.h"
#include "storage/project/project.h"
#include "ui/session/project_file.h"
#include "ui/session/project_rules.h"
#include "ui/session/project_run.h"

#include <memory>
#include <string>
#include <vector>

namespace tastescope {

struct ProjectContents {
    std::shared_ptr<ProjectFile> file; ///< open
    std::shared_ptr<const Dataset> dataset;
    std::string fingerprint;
    std::vector<StoredModel> models;
    std::vector<StoredMetric> metrics; ///< of the newest experiment; empty when there is none
    std::vector<RunHead> runs;         ///< of all experiments, oldest first
    RulesRead rules;
    std::vector<StoredOutside> outside; ///< lists from elsewhere
};

/// Opens `file` when it is closed and reads everything.
Result<ProjectContents> readContents(const std::shared_ptr<ProjectFile>& file,
                                     const ExecutionContext& context);

struct ImportOutcome {
    ImportReport report;
    Result<ProjectContents> contents; ///< or why what is in the file now could not be read
};

/// Imports into the file, open or not, and reads the outcome. When it fails, the file is as it was. When only
/// the reading fails, the data is in the file, and that is closed: what is in memory is of the data before.
Result<ImportOutcome> importAndRead(const std::shared_ptr<ProjectFile>& file, const ImportPlan& plan,
                                    const ExecutionContext& context);

/// The demo in `path`: made when absent, folders too.
Result<ProjectContents> openOrMakeDemo(const std::filesystem::path& path, const ExecutionContext& context);

/// The same events under other weights, with their fingerprint.
struct ReweightedData {
    std::shared_ptr<const Dataset> dataset;
    std::string fingerprint;
};
Result<ReweightedData> storeSignals(Project& project, const Dataset& dataset,
                                    const std::vector<SignalType>& signalTypes, PairPolicy policy,
                                    const ExecutionContext& context);

} // namespace tastescope
