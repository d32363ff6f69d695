// SPDX-License-Identifier: GPL-3.0-or-later
// Rule sets as JSON, in and out. Texts come from outside: size and depth are bounded, every key must be known
// and stand once, every value be in its range.
#pragma once

#include "engine/pipeline/rules/rule_set.h"

#include <string>
#include <string_view>

namespace tastescope {

inline constexpr std::size_t mostRuleSetBytes = std::size_t{1} << 20;
inline constexpr std::size_t longestRuledList = 1'000;

/// BadInput whose context is the path of what is wrong, "limits[0].max", behind the name of the source where
/// there is one: "rules.json: limits[0].max".
Result<RuleSet> parseRuleSet(std::string_view json, std::string_view source = {});

/// What is off is left out; parseRuleSet() gives the same rule set back.
std::string ruleSetJson(const RuleSet& rules);

} // namespace tastescope
