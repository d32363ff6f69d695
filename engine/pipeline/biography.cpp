// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/biography.h"

#include "engine/pipeline/rerank/compiled_rules.h"
#include "engine/pipeline/rerank/person_rerank.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

std::string named(const RulePart& part) {
    return part.path.ends_with("." + part.text) ? part.path : fmt::format("{} ({})", part.path, part.text);
}

std::size_t distance(std::size_t a, std::size_t b) {
    return a > b ? a - b : b - a;
}

} // namespace

std::string_view fateName(Fate fate) {
    switch (fate) {
    case Fate::Had:
        return "history";
    case Fate::NotFound:
        return "candidates";
    case Fate::NotPassed:
        return "ranking";
    case Fate::Filtered:
        return "filter";
    case Fate::Displaced:
        return "re-ranking";
    case Fate::Listed:
        break;
    }
    return "list";
}

Result<Biographer> Biographer::of(const Pipeline& pipeline, const PipelineRun& run, Time clock,
                                  const ExecutionContext& context) {
    Biographer out(pipeline, run, clock);
    out.m_parts = partsOf(run.rules);
    PersonReranker one;
    for (const RulePart& part : out.m_parts) {
        if (context.stopRequested()) {
            return cancelledError();
        }
        TRY_ASSIGN(const auto compiled, CompiledRules::compile(part.without, *run.prepared, clock));
        out.m_without.push_back(one.rerank(*run.prepared, compiled, run.person(), {}, false).list);
    }
    TRY_ASSIGN(out.m_reasons, Reranker(run.prepared).explain(run.rules, 0, run.list, clock));
    return out;
}

std::size_t Biographer::placeWithout(std::size_t part, ItemIndex item) const {
    const std::vector<std::uint32_t>& list = m_without[part];
    for (std::size_t place = 0; place < list.size(); ++place) {
        if (m_run->person().items[list[place]] == item) {
            return place + 1;
        }
    }
    return 0;
}

/// Not listed counts as just behind the list.
std::string Biographer::reasonOf(ItemIndex item, std::size_t rank, std::size_t place) const {
    const std::size_t behind = m_run->length() + 1;
    const auto orBehind = [&](std::size_t at) { return at == 0 ? behind : std::min(at, behind); };
    const std::size_t goal = orBehind(rank);
    std::size_t nearest = distance(orBehind(place), goal);
    std::string reason;
    for (std::size_t part = 0; part < m_parts.size(); ++part) {
        const std::size_t left = distance(orBehind(placeWithout(part, item)), goal);
        if (left < nearest) {
            nearest = left;
            reason = named(m_parts[part]);
        }
    }
    return reason;
}

std::string Biographer::reason(ItemIndex item) const {
    return reasonOf(item, m_run->rankOf(item), m_run->placeOf(item));
}

Result<void> Biographer::tellSources(Biography& story, const ExecutionContext& context) const {
    const CandidateMix& mix = m_pipeline->mix();
    TRY_ASSIGN(const auto exact,
               mix.standingOf(m_run->asker, std::span(&story.item, 1), MixFilter{}, context));
    const std::size_t candidate = m_run->found.find(story.item);
    for (std::size_t source = 0; source < mix.names()->size(); ++source) {
        SourceStory one{(*mix.names())[source]};
        one.taken = m_run->found.taken[source];
        if (const SourceHit* hit = exact.hitOf(0, source)) {
            one.exact = hit->rank;
            one.score = static_cast<double>(hit->score);
        }
        const SourceHit* hit =
            candidate == CandidateSet::none ? nullptr : m_run->found.hitOf(candidate, source);
        if (hit != nullptr) {
            one.rank = hit->rank;
            one.brought = m_run->found.brought(*hit);
            one.score = static_cast<double>(hit->score);
        }
        story.sources.push_back(std::move(one));
    }
    return {};
}

std::string Biographer::notFound(const Biography& story) const {
    std::string text;
    for (const SourceStory& one : story.sources) {
        if (one.exact > 0) {
            text += fmt::format("{}{} has it at {} and brought {}", text.empty() ? "" : ", ", one.source,
                                one.exact, one.taken);
        }
    }
    return text.empty() ? "No source lists it" : "No source brought it: " + text;
}

std::string Biographer::displaced(const Biography& story) const {
    for (std::size_t part = 0; part < m_parts.size(); ++part) {
        if (story.parts[part].without > 0) {
            return fmt::format("{} keeps it out: without it place {}", named(m_parts[part]),
                               story.parts[part].without);
        }
    }
    const std::size_t went = m_run->passed + m_run->further.size();
    return story.rank > 0 ? fmt::format("The ranker has it at {}; {} went on, and the list has {} places",
                                        story.rank, went, m_run->list.size())
                          : fmt::format("{} went on, and the list has {} places", went, m_run->list.size());
}

Result<void> Biographer::tellRerank(Biography& story) const {
    const PreparedPerson& person = m_run->person();
    const auto found = std::ranges::find(person.items, story.item);
    story.passed = found != person.items.end();
    if (!story.passed) {
        story.why = fmt::format("The ranker has it at {} of {}; the best {} went on", story.rank, story.of,
                                m_run->passed);
        story.fate = Fate::NotPassed;
        return {};
    }
    const auto candidate = static_cast<std::uint32_t>(found - person.items.begin());
    story.relevance = person.relevance[candidate];
    TRY_ASSIGN(const auto compiled, CompiledRules::compile(m_run->rules, *m_run->prepared, m_clock));
    std::string filter;
    for (std::size_t part = 0; part < m_parts.size(); ++part) {
        RulePartEffect one{m_parts[part].path, m_parts[part].text, false, placeWithout(part, story.item)};
        if (m_parts[part].kind == RulePart::Kind::Rule) {
            const CompiledRule& rule = compiled.rules[m_parts[part].number];
            one.met = rule.runsFor(person.person) && rule.test.holds(story.item, person.person);
            if (one.met && rule.rule->action == Rule::Do::Filter && filter.empty()) {
                filter = named(m_parts[part]);
            }
        }
        story.parts.push_back(std::move(one));
    }
    story.place = m_run->placeOf(story.item);
    if (!filter.empty()) {
        story.fate = Fate::Filtered;
        story.why = filter + " takes it out";
        return {};
    }
    if (story.place > 0) {
        const PlaceReason& reason = m_reasons[story.place - 1];
        story.fate = Fate::Listed;
        story.terms = reason.terms;
        story.pinned = reason.pinned;
        const std::string mover = reasonOf(story.item, story.rank, story.place);
        story.why = fmt::format("Place {}", story.place) +
                    (story.rank > 0 ? fmt::format(", by the ranker {}", story.rank) : ", called by a rule") +
                    (story.terms->objective.empty() ? "" : ", a place for " + story.terms->objective) +
                    (mover.empty() ? "" : ": " + mover);
        return {};
    }
    std::vector<std::uint32_t> longer = m_run->list;
    longer.push_back(candidate);
    TRY_ASSIGN(const auto reasons, Reranker(m_run->prepared).explain(m_run->rules, 0, longer, m_clock));
    story.fate = Fate::Displaced;
    story.terms = reasons.back().terms;
    story.why = displaced(story);
    return {};
}

Result<Biography> Biographer::tell(ItemIndex item, const ExecutionContext& context) const {
    Biography story;
    story.item = item;
    const History& past = m_run->person().person.history;
    if (std::ranges::any_of(past, [&](const HistoryEntry& entry) { return entry.item == item; })) {
        story.fate = Fate::Had;
        story.why = "It is in the past: what was had is not recommended";
        return story;
    }
    TRY(tellSources(story, context));
    story.rank = m_run->rankOf(item);
    story.of = m_run->ranking.size();
    if (story.rank == 0 && m_run->called.find(item) == CandidateSet::none) {
        story.fate = Fate::NotFound;
        story.why = notFound(story);
        return story;
    }
    TRY_ASSIGN(story.ranker, m_pipeline->explain(*m_run, item, context));
    TRY(tellRerank(story));
    return story;
}

} // namespace tastescope
