// SPDX-License-Identifier: GPL-3.0-or-later
// Re-ranking: what a rule set makes of prepared candidates, and what it costs. Filters take out, pins are put
// at their places, limits are obeyed, balance gives away the rest (arrange.h); boost and bury change the
// relevance before. Caps over all people come last: whoever loses least by it does without, until no item and
// no value is over its cap.
//
// The same bits on any number of threads, and for a person whoever else is asked for, caps excepted.
#pragma once

#include "engine/metrics/aggregate.h"
#include "engine/pipeline/rerank/candidates.h"
#include "engine/pipeline/rerank/gain_terms.h"
#include "engine/pipeline/rules/rule_set.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tastescope {

struct CompiledRules;

struct RerankOptions {
    Time clock = noTime; ///< what the days of rules are compared with
    bool prices = false; ///< what each rule costs: a run without each
    /// The candidates are all there will ever be, so that what did not fire is dead.
    bool complete = false;
    std::size_t resamples = 1'000; ///< of the prices' intervals
    /// By person, candidates that are not shown; empty: all may be.
    std::span<const std::vector<std::uint32_t>> leaveOut{};
    bool listsOnly = false; ///< nothing is told of rules and of what was relaxed
};

/// A demand that could not be met, for how many people, with the worst of them.
struct Relaxation {
    std::string path; ///< "limits[2].min_share", "rules[0]", "list"
    double asked = 0;
    double given = 0; ///< NaN: nothing at all
    std::string why;
    std::size_t people = 0;
};

struct RuleOutcome {
    std::string path; ///< "rules[0]", "limits[1]", "balance.mmr"
    std::string text; ///< "pin", "max", …
    /// People for whom it did something: a rule that met a candidate, a pin that stands, a limit or a balance
    /// without which the list would be another.
    std::size_t fired = 0;
    bool dead = false; ///< can never fire
    Summary price; ///< share of the discounted relevance kept with it against without it, mean over people
};

struct RerankResult {
    /// By person: candidates (places in PreparedPerson::items) from the first place on.
    std::vector<std::vector<std::uint32_t>> lists;
    std::vector<RuleOutcome> rules; ///< rules, then limits, then balances that are on
    std::vector<Relaxation> relaxed;
    double milliseconds = 0;    ///< that the lists took, without prices
    std::size_t shortLists = 0; ///< people with fewer places than the list is to have
};

/// One place, with what put the item there.
struct PlaceReason {
    std::uint32_t candidate = 0;
    GainTerms terms;                ///< where no rule decided; for the list above
    std::vector<std::size_t> rules; ///< that met the item
    bool pinned = false;
};

/// Thread-safe.
class Reranker {
public:
    explicit Reranker(std::shared_ptr<const PreparedCandidates> candidates);

    const PreparedCandidates& candidates() const { return *m_candidates; }

    /// BadInput with the path of a name that the data does not have; Cancelled.
    Result<RerankResult> run(const RuleSet& rules, const RerankOptions& options = {},
                             const ExecutionContext& context = {}) const;
    /// The terms of every place of a list that run() made.
    Result<std::vector<PlaceReason>> explain(const RuleSet& rules, std::size_t person,
                                             std::span<const std::uint32_t> list, Time clock) const;
    /// The same by rules that are bound already.
    static std::vector<PlaceReason> explainBy(const PreparedCandidates& candidates,
                                              const CompiledRules& rules, std::size_t person,
                                              std::span<const std::uint32_t> list);

private:
    std::shared_ptr<const PreparedCandidates> m_candidates;
};

/// Σ relevance / log2(place + 1) of a list.
double discountedRelevance(const PreparedPerson& person, std::span<const std::uint32_t> list);

} // namespace tastescope
