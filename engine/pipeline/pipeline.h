// SPDX-License-Identifier: GPL-3.0-or-later
// The three stages as one: a mix finds candidates, a ranker orders them and the best go on, a rule set makes
// the list. What was met on the way is kept, so that any item's way can be told (biography.h).
//
// More than the best go on where rules need it: the items they pin, and, for every item that a filter takes
// out, the next that no filter takes out, from the candidates or, when these are used up, from a second
// search of what filters leave. Pins stay out where the person has had the item.
#pragma once

#include "engine/pipeline/candidates/mix.h"
#include "engine/pipeline/ranker/ranker.h"
#include "engine/pipeline/rerank/reranker.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tastescope {

struct PipelineOptions {
    std::size_t passOn = 50; ///< the best by the ranker that are re-ranked; at least the list
    std::size_t length = 30; ///< of the list, where the rule set does not say
    Time clock = noTime;     ///< what the days of rules are compared with
};

struct StageCost {
    std::string name;
    std::size_t count = 0; ///< items that leave the stage
    double milliseconds = 0;
};

struct RankedCandidate {
    ItemIndex item;
    double score = 0;
};

/// One person's way through all stages.
struct PipelineRun {
    Asker asker;
    RuleSet rules; ///< as applied: with a length, without caps
    CandidateSet found;
    std::vector<SourceCost> costs;        ///< by source
    std::vector<RankedCandidate> ranking; ///< of all found: score descending, then item
    std::size_t passed = 0;               ///< the first of them that went on
    std::vector<RankedCandidate> further; ///< what went on besides, for the sake of rules; by item
    /// Those of them that no source brought, as they stand in every source.
    CandidateSet called;
    /// One person: what went on. The list holds places in people()[0].items.
    std::shared_ptr<const PreparedCandidates> prepared;
    std::vector<std::uint32_t> list;
    RerankResult result;
    std::vector<StageCost> stages; ///< candidates, ranking, re-ranking
    std::vector<std::string> notes;

    const PreparedPerson& person() const { return prepared->people().front(); }
    std::size_t length() const { return *rules.list; }
    /// What the list would be without rules.
    std::span<const RankedCandidate> before() const {
        return std::span(ranking).first(std::min(length(), ranking.size()));
    }
    /// From 1 in the ranker's order of what was found; 0: not found.
    std::size_t rankOf(ItemIndex item) const;
    /// From 1; 0: not listed.
    std::size_t placeOf(ItemIndex item) const;
};

/// Immutable, thread-safe. Items and people are those of the facts' data.
class Pipeline {
public:
    Pipeline(std::shared_ptr<const CandidateMix> mix, std::shared_ptr<const Ranker> ranker,
             std::shared_ptr<const RuleFacts> facts);

    const CandidateMix& mix() const { return *m_mix; }
    const Ranker& ranker() const { return *m_ranker; }
    const RuleFacts& facts() const { return m_catalogue->facts(); }

    /// A cap is about all people and is left out here; a note says so. BadInput with the path of a name that
    /// the data does not have; Cancelled.
    Result<PipelineRun> run(const Asker& asker, const RuleSet& rules, const PipelineOptions& options = {},
                            const ExecutionContext& context = {}) const;
    /// Why the ranker scores a candidate of the run what it does. NotFound: it is none.
    Result<RankExplanation> explain(const PipelineRun& run, ItemIndex item,
                                    const ExecutionContext& context = {}) const;

private:
    class Making;

    std::shared_ptr<const CandidateMix> m_mix;
    std::shared_ptr<const Ranker> m_ranker;
    std::shared_ptr<const PreparedCandidates> m_catalogue; ///< without people
};

} // namespace tastescope
