// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/bubble/policies.h"

#include "engine/data/dataset.h"
#include "engine/pipeline/rules/rule_set_json.h"
#include "storage/use_cases/simulation/simulate.h"

#include <QCoreApplication>

#include <array>

namespace tastescope {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("BubblePolicies", text);
}

/// Variety and, where there are categories, the person's mix of them; at most two of a creator.
std::string balancedRules(bool creators, bool categories, bool floor) {
    std::string rules = R"({"version": 1, "balance": {"mmr": 0.7)";
    rules += categories ? R"(, "calibration": 0.2})" : "}";
    if (creators) {
        rules += R"(, "limits": [{"attribute": "creator", "max": 2})";
        rules += floor ? R"(, {"condition": "creator_size == 'small'", "min_share": 0.2}])" : "]";
    }
    return rules + "}";
}

constexpr std::array<PolicyColor, mostPolicies> colors{
    [](const Theme& theme) { return theme.categorical(1); },
    [](const Theme& theme) { return theme.categorical(0); },
    [](const Theme& theme) { return theme.categorical(2); },
    [](const Theme& theme) { return theme.categorical(3); },
};

} // namespace

std::vector<OfferedPolicy> offeredPolicies(const Dataset& data, bool truth) {
    const bool creators = data.itemAttributes().creatorCount() > 0;
    const bool categories = data.itemAttributes().categories() != nullptr;
    std::vector<OfferedPolicy> offered{
        {QStringLiteral("als"), tr("ALS, ranker only"), "als:solver=cg"},
        {QStringLiteral("knn"), tr("Item-kNN, ranker only"), "item_knn"},
        {QStringLiteral("popularity"), tr("Popularity"), "popularity"},
        {QStringLiteral("random"), tr("Random"), "random"},
        {QStringLiteral("greedy"), tr("ALS, a tenth to chance"),
         "epsilon_greedy:epsilon=0.1,of=als,solver=cg"},
    };
    if (creators || categories) {
        offered.push_back({QStringLiteral("balanced"), tr("ALS, balanced rules"), "als:solver=cg",
                           balancedRules(creators, categories, false)});
    }
    if (creators) {
        offered.push_back({QStringLiteral("floor"), tr("ALS, rules and exposure floor"), "als:solver=cg",
                           balancedRules(creators, categories, true)});
    }
    if (truth) {
        offered.push_back({QStringLiteral("ideal"), tr("Ideal, knows the truth"), "ideal"});
    }
    offered.push_back({{}, tr("None"), {}});
    return offered;
}

Result<PolicySpec> specOf(const OfferedPolicy& policy) {
    TRY_ASSIGN(auto spec, parsePolicy(policy.text));
    spec.name = policy.id.toStdString();
    if (!policy.rules.empty()) {
        TRY_ASSIGN(auto rules, parseRuleSet(policy.rules, {}));
        spec.rules = std::make_shared<const RuleSet>(std::move(rules));
    }
    return spec;
}

QString policyLetter(int place) {
    return QString(QChar(u'A' + place));
}

PolicyColor policyColor(int place) {
    return colors[static_cast<std::size_t>(place)];
}

LineDash policyDash(int place) {
    constexpr std::array<LineDash, mostPolicies> dashes{LineDash::Solid, LineDash::Dashes, LineDash::Dots,
                                                        LineDash::DashDot};
    return dashes[static_cast<std::size_t>(place)];
}

} // namespace tastescope
