// SPDX-License-Identifier: GPL-3.0-or-later
// The way of any item through a run of the pipeline: which source has it at which place, how it was scored
// and why, what each rule did to it, and its place, or the stage that dropped it. What a part of a rule set
// does is told by making the list without it.
#pragma once

#include "engine/pipeline/pipeline.h"
#include "engine/pipeline/rerank/rule_parts.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tastescope {

enum class Fate : std::uint8_t {
    Had,       ///< the person has had it: nothing of it is found
    NotFound,  ///< no source brought it, no rule called it
    NotPassed, ///< found; others went on
    Filtered,
    Displaced, ///< re-ranked, and not listed
    Listed
};
/// "history", "candidates", "ranking", "filter", "re-ranking", "list".
std::string_view fateName(Fate fate);

struct SourceStory {
    std::string source;
    std::size_t rank = 0;  ///< in what the source found, from 1; 0: it was not looked at so deep, or not seen
    std::size_t exact = 0; ///< when everything is looked at; 0: the source does not list it
    std::size_t taken = 0; ///< so many of its first items the source brought
    bool brought = false;
    double score = 0; ///< in the source's own unit; 0 where it does not list it
};

/// What one part of the rule set did.
struct RulePartEffect {
    std::string path;
    std::string text;
    bool met = false;        ///< a rule that runs for the person and is about the item
    std::size_t without = 0; ///< the item's place without this part, from 1; 0: not listed
};

struct Biography {
    ItemIndex item;
    Fate fate = Fate::NotFound;
    std::string why; ///< in a sentence
    std::vector<SourceStory> sources;
    /// Of a candidate: place by the ranker among `of` found (0: called by a rule), and why.
    std::size_t rank = 0;
    std::size_t of = 0;
    std::optional<RankExplanation> ranker;
    bool passed = false;
    double relevance = 0;              ///< of what went on: min-max of the scores, 0 to 1
    std::vector<RulePartEffect> parts; ///< of what went on
    /// The terms by which a listed item took its place, or by which another would come behind the list;
    /// nothing where it is filtered or did not go on.
    std::optional<GainTerms> terms;
    bool pinned = false;
    std::size_t place = 0; ///< in the list, from 1; 0: not listed
};

/// Of one run, which outlives it. Immutable, thread-safe.
class Biographer {
public:
    /// Makes the list without each part.
    static Result<Biographer> of(const Pipeline& pipeline, const PipelineRun& run, Time clock,
                                 const ExecutionContext& context = {});

    Result<Biography> tell(ItemIndex item, const ExecutionContext& context = {}) const;
    /// What moved an item of what went on: the part without which it would be nearest to where the ranker has
    /// it, as "rules[0] (pin)"; empty where it stands as ranked, or no part alone explains it.
    std::string reason(ItemIndex item) const;

private:
    Biographer(const Pipeline& pipeline, const PipelineRun& run, Time clock)
        : m_pipeline(&pipeline)
        , m_run(&run)
        , m_clock(clock) {}

    std::size_t placeWithout(std::size_t part, ItemIndex item) const;
    std::string reasonOf(ItemIndex item, std::size_t rank, std::size_t place) const;
    Result<void> tellSources(Biography& story, const ExecutionContext& context) const;
    Result<void> tellRerank(Biography& story) const;
    std::string notFound(const Biography& story) const;
    std::string displaced(const Biography& story) const;

    const Pipeline* m_pipeline;
    const PipelineRun* m_run;
    Time m_clock;
    std::vector<RulePart> m_parts;
    std::vector<std::vector<std::uint32_t>> m_without; ///< by part: the list, as PipelineRun::list
    std::vector<PlaceReason> m_reasons;                ///< by place
};

} // namespace tastescope
