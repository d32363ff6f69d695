// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/training_costs.h"

#include "ui/session/project_models.h"
#include "ui/session/session.h"

#include <algorithm>

namespace tastescope {

std::vector<PastTraining> pastTrainings(const Session& session) {
    std::vector<const StoredModel*> fresh;
    for (const SessionModel& model : session.models().all()) {
        if (!model.stale) {
            fresh.push_back(&model.stored);
        }
    }
    std::stable_sort(fresh.begin(), fresh.end(),
                     [](const StoredModel* a, const StoredModel* b) { return a->trained < b->trained; });
    std::vector<PastTraining> past;
    past.reserve(fresh.size());
    for (const StoredModel* model : fresh) {
        past.push_back({model->algorithm, paramsOf(*model), model->fitSeconds});
    }
    return past;
}

} // namespace tastescope
