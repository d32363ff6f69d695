// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/use_cases.h"

#include "engine/evaluation/segments.h"
#include "storage/use_cases/clock.h"
#include "storage/use_cases/evaluation_files.h"
#include "storage/use_cases/evaluation_json.h"
#include "storage/use_cases/evaluation_lists.h"
#include "storage/use_cases/progress.h"
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
    Result<Split> split = splitDataset(*counted, request.split, context);
    if (!split) {
        return split.error();
    }
    return evaluationInput(*split, labelOf(request.split), context);
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
        Result<Contestant> judged = contestantOf(file, input);
        if (!judged) {
            return judged.error();
        }
        contestants.push_back(std::move(*judged));
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
    PartialProgress preparing(context.progress, 0, 0.1);
    ExecutionContext inner = context;
    inner.progress = &preparing;
    const Result<std::vector<ListFile>> lists = readLists(request.listFiles, request.fileMap, inner);
    if (!lists) {
        return lists.error();
    }
    const Result<EvaluationInput> input = inputOf(dataset, request, *lists, inner);
    if (!input) {
        return input.error();
    }
    const Result<std::vector<Contestant>> contestants = contestantsOf(request, *lists, *input);
    if (!contestants) {
        return contestants.error();
    }
    EvaluationOptions options = request.options;
    if (!request.candidatesFile.empty()) {
        Result<std::vector<ItemIndex>> candidates =
            readCandidates(request.candidatesFile, *input->train, dataset);
        if (!candidates) {
            return candidates.error();
        }
        options.candidates = std::move(*candidates);
    }
    PartialProgress measuring(context.progress, 0.1, 1);
    inner.progress = &measuring;
    const Result<std::vector<Segmentation>> segmentations = segmentationsOf(request, *input->train, inner);
    if (!segmentations) {
        return segmentations.error();
    }
    Result<EvaluationResult> result = evaluate(*input, *contestants, options, inner);
    if (result) {
        auto segments = segmentResults(*result, *segmentations, options.resamples, inner);
        if (!segments) {
            return segments.error();
        }
        result->segments = std::move(*segments);
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
    const Result<std::int64_t> stored = project.addExperiment(experiment, metrics);
    return stored ? Result<void>() : stored.error();
}

Result<EvaluationResult> evaluateModels(Project& project, const Dataset& dataset,
                                        const EvaluateRequest& request, const ExecutionContext& context) {
    Result<EvaluationResult> result = measureModels(dataset, request, context);
    if (result && request.store) {
        if (Result<void> stored = storeEvaluation(project, *result); !stored) {
            return stored.error();
        }
    }
    return result;
}

} // namespace tastescope
