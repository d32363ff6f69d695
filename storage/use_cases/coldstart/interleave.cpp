// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/coldstart/interleave.h"

#include "engine/base/progress.h"
#include "engine/data/words.h"
#include "engine/evaluation/evaluation_input.h"
#include "engine/pipeline/rerank/reranker.h"
#include "engine/ranking/recommend.h"
#include "engine/registry/registry.h"
#include "storage/export/json_writer.h"
#include "storage/use_cases/rerank_files.h"
#include "storage/use_cases/value_signals.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

using Items = std::vector<ItemIndex>;

constexpr std::size_t candidatesForRules = 1'000; ///< the best of a model, as `rerank` takes them

/// The first of a list by the rules of a policy.
Result<std::vector<Items>> byRules(const std::shared_ptr<const Dataset>& train,
                                   std::span<const UserIndex> people, const std::vector<RankedList>& best,
                                   const InterleaveRequest& request, const PolicyRequest& policy,
                                   const ExecutionContext& context) {
    TRY_ASSIGN(auto rules, readRuleSet(policy.rules, context));
    rules.list = std::min(rules.list.value_or(request.sessions.length), request.sessions.length);
    std::vector<CandidateList> lists(people.size());
    for (std::size_t at = 0; at < people.size(); ++at) {
        lists[at].user = people[at];
        for (const ScoredItem& entry : best[at]) {
            lists[at].candidates.push_back({entry.item, static_cast<double>(entry.score)});
        }
    }
    auto facts = std::make_shared<const RuleFacts>(ruleFactsOf(train));
    const auto candidates =
        std::make_shared<const PreparedCandidates>(std::move(facts), std::move(lists), context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    RerankOptions options;
    options.clock = request.clock;
    TRY_ASSIGN(const auto made, Reranker(candidates).run(rules, options, context));
    std::vector<Items> out(people.size());
    for (std::size_t at = 0; at < people.size(); ++at) {
        for (const std::uint32_t candidate : made.lists[at]) {
            out[at].push_back(candidates->people()[at].items[candidate]);
        }
    }
    return out;
}

Result<std::vector<Items>> listsOf(const std::shared_ptr<const Dataset>& train,
                                   std::span<const UserIndex> people, const InterleaveRequest& request,
                                   const PolicyRequest& policy, const ExecutionContext& context) {
    TRY_ASSIGN(const auto algorithm, requireAlgorithm(policy.algorithm));
    TRY_ASSIGN(const auto model, algorithm->fit(*train, policy.params, context));
    const bool rules = !policy.rules.empty();
    TRY_ASSIGN(const auto best,
               recommendAll(*model, askersOf(*train, people),
                            {rules ? candidatesForRules : request.sessions.length}, context));
    if (rules) {
        return byRules(train, people, best, request, policy, context);
    }
    std::vector<Items> out(people.size());
    for (std::size_t at = 0; at < people.size(); ++at) {
        for (const ScoredItem& entry : best[at]) {
            out[at].push_back(entry.item);
        }
    }
    return out;
}

double overlapOf(const std::vector<ClickPerson>& people, std::size_t length) {
    double sum = 0;
    for (const ClickPerson& person : people) {
        const auto both = std::ranges::count_if(
            person.a, [&](ItemIndex item) { return std::ranges::find(person.b, item) != person.b.end(); });
        sum += static_cast<double>(both) / static_cast<double>(length);
    }
    return sum / static_cast<double>(people.size());
}

} // namespace

Result<InterleaveAnswer> interleavePolicies(const std::shared_ptr<const Dataset>& dataset,
                                            const InterleaveRequest& request,
                                            const ExecutionContext& context) {
    const auto counted = weighed(*dataset, Weighing::Once, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    TRY_ASSIGN(const auto split, splitDataset(*counted, request.split, context));
    const HeldOut held = heldOutOf(*split.train, *split.test);
    std::vector<UserIndex> users;
    for (std::size_t user = 0; user < split.train->userCount(); ++user) {
        if (!held.itemsOf(UserIndex(user)).empty()) {
            users.emplace_back(user);
        }
    }
    if (users.empty()) {
        return Error{ErrorCode::BadInput, "Nobody has anything to be found in the test part",
                     "Use a larger test share, or data with positive signals", "interleave"};
    }
    PartProgress first(context, 0, 0.45, {.label = request.a.label, .withLosses = false});
    TRY_ASSIGN(auto a, listsOf(split.train, users, request, request.a, first.context()));
    PartProgress second(context, 0.45, 0.9, {.label = request.b.label, .withLosses = false});
    TRY_ASSIGN(auto b, listsOf(split.train, users, request, request.b, second.context()));
    std::vector<ClickPerson> people(users.size());
    for (std::size_t at = 0; at < users.size(); ++at) {
        const auto wanted = held.itemsOf(users[at]);
        people[at] = {std::move(a[at]), std::move(b[at]), {wanted.begin(), wanted.end()}};
    }
    context.report(0.9, "Playing sessions");
    InterleaveAnswer answer;
    answer.people = people.size();
    answer.overlap = overlapOf(people, request.sessions.length);
    TRY_ASSIGN(answer.result, simulateSessions(people, request.sessions, context));
    return answer;
}

std::string interleaveJson(const InterleaveRequest& request, const InterleaveAnswer& answer) {
    const SessionsResult& result = answer.result;
    const Estimate preference = preferenceOf(result.verdicts, request.sessions.alpha);
    JsonWriter json;
    json.beginObject().field("a", request.a.label).field("b", request.b.label);
    json.field("method", interleavingName(request.sessions.method)).field("preference", preference.value);
    json.field("low", preference.low).field("high", preference.high);
    json.field("p", preferenceP(result.verdicts)).field("sessions", result.verdicts.sessions());
    json.field("wins_a", result.verdicts.a).field("wins_b", result.verdicts.b);
    json.field("ties", result.verdicts.ties).field("sessions_needed", result.needed).key("ab_sessions");
    result.ofAbTest ? json.value(*result.ofAbTest) : json.null();
    json.field("clicks_a", result.clicksA).field("clicks_b", result.clicksB);
    json.field("people", answer.people).field("overlap", answer.overlap);
    json.field("power", request.sessions.power).field("alpha", request.sessions.alpha);
    return json.field("words", interleaveWords(request, answer)).endObject().text();
}

std::string interleaveWords(const InterleaveRequest& request, const InterleaveAnswer& answer) {
    const SessionsResult& result = answer.result;
    const Estimate preference = preferenceOf(result.verdicts, request.sessions.alpha);
    if (!preference.excludesZero()) {
        return fmt::format("Too early to say after {} sessions whether {} or {} is preferred.",
                           words::grouped(result.verdicts.sessions()), request.a.label, request.b.label);
    }
    std::string words =
        fmt::format("{} is preferred; about {} sessions show it with power {:.4g}",
                    preference.value > 0 ? request.a.label : request.b.label,
                    words::grouped(static_cast<std::uint64_t>(result.needed)), request.sessions.power);
    if (!result.ofAbTest) {
        return words + "; an A/B test of clicks would see no difference.";
    }
    words += fmt::format(", an A/B test of clicks needs {}", words::grouped(*result.ofAbTest));
    const bool opposite = (result.clicksA > result.clicksB) != (preference.value > 0);
    return words + (opposite ? ", and would find the other ahead." : ".") +
           " Simulated clicks: read directions, not amounts.";
}

} // namespace tastescope
