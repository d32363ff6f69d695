// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/simulation/simulate.h"

#include "engine/base/name_values.h"
#include "engine/registry/registry.h"
#include "storage/use_cases/rerank_files.h"
#include "storage/use_cases/rules/ruled_lists.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace tastescope {
namespace {

constexpr std::string_view flag = "--policy";
constexpr double standardEpsilon = 0.1;

Result<double> shareOf(const std::string& text) {
    double share = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), share);
    if (error != std::errc() || end != text.data() + text.size() || !(share >= 0 && share <= 1)) {
        return Error{ErrorCode::InvalidArgument, "\"" + text + "\" is no share of places",
                     "Write epsilon as a number from 0 to 1", std::string(flag)};
    }
    return share;
}

bool isEpsilonGreedy(std::string_view id) {
    constexpr std::array<std::string_view, 4> names{"epsilon_greedy", "epsilon-greedy", "egreedy",
                                                    "e-greedy"};
    return std::ranges::find(names, id) != names.end();
}

Result<void> rankBy(PolicySpec& policy, const std::string& id, const std::vector<NameValue>& values) {
    if (id == "random" || id == "ideal") {
        policy.ranker = id == "random" ? PolicySpec::Ranker::Random : PolicySpec::Ranker::Ideal;
        if (!values.empty()) {
            return Error{ErrorCode::InvalidArgument, id + " has nothing to set", "Write " + id + " alone",
                         std::string(flag)};
        }
        return {};
    }
    const auto algorithm = requireAlgorithm(id);
    if (!algorithm) {
        Error error = algorithm.error();
        error.code = ErrorCode::InvalidArgument;
        error.remedy += "; or random, ideal, epsilon_greedy";
        return error;
    }
    policy.algorithm = id;
    TRY_ASSIGN(policy.params, makeParams((*algorithm)->params, values));
    return {};
}

} // namespace

Result<PolicySpec> parsePolicy(const std::string& text, const ExecutionContext& context) {
    PolicySpec policy;
    policy.name = text;
    const std::size_t plus = rulesAt(text);
    const std::string head = text.substr(0, plus);
    const std::size_t colon = head.find(':');
    std::string id = head.substr(0, colon);
    std::vector<NameValue> values;
    if (colon != std::string::npos) {
        TRY_ASSIGN(values, parseNameValues(std::string_view(head).substr(colon + 1), ',', flag));
    }
    if (isEpsilonGreedy(id)) {
        id = "als";
        policy.epsilon = standardEpsilon;
        std::vector<NameValue> others;
        for (const NameValue& one : values) {
            if (one.first == "epsilon") {
                TRY_ASSIGN(policy.epsilon, shareOf(one.second));
            } else if (one.first == "of") {
                id = one.second;
            } else {
                others.push_back(one);
            }
        }
        values = std::move(others);
    }
    TRY(rankBy(policy, id, values));
    if (plus != std::string::npos) {
        policy.rulesName = text.substr(plus + 1);
        if (policy.rulesName.empty()) {
            return Error{ErrorCode::InvalidArgument, "\"" + text + "\" names no rules", "Write ID+RULES.json",
                         std::string(flag)};
        }
        TRY_ASSIGN(auto rules, readRuleSet(policy.rulesName, context));
        policy.rules = std::make_shared<const RuleSet>(std::move(rules));
    }
    return policy;
}

} // namespace tastescope
