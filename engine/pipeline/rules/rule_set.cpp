// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rules/rule_set.h"

#include <fmt/format.h>

namespace tastescope {
namespace {

constexpr std::array<std::pair<const char*, double Balance::*>, 6> weights{
    {{"mmr", &Balance::mmr},
     {"dpp", &Balance::dpp},
     {"calibration", &Balance::calibration},
     {"novelty", &Balance::novelty},
     {"freshness", &Balance::freshness},
     {"popularity_damping", &Balance::popularityDamping}}};

std::vector<BalanceTerm> shareTerms(const Balance& balance) {
    std::vector<BalanceTerm> out;
    const auto add = [&](std::string path, unsigned share) {
        out.push_back({std::move(path), balance});
        out.back().without.shares->relevance += share;
    };
    for (const auto& [key, member] : shareKeys) {
        if (const unsigned share = *balance.shares.*member; share > 0 && member != &Shares::relevance) {
            add(fmt::format("balance.shares.{}", key), share);
            *out.back().without.shares.*member = 0;
        }
    }
    const auto& attributes = balance.shares->attributes;
    for (std::size_t at = 0; at < attributes.size(); ++at) {
        if (attributes[at].second > 0) {
            add("balance.shares.attributes." + attributes[at].first, attributes[at].second);
            out.back().without.shares->attributes[at].second = 0;
        }
    }
    return out;
}

} // namespace

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

std::size_t Shares::sum() const {
    std::size_t sum = 0;
    for (const ShareKey& one : shareKeys) {
        sum += this->*one.member;
    }
    for (const auto& [name, share] : attributes) {
        sum += share;
    }
    return sum;
}

Result<void> checkBalance(const Balance& balance) {
    if (!balance.shares) {
        return {};
    }
    if (const std::size_t sum = balance.shares->sum(); sum != 100) {
        return Error{ErrorCode::BadInput, fmt::format("The shares add up to {}", sum),
                     "Give whole percents that add up to 100", "balance.shares"};
    }
    const auto beside = [](std::string path) {
        return Error{ErrorCode::BadInput, "Shares stand in place of weights, and this is a weight",
                     "Leave it out, or leave balance.shares out", std::move(path)};
    };
    for (const auto& [name, member] : weights) {
        if (balance.*member != Balance{}.*member) {
            return beside(std::string("balance.") + name);
        }
    }
    for (const auto& [name, weight] : balance.attributes) {
        if (weight != 0) {
            return beside("balance.attributes." + name);
        }
    }
    return {};
}

std::vector<BalanceTerm> balanceTerms(const Balance& balance) {
    if (balance.shares) {
        return shareTerms(balance);
    }
    std::vector<BalanceTerm> out;
    for (const auto& [name, member] : weights) {
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
