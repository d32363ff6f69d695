// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/experiments/current_numbers.h"

#include "storage/experiments/specification.h"
#include "storage/project/project.h"

#include <set>
#include <tuple>
#include <utility>

namespace tastescope {
namespace {

/// Empty for what does not say how it was cut.
std::string cutOf(const StoredExperiment& experiment) {
    Result<SpecifiedRequest> asked = requestOf(experiment.specification);
    return asked ? experiment.dataFingerprint + " " + tastescope::cutOf(std::move(asked->request))
                 : std::string();
}

} // namespace

std::string cutOf(EvaluateRequest request) {
    EvaluateRequest cut;
    cut.split = request.split;
    cut.trainFile = std::move(request.trainFile);
    cut.testFile = std::move(request.testFile);
    cut.historyFile = std::move(request.historyFile);
    cut.fileMap = std::move(request.fileMap);
    cut.filter = std::move(request.filter);
    cut.folds = request.folds;
    cut.foldsFile = std::move(request.foldsFile);
    cut.repeats = request.repeats;
    cut.leaveOutUnseen = request.leaveOutUnseen;
    cut.candidatesFile = std::move(request.candidatesFile);
    cut.options.allUsers = request.options.allUsers;
    cut.options.sampledCandidates = request.options.sampledCandidates;
    cut.options.candidates = std::move(request.options.candidates);
    return specificationOf(cut, cut.split.seed);
}

Result<std::vector<StoredMetric>> currentNumbers(const Project& project) {
    TRY_ASSIGN(const auto newest, project.experiments().find(0));
    TRY_ASSIGN(auto numbers, project.experiments().metrics(newest.id));
    const std::string cut = cutOf(newest);
    if (cut.empty()) {
        return numbers;
    }
    using Key = std::tuple<std::string, std::string, std::string, bool>;
    const auto keyOf = [](const StoredMetric& metric) {
        return Key(metric.algorithm, metric.params, metric.key, metric.values);
    };
    std::set<Key> known;
    for (const StoredMetric& metric : numbers) {
        known.insert(keyOf(metric));
    }
    TRY_ASSIGN(const auto all, project.experiments().all());
    for (auto older = all.rbegin(); older != all.rend(); ++older) {
        if (older->id == newest.id || cutOf(*older) != cut) {
            continue;
        }
        TRY_ASSIGN(auto more, project.experiments().metrics(older->id));
        for (StoredMetric& metric : more) {
            if (!metric.algorithm.empty() && known.insert(keyOf(metric)).second) {
                numbers.push_back(std::move(metric));
            }
        }
    }
    return numbers;
}

} // namespace tastescope
