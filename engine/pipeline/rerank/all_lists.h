// SPDX-License-Identifier: GPL-3.0-or-later
// Everybody's lists by one rule set. Caps over all people come last: plan, then take back what is over a cap
// where it is missed least, and plan anew for those who lose; what is taken stays taken, so that it ends.
#pragma once

#include "engine/pipeline/rerank/person_rerank.h"
#include "engine/pipeline/rerank/reranker.h"

#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace tastescope {

/// Refers to the candidates and the rules, which outlive it.
class AllLists {
public:
    static constexpr std::size_t peoplePerChunk = 8;

    /// `leaveOut`: by person, candidates that are not shown; empty: all may be.
    AllLists(const PreparedCandidates& candidates, const CompiledRules& rules,
             std::span<const std::vector<std::uint32_t>> leaveOut);

    /// Cancelled. Without `tell` the lists are all that is wanted.
    Result<void> rank(const ExecutionContext& context, bool tell);

    const std::vector<PersonOutcome>& outcomes() const { return m_outcomes; }
    const std::vector<Relaxation>& capsOver() const { return m_capsOver; }
    /// Whether what one person sees depends on others.
    bool capped() const;

private:
    /// A place that a cap may take back.
    struct Shown {
        double relevance = 0;
        std::size_t person = 0;
        std::uint32_t candidate = 0;
    };
    using ShownOfValue = std::pair<std::size_t, std::vector<Shown>>;

    Result<void> rankSome(std::span<const std::size_t> people, const ExecutionContext& context);
    std::size_t allowedBy(const CompiledLimit& limit) const;
    std::map<std::uint32_t, ShownOfValue> shownBy(const CompiledLimit& limit) const;
    Result<void> obeyCaps(const ExecutionContext& context);
    void takeBack(const CompiledLimit& limit, std::vector<std::size_t>& losing);

    const PreparedCandidates& m_candidates;
    const CompiledRules& m_rules;
    std::vector<std::vector<std::uint32_t>> m_denied;
    std::vector<PersonOutcome> m_outcomes;
    std::vector<Relaxation> m_capsOver;
    bool m_tell = true;
    std::size_t m_planned = 0; ///< places of all lists before caps
};

} // namespace tastescope
