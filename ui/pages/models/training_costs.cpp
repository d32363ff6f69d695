// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/training_costs.h"

#include "ui/session/project_models.h"
#include "ui/session/session.h"

namespace tastescope {

std::vector<PastTraining> pastTrainings(const Session& session) {
    std::vector<PastTraining> past; // in the order of training, whatever the clock said
    for (const SessionModel& model : session.models().all()) {
        if (!model.stale) {
            past.push_back({model.stored.algorithm, paramsOf(model.stored), model.stored.fitSeconds});
        }
    }
    return past;
}

} // namespace tastescope
