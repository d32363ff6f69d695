// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rerank/person_rerank.h"

#include <fmt/format.h>

#include <algorithm>

namespace tastescope {
namespace {

std::string pathOf(std::size_t rule) {
    return fmt::format("rules[{}]", rule);
}

/// Calls `meet(candidate)` for each that the rule is about.
template <typename Meet>
void forEach(const CompiledRule& rule, const PreparedPerson& person, const Meet& meet) {
    if (rule.rule->condition) {
        rule.test.forEach(person, meet);
    } else if (const auto item = rule.test.item()) {
        const auto found = std::ranges::find(person.items, *item);
        if (found != person.items.end()) {
            meet(static_cast<std::size_t>(found - person.items.begin()));
        }
    }
}

} // namespace

PersonReranker& PersonReranker::ofThread() {
    thread_local PersonReranker one;
    return one;
}

void PersonReranker::filter(const CompiledRules& rules, const PreparedPerson& person,
                            PersonOutcome& outcome) {
    m_filteredBy.assign(person.items.size(), 0);
    for (const CompiledRule& rule : rules.rules) {
        if (rule.rule->action == Rule::Do::Filter && rule.runsFor(person.person)) {
            forEach(rule, person, [&](std::size_t at) {
                m_filteredBy[at] = m_filteredBy[at] ? m_filteredBy[at] : rule.number + 1;
                outcome.fired[rule.number] = 1;
            });
        }
    }
}

void PersonReranker::weigh(const CompiledRules& rules, const PreparedPerson& person, PersonOutcome& outcome) {
    m_relevance.assign(person.relevance.begin(), person.relevance.end());
    m_buried.assign(person.items.size(), 0);
    for (const CompiledRule& rule : rules.rules) {
        const Rule& given = *rule.rule;
        if ((given.action != Rule::Do::Boost && given.action != Rule::Do::Bury) ||
            !rule.runsFor(person.person)) {
            continue;
        }
        forEach(rule, person, [&](std::size_t at) {
            if (m_filteredBy[at] > 0) {
                return;
            }
            outcome.fired[rule.number] = 1;
            if (given.action == Rule::Do::Bury) {
                m_buried[at] = 1;
            } else {
                m_relevance[at] += given.by ? *given.by : *given.share * (1 - m_relevance[at]);
            }
        });
    }
}

void PersonReranker::pin(const CompiledRules& rules, const PreparedPerson& person, PersonOutcome& outcome) {
    m_pins.clear();
    const std::size_t length = rules.set->list.value_or(person.items.size());
    for (const CompiledRule& rule : rules.rules) {
        if (rule.rule->action != Rule::Do::Pin || !rule.runsFor(person.person)) {
            continue;
        }
        std::size_t candidate = ListLimits::none;
        forEach(rule, person, [&](std::size_t at) { candidate = at; });
        const auto refuse = [&](std::string why) {
            outcome.relaxed.push_back({pathOf(rule.number), static_cast<double>(rule.rule->place),
                                       std::numeric_limits<double>::quiet_NaN(), std::move(why)});
        };
        const auto same =
            std::ranges::find_if(m_pins, [&](const Pinned& one) { return one.pin.item == candidate; });
        if (candidate == ListLimits::none) {
            refuse(fmt::format("\"{}\" is not among the candidates", rule.rule->item));
        } else if (m_filteredBy[candidate] > 0) {
            refuse(fmt::format("{} filters \"{}\", and a filter is stronger than a pin",
                               pathOf(m_filteredBy[candidate] - 1), rule.rule->item));
        } else if (same != m_pins.end()) {
            refuse(fmt::format("{} pins \"{}\" already", pathOf(same->pin.rule), rule.rule->item));
        } else if (m_pins.size() == length) {
            refuse("Other pins take all places");
        } else {
            m_pins.push_back({{candidate, rule.rule->place - 1, rule.number}, rule.rule->soft});
            outcome.fired[rule.number] = 1;
        }
    }
}

void PersonReranker::prepare(const CompiledRules& rules, const PreparedPerson& person,
                             const std::vector<std::uint32_t>& denied, PersonOutcome& outcome) {
    outcome.fired.assign(rules.rules.size(), 0);
    outcome.breakable.assign(rules.set->limits.size(), 0);
    filter(rules, person, outcome);
    weigh(rules, person, outcome);
    pin(rules, person, outcome);
    m_denied.assign(person.items.size(), 0);
    for (const std::uint32_t at : denied) {
        m_denied[at] = 1;
    }
    m_forced.clear();
    m_eligible.assign(person.items.size(), 0);
}

/// With the hard pins and those soft ones that need their place.
Arranger::Outcome PersonReranker::arrange(const PreparedCandidates& candidates, const CompiledRules& rules,
                                          const PreparedPerson& person, bool soft,
                                          const Precedent* precedent) {
    m_active.clear();
    std::size_t count = 0;
    for (std::size_t at = 0; at < person.items.size(); ++at) {
        m_eligible[at] = m_filteredBy[at] == 0 && m_denied[at] == 0 ? 1 : 0;
        count += m_eligible[at] ? 1 : 0;
    }
    m_limits.begin(rules, person, m_eligible);
    for (std::size_t number = 0; number < m_pins.size(); ++number) {
        const Pinned& one = m_pins[number];
        if (!one.soft || (soft && std::ranges::find(m_forced, number) != m_forced.end())) {
            m_active.push_back(one.pin);
            count -= m_eligible[one.pin.item] ? 1 : 0;
            m_eligible[one.pin.item] = 0;
        }
    }
    m_gain.begin(candidates, rules, person, m_relevance, m_eligible, m_buried);
    return m_arranger.arrange(m_gain, m_limits, m_active, rules.set->list.value_or(person.items.size()),
                              count, precedent);
}

void PersonReranker::tellPins(const Arranger::Outcome& made, PersonOutcome& outcome) {
    for (std::size_t share = 0; share < m_limits.shares().size(); ++share) {
        m_limits.need(share, 0); // least shares are told by what they get
    }
    for (std::size_t number = 0; number < m_active.size(); ++number) {
        const PinnedItem& pin = m_active[number];
        const std::size_t place = made.pinned[number];
        const std::string path = pathOf(pin.rule);
        if (place != pin.place) {
            const auto asked = static_cast<double>(pin.place + 1);
            outcome.relaxed.push_back({path, asked, static_cast<double>(place + 1),
                                       pin.place >= made.list.size()
                                           ? fmt::format("The list has {} places", made.list.size())
                                           : "Another pin has the place"});
        }
        m_limits.clear(made.list.size());
        for (std::size_t other = 0; other < m_active.size(); ++other) {
            if (other != number && made.pinned[other] < made.list.size()) {
                m_limits.put(m_active[other].item, made.pinned[other]);
            }
        }
        const std::size_t broken = m_limits.forbids(pin.item, place);
        if (broken == ListLimits::none) {
            continue;
        }
        const std::string limit = m_limits.path(broken);
        const auto at = static_cast<double>(place + 1);
        outcome.relaxed.push_back(
            {path, at, at,
             fmt::format("{} forbids it beside other pins; pins are stronger than limits", limit)});
        outcome.relaxed.push_back({limit, m_limits.asked(broken), m_limits.given(broken, made.list),
                                   fmt::format("{} is stronger than a limit", path)});
    }
}

void PersonReranker::tellLimits(const PreparedPerson& person, const Arranger::Outcome& made,
                                PersonOutcome& outcome) {
    for (const LoweredShare& share : made.lowered) {
        std::size_t meeting = 0;
        std::size_t candidates = 0;
        for (std::size_t at = 0; at < person.items.size(); ++at) {
            const bool there = m_filteredBy[at] == 0 && m_denied[at] == 0;
            candidates += there ? 1 : 0;
            meeting += there && m_limits.meets(share.share, at) ? 1 : 0;
        }
        const double given =
            share.length > 0 ? static_cast<double>(share.given) / static_cast<double>(share.length) : 0;
        const std::string lowered =
            fmt::format("floor lowered from {:.0f} % to {:.0f} %", 100 * share.asked, 100 * given);
        outcome.relaxed.push_back(
            {fmt::format("limits[{}].min_share", share.limit), share.asked, given,
             meeting < share.needed
                 ? fmt::format("Only {} of {} candidates meet it: {}", meeting, candidates, lowered)
                 : fmt::format("Pins and other limits leave {} of {} places: {}", share.given, share.needed,
                               lowered)});
    }
    outcome.shortened = made.shortened;
    if (m_limits.empty()) {
        return;
    }
    for (std::size_t at = 0; at < person.items.size(); ++at) {
        m_eligible[at] = m_filteredBy[at] == 0 && m_denied[at] == 0 ? 1 : 0;
    }
    for (std::size_t limit = 0; limit < outcome.breakable.size(); ++limit) {
        outcome.breakable[limit] = m_limits.couldBreak(limit, m_eligible) ? 1 : 0;
    }
}

/// Places whose objective found nothing that has any of it.
void PersonReranker::tellShares(const PreparedCandidates& candidates, const CompiledRules& rules,
                                const PreparedPerson& person, PersonOutcome& outcome) const {
    const CompiledShares& shares = rules.shares;
    struct Places {
        std::size_t had = 0;
        std::size_t served = 0;
    };
    std::vector<Places> places(shares.objectives.size());
    std::size_t dealt = 0;
    for (std::size_t place = 0; shares.on() && place < outcome.list.size(); ++place) {
        if (outcome.pinned[place] == 0) {
            const std::size_t turn = shares.turnAt(dealt++);
            const Objective& objective = shares.objectives[turn];
            ++places[turn].had;
            places[turn].served +=
                !objective.ofItems() || objective.of(candidates, person.items[outcome.list[place]]) > 0 ? 1
                                                                                                        : 0;
        }
    }
    for (std::size_t at = 0; at < places.size(); ++at) {
        const auto [had, served] = places[at];
        if (served < had) {
            const Objective& objective = shares.objectives[at];
            outcome.relaxed.push_back(
                {"balance.shares." + objective.name, static_cast<double>(objective.share),
                 objective.share * static_cast<double>(served) / static_cast<double>(had),
                 fmt::format(
                     "Nothing was left that has any of it for {} of its {} places: they went by relevance",
                     had - served, had)});
        }
    }
}

/// Soft pins that would stand lower than their place are pinned there, one round after the other.
Arranger::Outcome PersonReranker::arrangeAll(const PreparedCandidates& candidates, const CompiledRules& rules,
                                             const PreparedPerson& person, const Precedent* precedent,
                                             PersonOutcome& outcome) {
    Arranger::Outcome made = arrange(candidates, rules, person, false, precedent);
    const bool soft = std::ranges::any_of(m_pins, &Pinned::soft);
    for (bool again = soft; again;) {
        again = false;
        for (std::size_t number = 0; number < m_pins.size(); ++number) {
            const Pinned& one = m_pins[number];
            const auto found = std::ranges::find(made.list, one.pin.item);
            const auto place = static_cast<std::size_t>(found - made.list.begin());
            if (one.soft && place > one.pin.place && std::ranges::find(m_forced, number) == m_forced.end()) {
                m_forced.push_back(number);
                again = true;
            }
        }
        if (again) {
            outcome.steps += made.steps;
            made = arrange(candidates, rules, person, true);
        }
    }
    outcome.steps += made.steps;
    outcome.straight = made.straight && !soft;
    return made;
}

PersonOutcome PersonReranker::rerank(const PreparedCandidates& candidates, const CompiledRules& rules,
                                     const PreparedPerson& person, const std::vector<std::uint32_t>& denied,
                                     bool tell) {
    PersonOutcome outcome;
    prepare(rules, person, denied, outcome);
    const Arranger::Outcome made = arrangeAll(candidates, rules, person, nullptr, outcome);
    outcome.refusedFrom = m_limits.refusedFrom();
    outcome.list.assign(made.list.begin(), made.list.end());
    outcome.pinned.assign(made.list.size(), 0);
    for (const std::size_t place : made.pinned) {
        if (place < outcome.pinned.size()) {
            outcome.pinned[place] = 1;
        }
    }
    if (tell) {
        tellLimits(person, made, outcome);
        tellPins(made, outcome);
        tellShares(candidates, rules, person, outcome);
    }
    return outcome;
}

void PersonReranker::remember(const CompiledRules& rules, const PreparedPerson& person,
                              const std::vector<std::uint32_t>& denied) {
    PersonOutcome outcome;
    prepare(rules, person, denied, outcome);
    m_before = {m_relevance, m_buried, m_filteredBy, m_pins};
}

bool PersonReranker::samePins() const {
    return std::ranges::equal(m_pins, m_before.pins, [](const Pinned& a, const Pinned& b) {
        return a.pin.item == b.pin.item && a.pin.place == b.pin.place && a.soft == b.soft;
    });
}

void PersonReranker::findChanged() {
    m_changed.clear();
    m_isChanged.assign(m_relevance.size(), 0);
    for (std::uint32_t at = 0; at < m_relevance.size(); ++at) {
        if (m_relevance[at] != m_before.relevance[at] || m_buried[at] != m_before.buried[at] ||
            (m_filteredBy[at] == 0) != (m_before.filteredBy[at] == 0)) {
            m_isChanged[at] = 1;
            m_changed.push_back(at);
        }
    }
}

std::vector<std::uint32_t> PersonReranker::rerankWithout(const RulePart& part, const CompiledRules& without,
                                                         const PreparedCandidates& candidates,
                                                         const PreparedPerson& person,
                                                         const std::vector<std::uint32_t>& denied,
                                                         const PersonOutcome& made) {
    if (part.kind == RulePart::Kind::Rule && made.fired[part.number] == 0) {
        return made.list;
    }
    const std::size_t places = part.kind == RulePart::Kind::Limit
                                   ? std::min(made.refusedFrom[part.number], made.list.size())
                                   : made.list.size();
    if (part.kind == RulePart::Kind::Limit && made.straight && places == made.list.size()) {
        return made.list;
    }
    PersonOutcome outcome;
    prepare(without, person, denied, outcome);
    findChanged();
    const Precedent precedent{made.list, places, m_changed, m_isChanged};
    const bool follows = part.kind != RulePart::Kind::Balance && made.straight && samePins();
    const Arranger::Outcome other =
        arrangeAll(candidates, without, person, follows ? &precedent : nullptr, outcome);
    return {other.list.begin(), other.list.end()};
}

} // namespace tastescope
