// SPDX-License-Identifier: GPL-3.0-or-later
// What the A/B lab remembers over runs of the program: the files and how they were read. GUI thread only.
#pragma once

#include "storage/use_cases/experiment/experiment_table.h"
#include "storage/use_cases/experiment/policy_log.h"

#include <QHash>
#include <QString>

class QSettings;

namespace tastescope {

void saveRequest(QSettings& settings, const ExperimentRequest& request);
ExperimentRequest readRequest(const QSettings& settings);
void saveLogRequest(QSettings& settings, const PolicyLogRequest& request);
PolicyLogRequest readLogRequest(const QSettings& settings);
/// What is good in measures, by their names.
void saveGoals(QSettings& settings, const QHash<QString, int>& goals);
QHash<QString, int> readGoals(const QSettings& settings);

} // namespace tastescope
