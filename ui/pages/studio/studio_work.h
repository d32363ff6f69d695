// SPDX-License-Identifier: GPL-3.0-or-later
// What the rule studio computes, off the GUI thread: one person's list with what rules do to it, and what
// they do to a sample of people. The same use cases as on the command line, so that the numbers are the same.
// Questions hold what was made before and is handed back with the answer: while a slider moves, only weights
// change.
#pragma once

#include "engine/data/dataset.h"
#include "engine/pipeline/ranker/learned_ranker.h"
#include "engine/pipeline/rerank/story.h"
#include "storage/use_cases/pipeline/index_standing.h"
#include "storage/use_cases/rules/candidate_source.h"
#include "storage/use_cases/rules/measure_rules.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tastescope {

inline constexpr std::uint64_t studioSeed = 42; ///< of the sample and of intervals: the command line's

/// The data with what rules may ask about it, and who names candidates.
struct StudioWorld {
    std::shared_ptr<const Dataset> data;
    std::shared_ptr<const RuleFacts> facts;
    std::shared_ptr<const CandidateSource> source;
    /// Where the model is one of two stages: its sources find the candidates, and it orders them. Else null.
    std::shared_ptr<const LearnedRanker> ranker{};
    std::vector<NamedModel> models{}; ///< that candidates come from
    std::size_t graphFrom = MixOptions().graphFrom;
};

/// People whose candidates are ready for these pins.
struct ReadyPeople {
    std::shared_ptr<const CandidateSource> source; ///< the world's
    /// What the sources of a learned ranker say, where it is one person's: asked once, and list, pins and
    /// tales are of that.
    std::shared_ptr<const RankedPerson> asked;
    std::shared_ptr<const RankedPeople> ranked;
    std::vector<ItemIndex> pinned;
    std::shared_ptr<const PreparedCandidates> prepared;
};
/// `before` is used as far as it is of these people, this source and these pins.
Result<ReadyPeople> readyPeople(const StudioWorld& world, std::vector<UserIndex> users, const RuleSet& rules,
                                const ReadyPeople& before, const ExecutionContext& context);

struct Preview {
    ReadyPeople people; ///< the one
    ListStory story;
    double collected = 0; ///< milliseconds that the candidates took when they were last made
    /// By source of a learned ranker: the candidates that it has furthest up, of equal ones the first source.
    std::vector<std::pair<std::string, std::size_t>> sources{};
};
Result<Preview> preview(const StudioWorld& world, UserIndex user, const RuleSet& rules, Time clock,
                        const Preview& before, const ExecutionContext& context);

/// The same of several, one after the other. `before` is used for those it is of.
Result<std::vector<Preview>> previews(const StudioWorld& world, const std::vector<UserIndex>& users,
                                      const RuleSet& rules, Time clock, const std::vector<Preview>& before,
                                      const ExecutionContext& context);

struct Measured {
    ReadyPeople people;
    MeasuredRules numbers;
};
/// Of the sample that `rerank` draws.
Result<Measured> measure(const StudioWorld& world, const RuleSet& rules, Time clock,
                         const ReadyPeople& before, const ExecutionContext& context);

/// What the first two stages have to say of an item, where the ranker is a learned one.
struct RankerTale {
    std::vector<std::pair<std::string, std::size_t>> ranks; ///< by source, from 1; 0: not among its first
    RankExplanation score;
};
/// Of one person; nothing where the ranker is a model's order.
std::optional<RankerTale> rankerTale(const StudioWorld& world, const ReadyPeople& person, ItemIndex item);

/// What rankers and indexes have to say of an item, for one person.
struct ItemStages {
    ItemStory story;
    std::optional<RankerTale> ranked;
    std::vector<IndexStanding> index; ///< where a graph finds neighbours; empty: nothing is approximate
    bool indexing = false;            ///< graphs are still being built
    std::string unbuilt;              ///< why they are not, where building them has ended without
};
/// Null graphs are being built.
Result<ItemStages> itemStages(const StudioWorld& world, const ReadyPeople& person, const RuleSet& rules,
                              ItemIndex item, Time clock,
                              const std::shared_ptr<const NeighbourGraphs>& graphs,
                              const ExecutionContext& context);

/// Who of the creators gained and lost places in all lists.
struct CreatorPlaces {
    std::uint32_t creator = 0; ///< code
    std::size_t before = 0;
    std::size_t after = 0;
    bool small = false;
};
/// By change, the largest gain first; those without places in either are left out. Of each person's best
/// `length` before.
std::vector<CreatorPlaces> exposureLedger(const PreparedCandidates& candidates,
                                          const std::vector<std::vector<std::uint32_t>>& lists,
                                          std::size_t length);

} // namespace tastescope
