// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/evaluate.h"

#include "engine/base/progress.h"
#include "engine/evaluation/evaluator.h"
#include "engine/evaluation/segments.h"
#include "engine/registry/registry.h"
#include "storage/experiments/specification.h"
#include "storage/experiments/stored_evaluation.h"
#include "storage/use_cases/clock.h"
#include "storage/use_cases/evaluation_files.h"
#include "storage/use_cases/evaluation_lists.h"
#include "storage/use_cases/value_signals.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace tastescope {
namespace {

std::string labelOf(const SplitOptions& split) {
    return split.protocol == Protocol::LeaveLastOut
               ? std::string(protocolName(split.protocol))
               : fmt::format("{}, {:g} % test", protocolName(split.protocol), 100 * split.test);
}

Result<ReadParts> splitInput(const Dataset& dataset, const EvaluateRequest& request,
                             const std::vector<ListFile>& lists, const ExecutionContext& context) {
    Dataset::Parts parts = dataset.parts();
    parts.items = withListed(parts.items, lists);
    countByValues(parts, request.values);
    const auto counted = std::make_shared<const Dataset>(std::move(parts), context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    TRY_ASSIGN(auto split, splitDataset(*counted, request.split, context));
    return ReadParts{evaluationInput(split, labelOf(request.split), context), {FileCounts{"test", "", {}}}};
}

Result<ReadParts> inputOf(const Dataset& dataset, const EvaluateRequest& request,
                          const std::vector<ListFile>& lists, const ExecutionContext& context) {
    if (request.trainFile.empty() != request.testFile.empty()) {
        return Error{ErrorCode::InvalidArgument, "A train file needs a test file, and the other way round",
                     "Name both, or neither to split the project's events", ""};
    }
    return request.trainFile.empty() ? splitInput(dataset, request, lists, context)
                                     : readEvaluationFiles(dataset, request, lists, context);
}

Result<std::vector<Contestant>> contestantsOf(const EvaluateRequest& request,
                                              const std::vector<ListFile>& lists, const Dataset& dataset,
                                              ReadParts& parts) {
    std::vector<Contestant> contestants = request.contestants;
    for (Contestant& contestant : contestants) {
        const AlgorithmInfo* algorithm = findAlgorithm(contestant.algorithm);
        if (algorithm && contestant.params.values().empty()) {
            contestant.params = ParamSet(algorithm->params);
        }
    }
    for (const ListFile& file : lists) {
        TRY_ASSIGN(auto judged, contestantOf(file, parts.input, dataset.items()));
        contestants.push_back(std::move(judged.contestant));
        parts.files.push_back(std::move(judged.counts));
    }
    return contestants;
}

Result<std::vector<Segmentation>> segmentationsOf(const EvaluateRequest& request, ReadParts& parts,
                                                  const ExecutionContext& context) {
    if (request.by.empty()) {
        return std::vector<Segmentation>();
    }
    if (request.by == "users") {
        return userSegmentations(*parts.input.train);
    }
    TRY_ASSIGN(auto groups, readSegmentation(request.by, *parts.input.train, context));
    parts.files.push_back(std::move(groups.counts));
    return std::vector{std::move(groups.segmentation)};
}

} // namespace

Result<EvaluationResult> measureModels(const Dataset& dataset, const EvaluateRequest& request,
                                       const ExecutionContext& context) {
    const Stopwatch clock;
    PartProgress preparing(context, 0, 0.1);
    ExecutionContext inner = preparing.context();
    // Whatever is read is read before the first model is trained.
    TRY_ASSIGN(const auto lists, readLists(request.listFiles, request.fileMap, inner));
    TRY_ASSIGN(auto parts, inputOf(dataset, request, lists, inner));
    const EvaluationInput& input = parts.input;
    EvaluationOptions options = request.options;
    FileCounts& test = parts.files.back();
    std::optional<FileCounts> counts;
    if (!request.candidatesFile.empty()) {
        TRY_ASSIGN(auto candidates, readCandidates(request.candidatesFile, *input.train, dataset, inner));
        options.candidates = std::move(candidates.items);
        counts = std::move(candidates.counts);
    }
    countTest(input, options.candidates, test);
    if (counts) {
        parts.files.push_back(std::move(*counts));
    }
    TRY_ASSIGN(const auto contestants, contestantsOf(request, lists, dataset, parts));
    TRY_ASSIGN(const auto segmentations, segmentationsOf(request, parts, inner));
    PartProgress measuring(context, 0.1, 1);
    inner = measuring.context();
    Result<EvaluationResult> result = evaluate(input, contestants, options, inner);
    if (result) {
        TRY_ASSIGN(auto segments, segmentResults(*result, segmentations, options.resamples, inner));
        TRY_ASSIGN(auto gaps, groupGaps(*result, segmentations, options.resamples, inner));
        result->segments = std::move(segments);
        result->gaps = std::move(gaps);
        result->files = std::move(parts.files);
        result->specification = specificationOf(request, context.seed);
        result->dataFingerprint = dataset.fingerprint();
        result->seconds = clock.seconds();
    }
    return result;
}

Result<void> storeEvaluation(Project& project, const EvaluationResult& result,
                             const ExecutionContext& context) {
    const Result<std::int64_t> stored = keepEvaluation(project, result, context);
    return stored ? Result<void>() : stored.error();
}

Result<EvaluationResult> evaluateModels(Project& project, const Dataset& dataset,
                                        const EvaluateRequest& request, const ExecutionContext& context) {
    Result<EvaluationResult> result = measureModels(dataset, request, context);
    if (result && request.store) {
        TRY(storeEvaluation(project, *result, context));
    }
    return result;
}

} // namespace tastescope
