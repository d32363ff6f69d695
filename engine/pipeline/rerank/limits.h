// SPDX-License-Identifier: GPL-3.0-or-later
// The places of one list as they are given away, and what the limits of a rule set leave possible. Every
// limit comes down to one form: of the items that share a value at most so many in any so many places. A gap
// of g is one in g + 1 places; a least share of items that meet a condition is a most of those that do not.
// Scratch of one thread.
#pragma once

#include "engine/pipeline/rerank/capacities.h"
#include "engine/pipeline/rerank/compiled_rules.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace tastescope {

class ListLimits {
public:
    static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

    /// For the candidates of a person; `eligible` marks those that may be placed.
    void begin(const CompiledRules& rules, const PreparedPerson& person, std::span<const char> eligible);

    /// Nothing to obey.
    bool empty() const { return m_constraints.empty(); }
    /// Whether it matters where in the list an item stands, and not only whether.
    bool windowed() const;

    /// So many empty places; least shares are as needs() says.
    void clear(std::size_t length);
    std::size_t length() const { return m_places.size(); }
    std::size_t at(std::size_t place) const { return m_places[place]; }

    /// The first constraint that forbids the item there, `none` when it is allowed. The place is empty.
    std::size_t forbids(std::size_t item, std::size_t place) const;
    bool allows(std::size_t item, std::size_t place) const { return forbids(item, place) == none; }
    /// The same, and remembers whose limit it was that refused.
    bool admits(std::size_t item, std::size_t place) {
        const std::size_t by = forbids(item, place);
        if (by != none) {
            std::size_t& from = m_refusedFrom[m_constraints[by].limit];
            from = std::min(from, place);
        }
        return by == none;
    }
    /// By limit: the first place for which it was the first to refuse something since begin(), or `none`.
    const std::vector<std::size_t>& refusedFrom() const { return m_refusedFrom; }
    void put(std::size_t item, std::size_t place);
    void take(std::size_t place);
    /// Items that may be placed by search; a pin may not.
    void exclude(std::size_t item) { m_eligible[item] = 0; }

    /// False when the places from `first` on can certainly not be filled with eligible items: a count of what
    /// each value has against what it may take.
    bool canFill(std::size_t first) const;
    /// The same of all values at once, which sees more where items have several of them, and takes longer.
    bool canFillTogether(std::size_t first);
    /// By what that found out: more for an item that is harder to place beside others.
    double demand(std::size_t item) const { return m_capacities.cost(item); }
    std::span<const std::size_t> picked() const { return m_capacities.picked(); }
    /// The values of an item, by a number each, and how many numbers there are.
    std::span<const std::uint32_t> valuesOf(std::size_t item) const { return m_capacities.of(item); }
    std::size_t values() const { return m_numbered.size(); }
    /// Where so many places are filled before another, what stands further back no longer matters.
    std::size_t reach() const;

    /// How many more of its values an item's groups may take from `first` on, by each grouping of which no
    /// item has two values: bounds on the sum of a list, each by itself.
    std::size_t groupings() const { return m_groupings.size(); }
    bool bounds(std::size_t grouping) const { return m_groupings[grouping].single; }
    /// Code of the item, `none` without.
    std::size_t codeOf(std::size_t grouping, std::size_t item) const;
    std::size_t room(std::size_t grouping, std::size_t code, std::size_t first) const;
    /// All of an item's codes fit into so many already taken of each.
    std::span<const std::uint32_t> codesOf(std::size_t grouping, std::size_t item) const {
        static constexpr std::uint32_t onlyCode = 0;
        const Grouping& group = m_groupings[grouping];
        if (group.codes) {
            return group.codes->of(m_person->items[item]);
        }
        return std::span(&onlyCode, group.member[item] != 0 ? 1 : 0);
    }

    /// Eligible and not in the list.
    std::vector<std::size_t> freeItems() const;

    /// Equal for items that no limit tells apart.
    std::uint64_t signature(std::size_t item) const;

    // Least shares.
    struct Share {
        std::size_t limit = 0;
        std::size_t grouping = 0; ///< of those that do not meet the condition
        std::size_t constraint = 0;
        double asked = 0;
        std::size_t need = 0; ///< places of a list of the present length
    };
    std::span<const Share> shares() const { return m_shares; }
    void need(std::size_t share, std::size_t places) { m_shares[share].need = places; }
    bool meets(std::size_t share, std::size_t item) const {
        return codeOf(m_shares[share].grouping, item) == none;
    }
    /// No list of `length` places can have more of them.
    std::size_t mostMeeting(std::size_t share, std::size_t length) const;

    /// Of a constraint: "limits[1].gap".
    std::string path(std::size_t constraint) const;
    /// The most that some value has of the list in any window; of a gap, the fewest between two.
    double given(std::size_t constraint, std::span<const std::size_t> list) const;
    double asked(std::size_t constraint) const { return m_constraints[constraint].asked; }
    std::size_t limitOf(std::size_t constraint) const { return m_constraints[constraint].limit; }
    /// Whether there are items that together break the limit.
    bool couldBreak(std::size_t limit, std::span<const char> eligible) const;

private:
    struct Grouping {
        const ItemCodes* codes = nullptr; ///< null: one value, of those that `member` marks
        std::vector<char> member;
        bool single = true;
        std::vector<std::uint32_t> counts; ///< in the list, by code
    };
    struct Constraint {
        std::size_t limit = 0;
        const char* key = "";
        double asked = 0;
        std::size_t grouping = 0;
        std::size_t window = 0; ///< 0: the list
        std::size_t most = 0;
    };

    bool has(std::size_t grouping, std::size_t item, std::uint32_t code) const;
    bool fullAround(const Constraint& constraint, std::uint32_t code, std::size_t place) const;
    std::size_t groupingOf(const ItemCodes* codes);
    std::size_t addMembers(std::vector<char> member);
    std::size_t slots(const Constraint& constraint, std::uint32_t code, std::size_t first,
                      std::size_t enough) const;
    std::size_t room(std::size_t grouping, std::size_t code, std::size_t first, std::size_t enough) const;
    std::size_t emptyFrom(std::size_t first) const;
    bool canFill(std::size_t grouping, std::size_t first, std::size_t empty) const;
    std::vector<char> placed() const;
    void number();

    const PreparedPerson* m_person = nullptr;
    std::vector<char> m_eligible;
    std::vector<Grouping> m_groupings;
    std::vector<Constraint> m_constraints;
    std::vector<Share> m_shares;
    std::vector<std::size_t> m_refusedFrom; ///< by limit of the rule set
    std::vector<std::size_t> m_places;
    mutable std::vector<std::size_t> m_tally; ///< scratch by code, zero between uses
    // All values of all groupings by number, made when they are asked for together.
    struct Numbered {
        std::size_t grouping = 0;
        std::size_t code = 0;
    };
    std::vector<Numbered> m_numbered;
    bool m_isNumbered = false;
    Capacities m_capacities;
    std::vector<std::size_t> m_room; ///< scratch by number
};

} // namespace tastescope
