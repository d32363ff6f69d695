// SPDX-License-Identifier: GPL-3.0-or-later
// An evaluation out of the window: its table as CSV or JSON, and the command line that makes it again. GUI
// thread only.
#pragma once

#include "storage/project/experiment_store.h"

#include <QWidget>

#include <memory>
#include <vector>

namespace tastescope {

class Session;
struct ProjectRun;

/// The menu below `anchor`, until something is chosen. Where another project is open by
/// then, the table is still that of the run; no report is written.
void openExportMenu(Session& session, std::shared_ptr<const ProjectRun> run, QWidget& anchor);

/// A row for every metric of every model.
std::vector<StoredMetric> metricsOf(const ProjectRun& run);

} // namespace tastescope
