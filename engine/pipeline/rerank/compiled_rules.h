// SPDX-License-Identifier: GPL-3.0-or-later
// A rule set bound to prepared candidates: names have found their columns, ids their rows, days the clock.
#pragma once

#include "engine/pipeline/rerank/candidates.h"
#include "engine/pipeline/rerank/shares.h"
#include "engine/pipeline/rules/rule_set.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tastescope {

/// Which items something is about: one, those that meet a condition, or those that meet it for a person.
class ItemTest {
public:
    bool holds(ItemIndex item, const RulePerson& person) const {
        return m_meeting ? (*m_meeting)[item.value] != 0
               : m_bound ? m_bound->holds(item, person)
                         : m_item == item;
    }
    /// Calls `met(candidate)` for each that it holds of.
    template <typename Met>
    void forEach(const PreparedPerson& person, const Met& met) const {
        const std::vector<char>* known = m_people ? &m_people->of(person) : nullptr;
        for (std::size_t at = 0; at < person.items.size(); ++at) {
            if (known ? (*known)[at] != 0 : holds(person.items[at], person.person)) {
                met(at);
            }
        }
    }
    /// Whether any item of the catalogue can be met; true when that depends on the person.
    bool possible() const;
    bool asksPerson() const { return m_bound != nullptr; }
    const std::optional<ItemIndex>& item() const { return m_item; }

    static ItemTest of(std::optional<ItemIndex> item);
    static Result<ItemTest> of(const Condition& condition, const PreparedCandidates& candidates);

private:
    std::optional<ItemIndex> m_item;
    std::shared_ptr<const std::vector<char>> m_meeting;
    std::shared_ptr<const BoundCondition> m_bound;
    std::shared_ptr<const PeopleMeeting> m_people; ///< the same, where it is kept
};

struct CompiledRule {
    const Rule* rule = nullptr;
    std::size_t number = 0;
    bool running = true; ///< switched on, and the day is right
    ItemTest test;
    std::shared_ptr<const BoundCondition> audience; ///< null: everybody

    bool runsFor(const RulePerson& person) const {
        return running && (!audience || audience->holds(ItemIndex(), person));
    }
};

struct CompiledLimit {
    const Limit* limit = nullptr;
    std::size_t number = 0;
    std::shared_ptr<const ItemCodes> codes; ///< of an attribute; null for a condition
    ItemTest test;                          ///< of a condition
};

/// Refers to the rule set and the candidates, which outlive it. Immutable, thread-safe.
struct CompiledRules {
    const RuleSet* set = nullptr;
    std::vector<CompiledRule> rules;
    std::vector<CompiledLimit> limits;
    std::shared_ptr<const std::vector<double>> freshness; ///< by item; null when it has no weight
    std::vector<std::pair<double, std::shared_ptr<const std::vector<double>>>> attributes; ///< weight, 0 to 1
    CompiledShares shares;

    /// BadInput whose context is the path: a name or an item that the data does not have, a balance that is
    /// none. `clock` is what the days of rules are compared with.
    static Result<CompiledRules> compile(const RuleSet& set, const PreparedCandidates& candidates,
                                         Time clock);
};

} // namespace tastescope
