// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rules/rule_set.h"

namespace tastescope {

std::string_view actionName(Rule::Do action) {
    switch (action) {
    case Rule::Do::Pin:
        return "pin";
    case Rule::Do::Boost:
        return "boost";
    case Rule::Do::Bury:
        return "bury";
    case Rule::Do::Filter:
        break;
    }
    return "filter";
}

std::vector<BalanceTerm> balanceTerms(const Balance& balance) {
    static constexpr std::pair<const char*, double Balance::*> terms[] = {
        {"mmr", &Balance::mmr},
        {"dpp", &Balance::dpp},
        {"calibration", &Balance::calibration},
        {"novelty", &Balance::novelty},
        {"freshness", &Balance::freshness},
        {"popularity_damping", &Balance::popularityDamping}};
    std::vector<BalanceTerm> out;
    for (const auto& [name, member] : terms) {
        if (balance.*member != Balance{}.*member) {
            out.push_back({std::string("balance.") + name, balance});
            out.back().without.*member = Balance{}.*member;
        }
    }
    for (std::size_t at = 0; at < balance.attributes.size(); ++at) {
        if (balance.attributes[at].second != 0) {
            out.push_back({"balance.attributes." + balance.attributes[at].first, balance});
            out.back().without.attributes[at].second = 0;
        }
    }
    return out;
}

} // namespace tastescope
