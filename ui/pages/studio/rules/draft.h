// SPDX-License-Identifier: GPL-3.0-or-later
// What is being worked on in the rule studio: a rule set, and the preset that it began as. Pure functions.
#pragma once

#include "engine/data/dataset.h"
#include "engine/pipeline/rules/rule_set.h"

#include <QString>

#include <optional>
#include <string>
#include <vector>

namespace tastescope {

inline constexpr std::size_t lengthShown = 30; ///< of lists whose rules say nothing

struct Draft {
    RuleSet rules;
    QString preset; ///< StudioPreset::id; empty = of no preset
    friend bool operator==(const Draft&, const Draft&) = default;
};

struct StudioPreset {
    QString id; ///< "balanced"; of an own one "own:" and its name
    QString title;
    RuleSet rules;
};

/// What rules can be about in a data set.
struct DataTraits {
    bool creators = false;
    bool categories = false;
    bool attributes = false; ///< anything that likeness can be told by
    bool releases = false;
    bool times = false;
};
DataTraits traitsOf(const Dataset& data);

/// From the ranker alone to fair exposure; what the data cannot carry is left out.
std::vector<StudioPreset> builtInPresets(const DataTraits& traits);
QString ownPresetId(const std::string& name);

/// The same but for the name, which says nothing about lists.
bool sameRules(const RuleSet& a, const RuleSet& b);

/// As the project keeps it; parse gives nothing for what is none.
std::string draftText(const Draft& draft);
std::optional<Draft> parseDraft(const std::string& text);

// The limits that the panel has controls of their own for. Setting nothing takes the limit away; other limits
// stay as they are.
std::optional<std::size_t> creatorMax(const RuleSet& rules);
void setCreatorMax(RuleSet& rules, std::optional<std::size_t> most);
bool creatorGap(const RuleSet& rules);
void setCreatorGap(RuleSet& rules, bool on);
double smallCreatorShare(const RuleSet& rules); ///< 0 = none
void setSmallCreatorShare(RuleSet& rules, double share);
/// Whether the panel has a control for the limit.
bool hasOwnControl(const RuleSet& rules, std::size_t limit);

// Shares as sliders have them: those of shareKeys in their order, then the attributes.
std::vector<unsigned> shareValues(const Shares& shares);
Shares withShareValues(Shares shares, const std::vector<unsigned>& values);
/// With the very attributes of another, whatever shares these have.
Shares withAttributesOf(const Shares& shares, const Shares& other);
/// One set to `to`, 0 to 100; the others share the rest in proportion to what they have, whole, by largest
/// remainders, the first of equals. Where the others have nothing the rest goes to relevance, the first, and
/// from relevance evenly to those that are `open`; where there are none it keeps everything.
std::vector<unsigned> rescaledShares(const std::vector<unsigned>& shares, std::size_t moved, unsigned to,
                                     const std::vector<char>& open);
/// To begin with: mostly relevance, and something of all the data can carry.
Shares firstShares(const DataTraits& traits);

} // namespace tastescope
