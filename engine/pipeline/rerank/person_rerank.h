// SPDX-License-Identifier: GPL-3.0-or-later
// One person's list by a compiled rule set. Scratch of one thread.
#pragma once

#include "engine/pipeline/rerank/arrange.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace tastescope {

/// A demand of one person that could not be met.
struct PersonRelaxation {
    std::string path;
    double asked = 0;
    double given = std::numeric_limits<double>::quiet_NaN();
    std::string why;
};

struct PersonOutcome {
    std::vector<std::uint32_t> list;
    std::vector<PersonRelaxation> relaxed;
    std::vector<char> fired;     ///< by rule
    std::vector<char> pinned;    ///< by place: a cap does not reach it
    std::vector<char> breakable; ///< by limit: the candidates could break it
    std::vector<char> needless;  ///< by limit: the list is certainly the same without it, caps aside
    bool shortened = false;      ///< limits left places empty
    std::size_t steps = 0; ///< of searches, at most Arranger::mostSteps() each time soft pins go elsewhere
};

class PersonReranker {
public:
    /// `denied`: candidates that caps over all people take away. Without `tell` the list is all that is
    /// wanted.
    PersonOutcome rerank(const PreparedCandidates& candidates, const CompiledRules& rules,
                         const PreparedPerson& person, const std::vector<std::uint32_t>& denied,
                         bool tell = true);

    /// After the same rules for the same person: gains as the list grows.
    Gain& gain() { return m_gain; }
    /// After the same: whether an item might stand somewhere else.
    ListLimits& limits() { return m_limits; }
    /// By candidate: the rule that takes it out + 1, or 0; whether it is buried.
    const std::vector<std::size_t>& filteredBy() const { return m_filteredBy; }
    const std::vector<char>& buried() const { return m_buried; }

private:
    struct Pinned {
        PinnedItem pin;
        bool soft = false;
    };

    void prepare(const CompiledRules& rules, const PreparedPerson& person,
                 const std::vector<std::uint32_t>& denied, PersonOutcome& outcome);
    void filter(const CompiledRules& rules, const PreparedPerson& person, PersonOutcome& outcome);
    void weigh(const CompiledRules& rules, const PreparedPerson& person, PersonOutcome& outcome);
    void pin(const CompiledRules& rules, const PreparedPerson& person, PersonOutcome& outcome);
    Arranger::Outcome arrange(const PreparedCandidates& candidates, const CompiledRules& rules,
                              const PreparedPerson& person, bool soft);
    void tellPins(const Arranger::Outcome& made, PersonOutcome& outcome);
    void tellShares(const PreparedCandidates& candidates, const CompiledRules& rules,
                    const PreparedPerson& person, PersonOutcome& outcome) const;
    void tellLimits(const PreparedPerson& person, const Arranger::Outcome& made, PersonOutcome& outcome);

    Gain m_gain;
    ListLimits m_limits;
    Arranger m_arranger;
    std::vector<double> m_relevance;
    std::vector<std::size_t> m_filteredBy; ///< rule + 1
    std::vector<char> m_denied;
    std::vector<char> m_buried;
    std::vector<char> m_eligible;
    std::vector<Pinned> m_pins;
    std::vector<PinnedItem> m_active;  ///< pins of the present arrangement
    std::vector<std::size_t> m_forced; ///< soft pins that need their place
    std::vector<char> m_needless;      ///< by limit, in all arrangements so far
};

} // namespace tastescope
