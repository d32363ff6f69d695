// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rerank/rule_parts.h"

#include <fmt/format.h>

namespace tastescope {
namespace {

std::string textOf(const Limit& limit) {
    std::string text;
    const auto add = [&](bool given, const char* word) {
        text += given ? (text.empty() ? "" : ", ") + std::string(word) : "";
    };
    add(limit.max.has_value(), "max");
    add(limit.gap.has_value(), "gap");
    add(limit.minShare.has_value(), "min_share");
    add(limit.cap.has_value(), "cap");
    return text;
}

} // namespace

std::vector<RulePart> partsOf(const RuleSet& rules) {
    std::vector<RulePart> out;
    for (std::size_t at = 0; at < rules.rules.size(); ++at) {
        out.push_back({fmt::format("rules[{}]", at), std::string(actionName(rules.rules[at].action)), rules,
                       RulePart::Kind::Rule, at});
        out.back().without.rules[at].on = false;
    }
    for (std::size_t at = 0; at < rules.limits.size(); ++at) {
        out.push_back(
            {fmt::format("limits[{}]", at), textOf(rules.limits[at]), rules, RulePart::Kind::Limit, at});
        out.back().without.limits.erase(out.back().without.limits.begin() + static_cast<std::ptrdiff_t>(at));
    }
    for (const BalanceTerm& term : balanceTerms(rules.balance)) {
        out.push_back({term.path, term.path.substr(8), rules, RulePart::Kind::Balance, 0});
        out.back().without.balance = term.without;
    }
    return out;
}

} // namespace tastescope
