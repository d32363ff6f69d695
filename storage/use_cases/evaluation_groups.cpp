// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/evaluation_groups.h"

#include "engine/evaluation/evaluation_input.h"
#include "engine/evaluation/segments.h"
#include "storage/use_cases/evaluate.h"
#include "storage/use_cases/value_signals.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

Error noSuchGroup(std::string_view by, std::string_view segment) {
    return {ErrorCode::NotFound, "The evaluation has no such group of people",
            "Run it again on the data as it is now", std::string(by) + ", " + std::string(segment)};
}

/// The parts of the request's split, cut once more.
Result<EvaluationInput> partsOf(const Dataset& dataset, const EvaluateRequest& request,
                                const ExecutionContext& context) {
    Dataset::Parts parts = dataset.parts();
    countByValues(parts, request.values);
    const Dataset counted(std::move(parts), context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    TRY_ASSIGN(const auto split, splitDataset(counted, request.split, context));
    EvaluationInput input = evaluationInput(split, {}, context);
    return context.stopRequested() ? Result<EvaluationInput>(cancelledError()) : std::move(input);
}

} // namespace

Result<std::vector<UserIndex>> usersOfSegment(const Dataset& dataset, const EvaluateRequest& request,
                                              std::string_view by, std::string_view segment,
                                              const ExecutionContext& context) {
    if (!request.trainFile.empty()) {
        return noSuchGroup(by, segment);
    }
    TRY_ASSIGN(const auto input, partsOf(dataset, request, context));
    for (const Segmentation& segmentation : userSegmentations(*input.train)) {
        const auto name = std::ranges::find(segmentation.names, segment);
        if (segmentation.by != by || name == segmentation.names.end()) {
            continue;
        }
        const auto group = static_cast<std::uint32_t>(name - segmentation.names.begin());
        std::vector<UserIndex> users;
        for (std::size_t user = 0; user < segmentation.group.size(); ++user) {
            if (segmentation.group[user] == group && input.test.relevantCount(UserIndex(user)) > 0) {
                users.emplace_back(user);
            }
        }
        return users;
    }
    return noSuchGroup(by, segment);
}

Result<std::vector<SegmentResult>> segmentsOf(const Dataset& dataset, const EvaluateRequest& request,
                                              const EvaluationResult& result,
                                              const ExecutionContext& context) {
    if (!request.trainFile.empty() || !result.userIds || result.userIds->size() != dataset.userCount()) {
        return std::vector<SegmentResult>();
    }
    TRY_ASSIGN(const auto input, partsOf(dataset, request, context));
    ExecutionContext seeded = context;
    seeded.seed = request.split.seed;
    return segmentResults(result, userSegmentations(*input.train), request.options.resamples, seeded);
}

} // namespace tastescope
