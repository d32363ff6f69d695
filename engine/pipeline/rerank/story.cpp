// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rerank/story.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

namespace tastescope {
namespace {

/// Everything as it is, without caps: one person cannot obey them.
RuleSet withoutCaps(const RuleSet& rules) {
    RuleSet out = rules;
    for (Limit& limit : out.limits) {
        limit.cap.reset();
    }
    return out;
}

std::size_t placeIn(const std::vector<std::uint32_t>& list, std::uint32_t candidate, std::size_t length) {
    const auto found = std::ranges::find(list, candidate);
    return std::min(static_cast<std::size_t>(found - list.begin()), length);
}

std::vector<std::size_t> rulesAbout(const CompiledRules& rules, const PreparedPerson& person,
                                    ItemIndex item) {
    std::vector<std::size_t> out;
    for (const CompiledRule& rule : rules.rules) {
        if (rule.runsFor(person.person) && rule.test.holds(item, person.person)) {
            out.push_back(rule.number);
        }
    }
    return out;
}

/// Walks down the list and asks at every place what the item would be worth there.
void compareAtPlaces(PersonReranker& one, const PersonOutcome& made, ItemStory& story) {
    Gain& gain = one.gain();
    ListLimits& limits = one.limits();
    gain.restart();
    story.behind = std::numeric_limits<double>::infinity();
    for (std::size_t share = 0; share < limits.shares().size(); ++share) {
        limits.need(share, 0);
    }
    for (std::size_t place = 0; place < made.list.size(); ++place) {
        const GainTerms terms = gain.termsOf(story.candidate);
        const double behind = gain.termsOf(made.list[place]).gain - terms.gain;
        if (made.pinned[place] == 0 && behind < story.behind) {
            story.behind = behind;
            story.nearest = place;
            story.terms = terms;
        }
        gain.push(made.list[place]);
    }
    if (story.behind >= 0) {
        return;
    }
    // It would have won there: what stands in the list forbids it, or a least share wants another.
    limits.clear(made.list.size());
    for (std::size_t place = 0; place < made.list.size(); ++place) {
        if (place != story.nearest) {
            limits.put(made.list[place], place);
        }
    }
    const std::size_t broken = limits.forbids(story.candidate, story.nearest);
    story.fate = ItemStory::Fate::Limited;
    if (broken != ListLimits::none) {
        story.limit = limits.path(broken);
        return;
    }
    for (std::size_t share = 0; share < limits.shares().size(); ++share) {
        if (!limits.meets(share, story.candidate) && limits.meets(share, made.list[story.nearest])) {
            story.limit = limits.path(limits.shares()[share].constraint);
            return;
        }
    }
}

} // namespace

Result<ListStory> listStory(const PreparedCandidates& candidates, const RuleSet& given, std::size_t number,
                            Time clock, const ExecutionContext& context) {
    const RuleSet rules = withoutCaps(given);
    TRY_ASSIGN(const auto compiled, CompiledRules::compile(rules, candidates, clock));
    const PreparedPerson& person = candidates.people()[number];
    PersonReranker one;
    ListStory story;
    const auto start = std::chrono::steady_clock::now();
    PersonOutcome made = one.rerank(candidates, compiled, person, {});
    story.milliseconds =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    story.length = std::min(person.items.size(), rules.list.value_or(person.items.size()));
    story.list = made.list;
    story.relaxed = std::move(made.relaxed);
    story.shortened = made.shortened;
    story.places = Reranker::explainBy(candidates, compiled, number, story.list);
    for (const CompiledRule& rule : compiled.rules) {
        story.met.push_back(static_cast<std::size_t>(std::ranges::count_if(
            person.items, [&](ItemIndex item) { return rule.test.holds(item, person.person); })));
    }
    for (RulePart& part : partsOf(rules)) {
        if (context.stopRequested()) {
            return cancelledError();
        }
        if (part.kind == RulePart::Kind::Rule && !compiled.rules[part.number].runsFor(person.person)) {
            continue;
        }
        TRY_ASSIGN(const auto without, CompiledRules::compile(part.without, candidates, clock));
        story.parts.push_back({std::move(part.path), std::move(part.text), part.kind, part.number,
                               one.rerank(candidates, without, person, {}, false).list});
    }
    return story;
}

std::optional<std::size_t> mainPart(const ListStory& story, std::uint32_t candidate) {
    const auto length = story.length;
    const auto before = static_cast<std::ptrdiff_t>(std::min<std::size_t>(candidate, length));
    const auto after = static_cast<std::ptrdiff_t>(placeIn(story.list, candidate, length));
    std::optional<std::size_t> main;
    std::ptrdiff_t most = 0;
    for (std::size_t at = 0; at < story.parts.size(); ++at) {
        const auto without = static_cast<std::ptrdiff_t>(placeIn(story.parts[at].list, candidate, length));
        const std::ptrdiff_t nearer = std::abs(after - before) - std::abs(without - before);
        if (nearer > most) {
            most = nearer;
            main = at;
        }
    }
    return main;
}

ItemStory itemStoryOf(const PreparedCandidates& candidates, const CompiledRules& rules, std::size_t number,
                      ItemIndex item) {
    const PreparedPerson& person = candidates.people()[number];
    ItemStory story;
    const auto found = std::ranges::find(person.items, item);
    if (found == person.items.end()) {
        return story;
    }
    story.candidate = static_cast<std::uint32_t>(found - person.items.begin());
    story.rules = rulesAbout(rules, person, item);
    PersonReranker one;
    const PersonOutcome made = one.rerank(candidates, rules, person, {});
    if (const std::size_t place = placeIn(made.list, story.candidate, made.list.size());
        place < made.list.size()) {
        story.fate = ItemStory::Fate::Listed;
        story.place = story.nearest = place;
        Gain& gain = one.gain();
        gain.restart();
        for (std::size_t above = 0; above < place; ++above) {
            gain.push(made.list[above]);
        }
        story.terms = gain.termsOf(story.candidate);
        return story;
    }
    if (const std::size_t by = one.filteredBy()[story.candidate]; by > 0) {
        story.fate = ItemStory::Fate::Filtered;
        story.rule = by - 1;
        return story;
    }
    story.fate = ItemStory::Fate::Outweighed;
    compareAtPlaces(one, made, story);
    if (one.buried()[story.candidate] != 0) {
        story.fate = ItemStory::Fate::Buried;
    }
    return story;
}

Result<ItemStory> itemStory(const PreparedCandidates& candidates, const RuleSet& given, std::size_t person,
                            ItemIndex item, Time clock) {
    const RuleSet rules = withoutCaps(given);
    TRY_ASSIGN(const auto compiled, CompiledRules::compile(rules, candidates, clock));
    return itemStoryOf(candidates, compiled, person, item);
}

} // namespace tastescope
