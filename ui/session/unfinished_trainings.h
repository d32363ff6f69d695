// SPDX-License-Identifier: GPL-3.0-or-later
// Trainings that were under way when the window, or the machine, went: by project, in the program's settings.
// GUI thread only.
#pragma once

#include "storage/use_cases/train.h"

#include <QString>

#include <vector>

namespace tastescope {

class UnfinishedTrainings {
public:
    /// In the order in which they were asked for, as they were asked for: the same bits come of them. Those
    /// of kinds or with settings that are not known any more are left out.
    std::vector<TrainRequest> of(const QString& project) const;
    /// Instead of what was kept of that project.
    void keep(const QString& project, const std::vector<TrainRequest>& requests);
};

} // namespace tastescope
