// SPDX-License-Identifier: GPL-3.0-or-later
// A rule set behind an algorithm wherever lists are judged: "als:factors=32+calm.json".
#pragma once

#include "engine/evaluation/ranking.h"
#include "engine/pipeline/rules/rule_set.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tastescope {

struct ListRules;

/// Where the rules begin in "ID[:name=value,…][+RULES]": a plus that is no part of a number as 1e+3; npos
/// without one.
std::size_t rulesAt(std::string_view text);

/// As a contestant keeps it; called by its name, or "rules" where it has none.
ListRules listRulesOf(const RuleSet& rules);
/// The rule set of a contestant. BadInput with its path for what is none.
Result<RuleSet> ruleSetOf(const ListRules& rules);

/// The best 1,000 of a model by people and the items that rules pin, re-ranked by the rules: lists of the
/// task's length, or the rule set's where that is shorter. Ages and days count from the newest event of the
/// training part, so that a run can be repeated to the bit. Caps are about all people of the task at once. A
/// name that the data does not have fails with its path.
std::shared_ptr<const ListMaker> ruledLists(RuleSet rules);

} // namespace tastescope
