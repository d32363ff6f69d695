// SPDX-License-Identifier: GPL-3.0-or-later
// Which of a project's sweeps can stand beside a run. Pure functions.
#pragma once

#include "ui/session/project_run.h"

#include <QString>

#include <cstdint>
#include <vector>

namespace tastescope {

/// Experiments that swept something on the same data, cut and judged alike, oldest first; of equal sweeps the
/// newest, and never the run itself.
std::vector<std::int64_t> sweepsBeside(const std::vector<RunHead>& runs, const RunHead& shown);
/// "ALS by factors".
QString sweepTitle(const Sweep& sweep);
/// The newest run that is no sweep, else the newest; 0 = none.
std::int64_t runToShow(const std::vector<RunHead>& runs);

} // namespace tastescope
