// SPDX-License-Identifier: GPL-3.0-or-later
// One person's list by a compiled rule set. Scratch of one thread.
#pragma once

#include "engine/pipeline/rerank/arrange.h"
#include "engine/pipeline/rerank/rule_parts.h"

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
    /// Every place was taken at the first go by the largest gain, no soft pin moving anything …
    bool straight = false;
    /// … then by limit: the first place that may be another's without it, caps aside; `none` is no place.
    std::vector<std::size_t> refusedFrom;
    bool shortened = false; ///< limits left places empty
    std::size_t steps = 0;  ///< of searches, at most Arranger::mostSteps() each time soft pins go elsewhere
};

class PersonReranker {
public:
    /// The thread's own, which keeps its room from person to person.
    static PersonReranker& ofThread();

    /// `denied`: candidates that caps over all people take away. Without `tell` the list is all that is
    /// wanted.
    PersonOutcome rerank(const PreparedCandidates& candidates, const CompiledRules& rules,
                         const PreparedPerson& person, const std::vector<std::uint32_t>& denied,
                         bool tell = true);

    /// What `rules` make of the person before limits and balance, for rerankWithout().
    void remember(const CompiledRules& rules, const PreparedPerson& person,
                  const std::vector<std::uint32_t>& denied);
    /// The list by `without`, which lacks that part of the remembered rules; `made` is what those made of the
    /// same person. Only what the part can have changed is worked out anew.
    std::vector<std::uint32_t> rerankWithout(const RulePart& part, const CompiledRules& without,
                                             const PreparedCandidates& candidates,
                                             const PreparedPerson& person,
                                             const std::vector<std::uint32_t>& denied,
                                             const PersonOutcome& made);

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
    struct Remembered {
        std::vector<double> relevance;
        std::vector<char> buried;
        std::vector<std::size_t> filteredBy;
        std::vector<Pinned> pins;
    };

    void prepare(const CompiledRules& rules, const PreparedPerson& person,
                 const std::vector<std::uint32_t>& denied, PersonOutcome& outcome);
    void filter(const CompiledRules& rules, const PreparedPerson& person, PersonOutcome& outcome);
    void weigh(const CompiledRules& rules, const PreparedPerson& person, PersonOutcome& outcome);
    void pin(const CompiledRules& rules, const PreparedPerson& person, PersonOutcome& outcome);
    Arranger::Outcome arrange(const PreparedCandidates& candidates, const CompiledRules& rules,
                              const PreparedPerson& person, bool soft, const Precedent* precedent = nullptr);
    Arranger::Outcome arrangeAll(const PreparedCandidates& candidates, const CompiledRules& rules,
                                 const PreparedPerson& person, const Precedent* precedent,
                                 PersonOutcome& outcome);
    bool samePins() const;
    void findChanged();
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
    Remembered m_before;
    std::vector<std::uint32_t> m_changed; ///< candidates that are other than remembered
    std::vector<char> m_isChanged;
};

} // namespace tastescope
