// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/check.h"

#include "storage/project/model_store.h"
#include "storage/project/project.h"
#include "storage/use_cases/train.h"

#include <algorithm>

namespace tastescope {

Result<std::vector<std::string>> checkProject(const Project& project, const Dataset& dataset,
                                              const ExecutionContext& context) {
    TRY_ASSIGN(auto findings, project.checkIntegrity(context));
    const Result<std::vector<StoredModel>> models = project.models().all();
    if (!models) {
        return findings; // which say so
    }
    for (const StoredModel& stored : *models) {
        if (context.stopRequested()) {
            return cancelledError();
        }
        context.report(-1, "Loading " + stored.name);
        const auto model = loadModel(project, stored, dataset);
        const bool damaged = !model && model.error().code == ErrorCode::Corrupt;
        if (damaged && std::ranges::find(findings, model.error().message) == findings.end()) {
            findings.push_back(model.error().message);
        }
    }
    return findings;
}

} // namespace tastescope
