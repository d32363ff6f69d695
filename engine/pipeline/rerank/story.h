// SPDX-License-Identifier: GPL-3.0-or-later
// What rules do to one person's list, told: the list, what each part of the rules moves in it, and where any
// item went. The parts are found by leaving each out, so that what is said of one is what happens without it.
// Caps over all people are no part of it: they need everybody. Thread-safe functions.
#pragma once

#include "engine/pipeline/rerank/person_rerank.h"
#include "engine/pipeline/rerank/reranker.h"
#include "engine/pipeline/rerank/rule_parts.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tastescope {

/// The list without one part of the rules that is switched on.
struct PartStory {
    std::string path;
    std::string text;
    RulePart::Kind kind = RulePart::Kind::Rule;
    std::size_t number = 0;
    std::vector<std::uint32_t> list; ///< candidates by place
};

struct ListStory {
    std::vector<std::uint32_t> list; ///< candidates by place: before the rules, the first of them all
    std::size_t length = 0;          ///< places the list is to have, no more than there are candidates
    std::vector<PlaceReason> places;
    std::vector<PersonRelaxation> relaxed;
    bool shortened = false; ///< limits leave places empty
    std::vector<PartStory> parts;
    std::vector<std::size_t> met; ///< by rule, on or off: candidates it is about
    double milliseconds = 0;      ///< that the list alone took
};

/// BadInput with the path of a name that the data does not have; Cancelled.
Result<ListStory> listStory(const PreparedCandidates& candidates, const RuleSet& rules, std::size_t person,
                            Time clock, const ExecutionContext& context = {});

/// The part without which the item would move most towards where the ranker has it: number among
/// story.parts; nothing where no single part keeps it from there. Places beyond the list count as one behind
/// it.
std::optional<std::size_t> mainPart(const ListStory& story, std::uint32_t candidate);

struct ItemStory {
    enum class Fate : std::uint8_t {
        Listed,
        NotACandidate,
        Filtered,  ///< by `rule`
        Buried,    ///< by a rule among `rules`
        Limited,   ///< `limit` forbids it where its gain would win
        Outweighed ///< others have a larger gain at every place
    };
    Fate fate = Fate::NotACandidate;
    std::uint32_t candidate = 0;      ///< its place in the ranker's order, from 0
    std::optional<std::size_t> place; ///< in the list, from 0
    std::size_t rule = 0;
    std::string limit;              ///< "limits[0].max"
    std::vector<std::size_t> rules; ///< that are about it
    GainTerms terms;                ///< at its place; else at the place where it came nearest
    std::size_t nearest = 0;        ///< that place
    double behind = 0;              ///< how much its gain was behind there; below 0 for Limited
};

ItemStory itemStoryOf(const PreparedCandidates& candidates, const CompiledRules& rules, std::size_t person,
                      ItemIndex item);
/// The same by rules that are not bound yet. BadInput as above.
Result<ItemStory> itemStory(const PreparedCandidates& candidates, const RuleSet& rules, std::size_t person,
                            ItemIndex item, Time clock);

} // namespace tastescope
