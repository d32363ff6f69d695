// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/rerank.h"

#include "engine/base/random.h"
#include "storage/export/json_writer.h"
#include "storage/export/table_file.h"
#include "storage/use_cases/rerank_files.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t listsPerStop = 1024;

/// `count` of so many, ascending.
std::vector<std::size_t> drawn(std::size_t of, std::size_t count, std::uint64_t seed) {
    std::vector<std::size_t> rows(of);
    for (std::size_t row = 0; row < of; ++row) {
        rows[row] = row;
    }
    if (count < of) {
        Random(seed).shuffle(std::span(rows));
        rows.resize(count);
        std::ranges::sort(rows);
    }
    return rows;
}

Result<RerankAnswer> answerOf(RerankAnswer answer, std::vector<CandidateList> lists,
                              const std::shared_ptr<const Dataset>& data, const RerankRequest& request,
                              const ExecutionContext& context) {
    auto facts = std::make_shared<const RuleFacts>(ruleFactsOf(data, request.now));
    answer.candidates =
        std::make_shared<const PreparedCandidates>(std::move(facts), std::move(lists), context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    RerankOptions options;
    options.clock = request.now.value_or(request.clock);
    options.prices = true;
    options.complete = !request.candidates.empty();
    Result<MeasuredRules> made = measureRules(answer.candidates, request.rules, options, context);
    if (!made) {
        Error error = made.error();
        if (error.code == ErrorCode::BadInput && !request.rulesName.empty()) {
            error.context = request.rulesName + ": " + error.context;
        }
        return error;
    }
    answer.result = std::move(made->result);
    answer.effects = std::move(made->effects);
    answer.length = made->length;
    return answer;
}

void writeSummary(JsonWriter& json, const Summary& summary) {
    json.beginObject().field("value", summary.mean).field("low", summary.low).field("high", summary.high);
    json.field("users", summary.users).endObject();
}

void writeEffects(JsonWriter& json, const RerankAnswer& answer, std::string_view key,
                  Summary ListEffect::*which) {
    json.key(key).beginObject();
    for (const ListEffect& effect : answer.effects) {
        json.key(effect.key);
        writeSummary(json, effect.*which);
    }
    json.endObject();
}

} // namespace

Result<RerankAnswer> rerankSample(const std::shared_ptr<const Dataset>& data,
                                  const std::shared_ptr<const CandidateSource>& source,
                                  const RerankRequest& request, const ExecutionContext& context) {
    context.report(0, "Recommending");
    TRY_ASSIGN(auto people,
               rankPeople(data, source,
                          samplePeople(*data, request.sample.value_or(sampledPeople), context.seed),
                          context));
    TRY_ASSIGN(auto lists, candidateLists(people, pinnedItems(request.rules, data->items()), context));
    people.best = {}; // of many people as much as the lists
    RerankAnswer answer;
    for (const UserIndex user : people.users) {
        answer.people.emplace_back(data->users().at(user.value));
    }
    return answerOf(std::move(answer), std::move(lists), data, request, context);
}

Result<RerankAnswer> rerankFile(const std::shared_ptr<const Dataset>& data, const RerankRequest& request,
                                const ExecutionContext& context) {
    context.report(0, "Reading candidates");
    TRY_ASSIGN(auto file, readCandidateFile(request.candidates, data, context));
    RerankAnswer answer;
    answer.rows = file.rows;
    answer.repeated = file.repeated;
    answer.unknownItems = file.unknownItems;
    answer.unknownUsers = file.unknownUsers;
    answer.seen = file.seen;
    std::vector<CandidateList> lists;
    for (const std::size_t at :
         drawn(file.lists.size(), request.sample.value_or(file.lists.size()), context.seed)) {
        lists.push_back(std::move(file.lists[at]));
        answer.people.push_back(std::move(file.people[at]));
    }
    return answerOf(std::move(answer), std::move(lists), file.data, request, context);
}

Result<void> writeReranked(const RerankAnswer& answer, const std::filesystem::path& path,
                           const ExecutionContext& context, Cells cells) {
    TRY_ASSIGN(auto file, TableFile::create(path, {{"user"}, {"item"}, {"rank", true}}, cells));
    const IdMap& items = answer.candidates->facts().data->items();
    for (std::size_t at = 0; at < answer.people.size(); ++at) {
        if (at % listsPerStop == 0 && context.stopRequested()) {
            return cancelledError();
        }
        const std::vector<std::uint32_t>& list = answer.result.lists[at];
        for (std::size_t place = 0; place < list.size(); ++place) {
            const ItemIndex item = answer.candidates->people()[at].items[list[place]];
            TRY(file.row(std::vector<std::string>{answer.people[at], std::string(items.at(item.value)),
                                                  std::to_string(place + 1)}));
        }
    }
    return file.commit();
}

std::string rerankJson(const RerankAnswer& answer) {
    JsonWriter json;
    json.beginObject().field("users", answer.people.size()).field("list", answer.length);
    writeEffects(json, answer, "before", &ListEffect::before);
    writeEffects(json, answer, "after", &ListEffect::after);
    json.field("milliseconds", answer.result.milliseconds).key("rules").beginArray();
    for (const RuleOutcome& rule : answer.result.rules) {
        json.beginObject().field("path", rule.path).field("do", rule.text).field("fired", rule.fired);
        json.field("dead", rule.dead).key("price");
        writeSummary(json, rule.price);
        json.endObject();
    }
    json.endArray().key("relaxed").beginArray();
    for (const Relaxation& one : answer.result.relaxed) {
        json.beginObject().field("path", one.path).field("asked", one.asked).field("given", one.given);
        json.field("why", one.why).field("users", one.people).endObject();
    }
    json.endArray().field("short_lists", answer.result.shortLists);
    if (answer.rows > 0) {
        json.key("candidates").beginObject().field("rows", answer.rows).field("repeated", answer.repeated);
        json.field("unknown_items", answer.unknownItems)
            .field("unknown_users", answer.unknownUsers)
            .field("seen", answer.seen)
            .endObject();
    }
    return json.endObject().text();
}

} // namespace tastescope
