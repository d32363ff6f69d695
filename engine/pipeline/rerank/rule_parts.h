// SPDX-License-Identifier: GPL-3.0-or-later
// What a rule set is made of, each part with the set that lacks it: how prices are found, and what a part
// does to a list.
#pragma once

#include "engine/pipeline/rules/rule_set.h"

#include <string>
#include <vector>

namespace tastescope {

struct RulePart {
    enum class Kind : std::uint8_t { Rule, Limit, Balance };

    std::string path; ///< "rules[0]", "limits[1]", "balance.mmr"
    std::string text; ///< "pin", "max, gap", "mmr"
    RuleSet without;
    Kind kind = Kind::Rule;
    std::size_t number = 0; ///< of the rule or limit
};

/// Rules, on or off, then limits, then the balances that are on.
std::vector<RulePart> partsOf(const RuleSet& rules);

} // namespace tastescope
