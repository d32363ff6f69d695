// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/pipeline.h"

#include "engine/pipeline/rerank/compiled_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace tastescope {
namespace {

bool before(const RankedCandidate& a, const RankedCandidate& b) {
    return a.score != b.score ? a.score > b.score : a.item < b.item;
}

std::size_t placeIn(std::span<const RankedCandidate> ranked, ItemIndex item) {
    const auto found = std::ranges::find(ranked, item, &RankedCandidate::item);
    return found == ranked.end() ? 0 : static_cast<std::size_t>(found - ranked.begin()) + 1;
}

class Timer {
public:
    /// Since it was made or asked.
    double milliseconds() {
        const auto now = std::chrono::steady_clock::now();
        const double spent = std::chrono::duration<double, std::milli>(now - m_start).count();
        m_start = now;
        return spent;
    }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

RulePerson rulePersonOf(const Asker& asker, const Dataset& data) {
    if (const auto* row = std::get_if<UserRow>(&asker)) {
        return tastescope::rulePersonOf(data, row->user);
    }
    return {std::nullopt, std::get<History>(asker)};
}

} // namespace

std::size_t PipelineRun::rankOf(ItemIndex item) const {
    return placeIn(ranking, item);
}

std::size_t PipelineRun::placeOf(ItemIndex item) const {
    for (std::size_t place = 0; place < list.size(); ++place) {
        if (person().items[list[place]] == item) {
            return place + 1;
        }
    }
    return 0;
}

/// One run as it is made.
class Pipeline::Making {
public:
    Making(const Pipeline& pipeline, const PipelineOptions& options, const ExecutionContext& context,
           PipelineRun& run)
        : m_pipeline(pipeline)
        , m_options(options)
        , m_context(context)
        , m_run(run) {}

    Result<void> make(const RuleSet& rules) {
        adopt(rules);
        TRY_ASSIGN(m_compiled, CompiledRules::compile(m_run.rules, *m_pipeline.m_catalogue, m_options.clock));
        m_person = rulePersonOf(m_run.asker, *m_pipeline.facts().data);
        Timer timer;
        TRY_ASSIGN(auto sets,
                   m_pipeline.m_mix->candidates(std::span(&m_run.asker, 1), {}, m_context, &m_run.costs));
        m_run.found = std::move(sets.front());
        m_run.stages.push_back({"candidates", m_run.found.size(), timer.milliseconds()});
        TRY_ASSIGN(m_run.ranking, ranked(m_run.found));
        m_run.passed = std::min(m_run.ranking.size(), std::max(m_options.passOn, m_run.length()));
        TRY(passFurther());
        m_run.stages.push_back({"ranking", m_run.passed + m_run.further.size(), timer.milliseconds()});
        TRY(rerank());
        m_run.stages.push_back({"re-ranking", m_run.list.size(), timer.milliseconds()});
        return {};
    }

private:
    void adopt(const RuleSet& rules) {
        m_run.rules = rules;
        m_run.rules.list = rules.list.value_or(m_options.length);
        for (std::size_t at = 0; at < rules.limits.size(); ++at) {
            if (rules.limits[at].cap) {
                m_run.rules.limits[at].cap.reset();
                m_run.notes.push_back(
                    fmt::format("limits[{}].cap is about the lists of all people, and left out of one", at));
            }
        }
    }

    Result<std::vector<RankedCandidate>> ranked(const CandidateSet& set) const {
        std::vector<double> scores(set.size());
        const RankQuestion question{m_run.asker, set, m_pipeline.facts().now};
        TRY(m_pipeline.m_ranker->score(question, scores, m_context));
        std::vector<RankedCandidate> out;
        out.reserve(scores.size());
        for (std::size_t at = 0; at < scores.size(); ++at) {
            out.push_back({set.items[at], scores[at]});
        }
        std::ranges::sort(out, before);
        return out;
    }

    bool runs(const CompiledRule& rule, Rule::Do action) const {
        return rule.rule->action == action && rule.runsFor(m_person);
    }
    bool filtered(ItemIndex item) const {
        return std::ranges::any_of(m_compiled.rules, [&](const CompiledRule& rule) {
            return runs(rule, Rule::Do::Filter) && rule.test.holds(item, m_person);
        });
    }
    bool had(ItemIndex item) const {
        return std::ranges::any_of(m_person.history,
                                   [&](const HistoryEntry& entry) { return entry.item == item; });
    }

    /// What goes on besides the best, for the sake of filters and pins.
    Result<void> passFurther() {
        const std::size_t wanted = std::max(m_options.passOn, m_run.length());
        std::size_t left = 0; // of what goes on, after filters
        for (std::size_t at = 0; at < m_run.passed; ++at) {
            left += filtered(m_run.ranking[at].item) ? 0 : 1;
        }
        const bool filters = left < m_run.passed;
        for (std::size_t at = m_run.passed; at < m_run.ranking.size() && left < wanted && filters; ++at) {
            if (!filtered(m_run.ranking[at].item)) {
                m_run.further.push_back(m_run.ranking[at]);
                ++left;
            }
        }
        std::vector<ItemIndex> called;
        if (left < wanted && filters) {
            TRY_ASSIGN(called, searchAgain(wanted - left));
        }
        for (const CompiledRule& rule : m_compiled.rules) {
            const std::optional<ItemIndex>& item = rule.test.item();
            if (runs(rule, Rule::Do::Pin) && item && !had(*item)) {
                const std::size_t rank = m_run.rankOf(*item);
                if (rank == 0) {
                    called.push_back(*item);
                } else if (rank > m_run.passed && placeIn(m_run.further, *item) == 0) {
                    m_run.further.push_back(m_run.ranking[rank - 1]);
                }
            }
        }
        std::ranges::sort(called);
        called.erase(std::unique(called.begin(), called.end()), called.end());
        TRY_ASSIGN(m_run.called, m_pipeline.m_mix->standingOf(m_run.asker, called, {}, m_context));
        TRY_ASSIGN(const auto scored, ranked(m_run.called));
        m_run.further.insert(m_run.further.end(), scored.begin(), scored.end());
        std::ranges::sort(m_run.further, {}, &RankedCandidate::item);
        return {};
    }

    /// The best `count` of what no filter takes out and nobody has found.
    Result<std::vector<ItemIndex>> searchAgain(std::size_t count) const {
        std::vector<ItemIndex> allowed;
        for (std::size_t item = 0; item < m_pipeline.facts().data->itemCount(); ++item) {
            if (!filtered(ItemIndex(item))) {
                allowed.emplace_back(item);
            }
        }
        const MixFilter filter{m_run.found.items, allowed};
        TRY_ASSIGN(const auto sets,
                   m_pipeline.m_mix->candidates(std::span(&m_run.asker, 1), filter, m_context));
        // Ranked as they stand in the whole catalogue: the best of few is not the best of all.
        TRY_ASSIGN(const auto standing,
                   m_pipeline.m_mix->standingOf(m_run.asker, sets.front().items, {}, m_context));
        TRY_ASSIGN(const auto best, ranked(standing));
        std::vector<ItemIndex> items;
        for (std::size_t at = 0; at < std::min(count, best.size()); ++at) {
            items.push_back(best[at].item);
        }
        return items;
    }

    Result<void> rerank() {
        CandidateList list;
        if (const auto* row = std::get_if<UserRow>(&m_run.asker)) {
            list.user = row->user;
        } else {
            list.past = std::get<History>(m_run.asker);
        }
        const auto add = [&](const RankedCandidate& one) {
            list.candidates.push_back({one.item, one.score});
        };
        std::ranges::for_each(std::span(m_run.ranking).first(m_run.passed), add);
        std::ranges::for_each(m_run.further, add);
        std::vector<CandidateList> lists;
        lists.push_back(std::move(list));
        m_run.prepared =
            std::make_shared<const PreparedCandidates>(*m_pipeline.m_catalogue, std::move(lists), m_context);
        RerankOptions options;
        options.clock = m_options.clock;
        TRY_ASSIGN(m_run.result, Reranker(m_run.prepared).run(m_run.rules, options, m_context));
        m_run.list = m_run.result.lists.front();
        return {};
    }

    const Pipeline& m_pipeline;
    const PipelineOptions& m_options;
    const ExecutionContext& m_context;
    PipelineRun& m_run;
    CompiledRules m_compiled;
    RulePerson m_person;
};

Pipeline::Pipeline(std::shared_ptr<const CandidateMix> mix, std::shared_ptr<const Ranker> ranker,
                   std::shared_ptr<const RuleFacts> facts)
    : m_mix(std::move(mix))
    , m_ranker(std::move(ranker))
    , m_catalogue(
          std::make_shared<const PreparedCandidates>(std::move(facts), std::vector<CandidateList>())) {}

Result<PipelineRun> Pipeline::run(const Asker& asker, const RuleSet& rules, const PipelineOptions& options,
                                  const ExecutionContext& context) const {
    PipelineRun run;
    run.asker = asker;
    TRY(Making(*this, options, context, run).make(rules));
    return run;
}

Result<RankExplanation> Pipeline::explain(const PipelineRun& run, ItemIndex item,
                                          const ExecutionContext& context) const {
    for (const CandidateSet* set : {&run.found, &run.called}) {
        const std::size_t candidate = set->find(item);
        if (candidate != CandidateSet::none) {
            return m_ranker->explain({run.asker, *set, facts().now}, candidate, context);
        }
    }
    return Error{ErrorCode::NotFound, "The item is no candidate of this run", "Ask for one that is", ""};
}

} // namespace tastescope
