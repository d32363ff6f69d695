// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/evaluate.h"

#include "engine/base/progress.h"
#include "engine/evaluation/evaluator.h"
#include "engine/evaluation/segments.h"
#include "engine/registry/registry.h"
#include "storage/project/experiment_store.h"
#include "storage/project/project.h"
#include "storage/use_cases/clock.h"
#include "storage/use_cases/evaluation_files.h"
#include "storage/use_cases/evaluation_json.h"
#include "storage/use_cases/evaluation_lists.h"
#include "storage/use_cases/value_signals.h"

#include <fmt/format.h>

#include <utility>

namespace tastescope {
namespace {

std::string labelOf(const SplitOptions& split) {
    return split.protocol == Protocol::LeaveLastOut
               ? std::string(protocolName(split.protocol))
               : fmt::format("{}, {:g} % test", protocolName(split.protocol), 100 * split.test);
}

Result<EvaluationInput> splitInput(const Dataset& dataset, const EvaluateRequest& request,
                                   const std::vector<ListFile>& lists, const ExecutionContext& context) {
    Dataset::Parts parts = dataset.parts();
    parts.items = withListed(parts.items, lists);
    countByValues(parts, request.values);
    const auto counted = std::make_shared<const Dataset>(std::move(parts), context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    TRY_ASSIGN(auto split, splitDataset(*counted, request.split, context));
    return evaluationInput(split, labelOf(request.split), context);
}

Result<EvaluationInput> inputOf(const Dataset& dataset, const EvaluateRequest& request,
                                const std::vector<ListFile>& lists, const ExecutionContext& context) {
    if (request.trainFile.empty() != request.testFile.empty()) {
        return Error{ErrorCode::InvalidArgument, "A train file needs a test file, and the other way round",
                     "Name both, or neither to split the project's events", ""};
    }
    return request.trainFile.empty() ? splitInput(dataset, request, lists, context)
                                     : readEvaluationFiles(dataset, request, lists, context);
}

Result<std::vector<Contestant>> contestantsOf(const EvaluateRequest& request,
                                              const std::vector<ListFile>& lists,
                                              const EvaluationInput& input) {
    std::vector<Contestant> contestants = request.contestants;
    for (Contestant& contestant : contestants) {
        const AlgorithmInfo* algorithm = findAlgorithm(contestant.algorithm);
        if (algorithm && contestant.params.values().empty()) {
            contestant.params = ParamSet(algorithm->params);
        }
    }
    for (const ListFile& file : lists) {
        TRY_ASSIGN(auto judged, contestantOf(file, input));
        contestants.push_back(std::move(judged));
    }
    return contestants;
}

Result<std::vector<Segmentation>> segmentationsOf(const EvaluateRequest& request, const Dataset& train,
                                                  const ExecutionContext& context) {
    if (request.by.empty()) {
        return std::vector<Segmentation>();
    }
    if (request.by == "users") {
        return userSegmentations(train);
    }
    Result<Segmentation> read = readSegmentation(request.by, train, context);
    return read ? Result(std::vector{std::move(*read)}) : Result<std::vector<Segmentation>>(read.error());
}

} // namespace

Result<EvaluationResult> measureModels(const Dataset& dataset, const EvaluateRequest& request,
                                       const ExecutionContext& context) {
    PartProgress preparing(context, 0, 0.1);
    ExecutionContext inner = preparing.context();
    TRY_ASSIGN(const auto lists, readLists(request.listFiles, request.fileMap, inner));
    TRY_ASSIGN(const auto input, inputOf(dataset, request, lists, inner));
    TRY_ASSIGN(const auto contestants, contestantsOf(request, lists, input));
    EvaluationOptions options = request.options;
    if (!request.candidatesFile.empty()) {
        TRY_ASSIGN(auto candidates, readCandidates(request.candidatesFile, *input.train, dataset));
        options.candidates = std::move(candidates);
    }
    PartProgress measuring(context, 0.1, 1);
    inner = measuring.context();
    TRY_ASSIGN(const auto segmentations, segmentationsOf(request, *input.train, inner));
    Result<EvaluationResult> result = evaluate(input, contestants, options, inner);
    if (result) {
        TRY_ASSIGN(auto segments, segmentResults(*result, segmentations, options.resamples, inner));
        result->segments = std::move(segments);
    }
    return result;
}

Result<void> storeEvaluation(Project& project, const EvaluationResult& result) {
    StoredExperiment experiment;
    experiment.fingerprint = result.fingerprint;
    experiment.protocol = result.protocol;
    experiment.made = wallClockNow();
    experiment.json = evaluationJson(result);
    std::vector<StoredMetric> metrics;
    for (const ModelResult& model : result.models) {
        for (const MetricValue& metric : model.metrics) {
            metrics.push_back({0, model.label, model.algorithm, model.params, metric.key, metric.value,
                               metric.low, metric.high, metric.users});
        }
    }
    const Result<std::int64_t> stored = project.experiments().add(experiment, metrics);
    return stored ? Result<void>() : stored.error();
}

Result<EvaluationResult> evaluateModels(Project& project, const Dataset& dataset,
                                        const EvaluateRequest& request, const ExecutionContext& context) {
    Result<EvaluationResult> result = measureModels(dataset, request, context);
    if (result && request.store) {
        TRY(storeEvaluation(project, *result));
    }
    return result;
}

} // namespace tastescope
