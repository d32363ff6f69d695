// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/rules/ruled_lists.h"

#include "engine/base/progress.h"
#include "engine/evaluation/evaluation_input.h"
#include "engine/evaluation/evaluation_options.h"
#include "engine/pipeline/rerank/reranker.h"
#include "engine/pipeline/rules/rule_set_json.h"
#include "storage/use_cases/rules/candidate_source.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <iterator>
#include <utility>

namespace tastescope {
namespace {

/// With a thousand candidates each they take some tens of megabytes.
constexpr std::size_t peopleAtOnce = 512;

class RuledLists : public ListMaker {
public:
    explicit RuledLists(RuleSet rules) : m_rules(std::move(rules)) {}

    Result<Ranking> rank(const Recommender& model, const RankingTask& task,
                         const ExecutionContext& context) const override {
        const auto start = std::chrono::steady_clock::now();
        const std::shared_ptr<const Dataset>& train = task.input->train;
        const auto facts = std::make_shared<const RuleFacts>(ruleFactsOf(train));
        const PreparedCandidates catalogue(facts, {}, context);
        RuleSet rules = m_rules;
        rules.list = std::min(rules.list.value_or(task.k), task.k);
        const bool capped =
            std::ranges::any_of(rules.limits, [](const Limit& limit) { return limit.cap.has_value(); });
        const std::size_t block = capped ? std::max<std::size_t>(task.users.size(), 1) : peopleAtOnce;
        Ranking out;
        out.lists.resize(train->userCount());
        for (std::size_t begin = 0; begin < task.users.size(); begin += block) {
            RankingTask part = task;
            part.users.assign(task.users.begin() + static_cast<std::ptrdiff_t>(begin),
                              task.users.begin() +
                                  static_cast<std::ptrdiff_t>(std::min(begin + block, task.users.size())));
            TRY(rankBlock(model, part, rules, catalogue, out, context));
        }
        out.scoreSeconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        return out;
    }

private:
    static Result<void> rankBlock(const Recommender& model, const RankingTask& task, const RuleSet& rules,
                                  const PreparedCandidates& catalogue, Ranking& out,
                                  const ExecutionContext& context) {
        TRY_ASSIGN(auto lists, candidatesOf(model, task, rules, context));
        const auto prepared =
            std::make_shared<const PreparedCandidates>(catalogue, std::move(lists), context);
        if (context.stopRequested()) {
            return cancelledError();
        }
        RerankOptions options;
        options.clock = catalogue.facts().now;
        options.listsOnly = true;
        Result<RerankResult> made = Reranker(prepared).run(rules, options, context);
        if (!made) {
            Error error = made.error();
            if (error.code == ErrorCode::BadInput) {
                error.context = listRulesOf(rules).name + ": " + error.context;
            }
            return error;
        }
        for (std::size_t at = 0; at < task.users.size(); ++at) {
            const PreparedPerson& person = prepared->people()[at];
            for (const std::uint32_t candidate : made->lists[at]) {
                out.lists[task.users[at].value].push_back(
                    {person.items[candidate], static_cast<float>(person.scores[candidate])});
            }
        }
        return {};
    }

    static Result<std::vector<CandidateList>> candidatesOf(const Recommender& model, RankingTask task,
                                                           const RuleSet& rules,
                                                           const ExecutionContext& context) {
        task.scoreMetrics.clear();
        task.k = std::max(task.k, candidatesOfModel);
        TRY_ASSIGN(auto best, rankUsers(model, task, context));
        std::vector<CandidateList> lists(task.users.size());
        const auto take = [&](const Ranking& from) {
            for (std::size_t at = 0; at < lists.size(); ++at) {
                for (const ScoredItem& entry : from.lists[task.users[at].value]) {
                    lists[at].candidates.push_back({entry.item, static_cast<double>(entry.score)});
                }
            }
        };
        take(best);
        // What is pinned is a candidate wherever it ranks; among sampled ones only where it was drawn.
        const std::vector<ItemIndex> pinned = pinnedItems(rules, task.input->train->items());
        if (task.sampled == 0 && !pinned.empty()) {
            std::vector<ItemIndex> allowed;
            std::ranges::set_intersection(task.allowed, pinned, std::back_inserter(allowed));
            task.allowed = std::move(allowed);
            TRY_ASSIGN(const auto pins, rankUsers(model, task, context));
            take(pins);
        }
        for (std::size_t at = 0; at < lists.size(); ++at) {
            if (isCold(*task.input, task.users[at])) {
                lists[at].past = knownHistory(*task.input, task.users[at]);
            } else {
                lists[at].user = task.users[at];
            }
        }
        return lists;
    }

    RuleSet m_rules;
};

} // namespace

std::size_t rulesAt(std::string_view text) {
    const auto digit = [&](std::size_t at) {
        return at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])) != 0;
    };
    for (std::size_t at = text.find('+'); at != std::string_view::npos; at = text.find('+', at + 1)) {
        const bool exponent =
            at > 1 && (text[at - 1] == 'e' || text[at - 1] == 'E') && digit(at - 2) && digit(at + 1);
        if (!exponent) {
            return at;
        }
    }
    return std::string_view::npos;
}

ListRules listRulesOf(const RuleSet& rules) {
    return {rules.name.empty() ? "rules" : rules.name, ruleSetJson(rules)};
}

Result<RuleSet> ruleSetOf(const ListRules& rules) {
    return parseRuleSet(rules.json, rules.name);
}

std::shared_ptr<const ListMaker> ruledLists(RuleSet rules) {
    return std::make_shared<const RuledLists>(std::move(rules));
}

} // namespace tastescope
