// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/compare_lists.h"

#include "storage/experiments/evaluation_json.h"
#include "storage/export/json_writer.h"
#include "storage/use_cases/evaluation_lists.h"

namespace tastescope {
namespace {

/// The whole data is the past, and nothing is to be found.
EvaluationInput everythingSeen(const Dataset& dataset, const std::vector<ListFile>& lists,
                               const ExecutionContext& context) {
    Dataset::Parts parts = dataset.parts();
    parts.items = withListed(parts.items, lists);
    EvaluationInput input;
    input.train = std::make_shared<const Dataset>(std::move(parts), context);
    input.test.offsets.assign(input.train->userCount() + 1, 0);
    return input;
}

} // namespace

Result<CompareAnswer> compareListFiles(const Dataset& dataset, const CompareRequest& request,
                                       const ExecutionContext& context) {
    TRY_ASSIGN(const auto lists, readLists({request.a, request.b}, request.map, context));
    const EvaluationInput input = everythingSeen(dataset, lists, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    std::vector<std::vector<std::vector<ScoredItem>>> sides;
    CompareAnswer answer;
    for (const ListFile& file : lists) {
        TRY_ASSIGN(auto judged, contestantOf(file, input, dataset.items()));
        sides.push_back(std::move(judged.contestant.lists));
        std::erase_if(judged.counts.counts, [](const auto& count) {
            return count.first == "users_without_list"; // of people with something to find: nobody has
        });
        answer.files.push_back(std::move(judged.counts));
    }
    TRY_ASSIGN(auto compared, compareLists(sides[0], sides[1], request.options, context));
    if (compared.both == 0) {
        return Error{ErrorCode::BadInput, "Nobody has a list in both files",
                     "Compare lists of the same people, by the ids of the data", request.b.string()};
    }
    answer.compared = std::move(compared);
    return answer;
}

std::string comparisonJson(const CompareRequest& request, const CompareAnswer& answer) {
    JsonWriter json;
    json.beginObject().field("k", request.options.k).field("p", request.options.p);
    json.field("users", answer.compared.both);
    json.field("only_a", answer.compared.onlyA).field("only_b", answer.compared.onlyB);
    for (const ListsComparedValue& one : answer.compared.values) {
        json.key(one.key).beginObject().field("value", one.summary.mean).field("low", one.summary.low);
        json.field("high", one.summary.high).field("users", one.summary.users).endObject();
    }
    writeFiles(json, answer.files);
    json.endObject();
    return json.text();
}

} // namespace tastescope
