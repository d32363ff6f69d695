// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/check.h"

#include "engine/registry/registry.h"
#include "storage/experiments/specification.h"
#include "storage/experiments/stored_evaluation.h"
#include "storage/project/experiment_store.h"
#include "storage/project/model_store.h"
#include "storage/project/project.h"
#include "storage/project/search_store.h"
#include "storage/use_cases/search.h"
#include "storage/use_cases/train.h"

#include <fmt/format.h>

#include <algorithm>

namespace tastescope {
namespace {

using Findings = std::vector<std::string>;

void add(Findings& findings, std::string finding) {
    if (std::ranges::find(findings, finding) == findings.end()) {
        findings.push_back(std::move(finding));
    }
}

Result<void> checkModels(const Project& project, const Dataset& dataset, const ExecutionContext& context,
                         Findings& findings) {
    const Result<std::vector<StoredModel>> models = project.models().all();
    if (!models) {
        return {}; // the findings say so
    }
    for (const StoredModel& stored : *models) {
        if (context.stopRequested()) {
            return cancelledError();
        }
        context.report(-1, "Loading " + stored.name);
        const auto model = loadModel(project, stored, dataset, context);
        if (!model && model.error().code == ErrorCode::Cancelled) {
            return model.error();
        }
        if (!model && model.error().code == ErrorCode::Corrupt) {
            add(findings, model.error().message);
        }
    }
    return {};
}

/// An experiment as the window and the reports read it: numbers, values of users, lists, and what was asked.
Result<void> loadExperiment(const Project& project, const StoredExperiment& stored,
                            const ExecutionContext& context) {
    TRY_ASSIGN(const auto result, loadEvaluation(project, stored.id, LoadedValues::PerUser, context));
    TRY(project.experiments().lists(stored.id, result.models.size(), result.users.size()));
    const auto asked = requestOf(stored.specification);
    // Not kept by an older version, or of an algorithm that only a newer one has.
    const bool readable = asked || asked.error().code != ErrorCode::Corrupt;
    return readable ? Result<void>() : asked.error();
}

/// Somebody may delete it while it is read.
bool isGone(const Project& project, const StoredExperiment& stored) {
    const auto now = project.experiments().find(stored.id);
    return now ? now->made != stored.made || now->fingerprint != stored.fingerprint
               : now.error().code == ErrorCode::NotFound;
}

Result<void> checkExperiments(const Project& project, const ExecutionContext& context, Findings& findings) {
    const auto experiments = project.experiments().all();
    if (!experiments) {
        add(findings, experiments.error().message);
        return {};
    }
    for (const StoredExperiment& stored : *experiments) {
        if (context.stopRequested()) {
            return cancelledError();
        }
        context.report(-1, fmt::format("Loading experiment {}", stored.id));
        Result<void> loaded = loadExperiment(project, stored, context);
        if (!loaded && loaded.error().code == ErrorCode::Cancelled) {
            return loaded;
        }
        if (!loaded && !isGone(project, stored)) {
            add(findings, fmt::format("Experiment {} cannot be read: {}", stored.id, loaded.error().message));
        }
    }
    return {};
}

Result<void> loadSearch(const Project& project, const StoredSearch& stored) {
    TRY(requestOf(stored));
    TRY_ASSIGN(const auto trials, project.searches().trials(stored.id));
    constexpr std::uint64_t mostTrial = 1'000'000'000; // a number below 0 is far beyond it
    const bool sound = std::ranges::all_of(trials, [](const StoredTrial& trial) {
        return trial.trial > 0 && trial.trial <= mostTrial && trial.share > 0 && trial.share <= 1;
    });
    return sound ? Result<void>() : Error{ErrorCode::Corrupt, "Its trials are damaged", "", ""};
}

Result<void> checkSearches(const Project& project, const ExecutionContext& context, Findings& findings) {
    const auto searches = project.searches().all();
    if (!searches) {
        add(findings, searches.error().message);
        return {};
    }
    for (const StoredSearch& stored : *searches) {
        if (context.stopRequested()) {
            return cancelledError();
        }
        if (findAlgorithm(stored.algorithm) == nullptr) {
            continue; // of a newer version
        }
        if (const Result<void> loaded = loadSearch(project, stored); !loaded) {
            add(findings, fmt::format("The search {} cannot be read: {}", stored.id, loaded.error().message));
        }
    }
    return {};
}

} // namespace

Result<std::vector<std::string>> checkProject(const Project& project, const Dataset& dataset,
                                              const ExecutionContext& context) {
    TRY_ASSIGN(auto findings, project.checkIntegrity(context));
    TRY(checkModels(project, dataset, context, findings));
    TRY(checkExperiments(project, context, findings));
    TRY(checkSearches(project, context, findings));
    return findings;
}

} // namespace tastescope
