// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rerank/compiled_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

Error at(Error error, std::string path) {
    error.context = std::move(path);
    return error;
}

Result<std::shared_ptr<const BoundCondition>> bound(const Condition& condition, const RuleFacts& facts) {
    TRY_ASSIGN(auto made, BoundCondition::bind(condition, facts));
    return std::make_shared<const BoundCondition>(std::move(made));
}

std::string attributeNames(const Dataset& data) {
    std::string names;
    for (const AttributeColumn& column : data.itemAttributes().table().columns) {
        names += fmt::format("{}{}", names.empty() ? "There are: " : ", ", column.name);
    }
    return names.empty() ? "The items of this data have none" : names;
}

Result<CompiledRule> compileRule(const Rule& rule, std::size_t number, const PreparedCandidates& candidates,
                                 Time clock) {
    const std::string path = fmt::format("rules[{}]", number);
    CompiledRule out{&rule, number, rule.runsAt(clock), {}, nullptr};
    if (rule.condition) {
        Result<ItemTest> test = ItemTest::of(*rule.condition, candidates);
        if (!test) {
            return at(test.error(), path + ".condition");
        }
        out.test = *std::move(test);
    } else {
        // An item that is not here yet, or no longer, makes a dead rule and no broken one.
        const auto row = candidates.facts().data->items().find(rule.item);
        out.test = ItemTest::of(row ? std::optional(ItemIndex(*row)) : std::nullopt);
    }
    if (rule.audience) {
        Result<std::shared_ptr<const BoundCondition>> audience = bound(*rule.audience, candidates.facts());
        if (audience && (*audience)->asksItem()) {
            audience = Error{ErrorCode::BadInput, "An audience is about people, and this asks for the item",
                             "Use names that begin with user.", ""};
        }
        if (!audience) {
            return at(audience.error(), path + ".audience");
        }
        out.audience = *std::move(audience);
    }
    return out;
}

Result<CompiledLimit> compileLimit(const Limit& limit, std::size_t number,
                                   const PreparedCandidates& candidates) {
    const std::string path = fmt::format("limits[{}]", number);
    CompiledLimit out{&limit, number, nullptr, {}};
    if (limit.condition) {
        Result<ItemTest> test = ItemTest::of(*limit.condition, candidates);
        if (!test) {
            return at(test.error(), path + ".condition");
        }
        out.test = *std::move(test);
        return out;
    }
    out.codes = candidates.codesOf(limit.attribute);
    if (!out.codes) {
        return Error{ErrorCode::BadInput, fmt::format("There is no attribute \"{:.60}\"", limit.attribute),
                     attributeNames(*candidates.facts().data), path + ".attribute"};
    }
    return out;
}

Result<std::shared_ptr<const std::vector<double>>>
scaled(const std::string& attribute, const PreparedCandidates& candidates, const std::string& below) {
    auto values = candidates.scaled(attribute);
    if (!values) {
        return Error{ErrorCode::BadInput, fmt::format("There is no numeric attribute \"{:.60}\"", attribute),
                     attributeNames(*candidates.facts().data), below + attribute};
    }
    return values;
}

Objective objectiveOf(const ShareKey& key, const Balance& balance, const PreparedCandidates& candidates) {
    Objective out{std::string(key.key), (*balance.shares).*key.member, Objective::Kind::Relevance, nullptr};
    if (key.member == &Shares::variety) {
        out.kind = Objective::Kind::Variety;
    } else if (key.member == &Shares::novelty) {
        out.kind = Objective::Kind::Novelty;
    } else if (key.member == &Shares::smallCreators) {
        out.kind = Objective::Kind::SmallCreators;
    } else if (key.member == &Shares::freshness) {
        out.kind = Objective::Kind::Values;
        out.values = candidates.freshness(balance.halfLifeDays);
    }
    return out;
}

Result<CompiledShares> compileShares(const Balance& balance, const PreparedCandidates& candidates) {
    TRY(checkBalance(balance));
    CompiledShares out;
    if (!balance.shares || balance.shares->relevance == 100) {
        return out;
    }
    std::vector<unsigned> shares;
    for (const ShareKey& key : shareKeys) {
        if (const unsigned share = (*balance.shares).*key.member; share > 0) {
            out.objectives.push_back(objectiveOf(key, balance, candidates));
            shares.push_back(share);
        }
    }
    for (const auto& [name, share] : balance.shares->attributes) {
        TRY_ASSIGN(auto values, scaled(name, candidates, "balance.shares.attributes."));
        if (share > 0) {
            out.objectives.push_back(
                {"attributes." + name, share, Objective::Kind::Values, std::move(values)});
            shares.push_back(share);
        }
    }
    out.turns = dealtPlaces(shares);
    return out;
}

} // namespace

bool ItemTest::possible() const {
    return m_meeting ? std::ranges::find(*m_meeting, 1) != m_meeting->end() : m_bound || m_item;
}

ItemTest ItemTest::of(std::optional<ItemIndex> item) {
    ItemTest out;
    out.m_item = item;
    return out;
}

Result<ItemTest> ItemTest::of(const Condition& condition, const PreparedCandidates& candidates) {
    TRY_ASSIGN(auto made, bound(condition, candidates.facts()));
    ItemTest out;
    if (made->asksPerson()) {
        out.m_people = candidates.peopleMeeting(condition, made);
        out.m_bound = std::move(made);
    } else {
        out.m_meeting = candidates.itemsMeeting(condition, *made);
    }
    return out;
}

Result<CompiledRules> CompiledRules::compile(const RuleSet& set, const PreparedCandidates& candidates,
                                             Time clock) {
    CompiledRules out;
    out.set = &set;
    for (std::size_t number = 0; number < set.limits.size(); ++number) {
        TRY_ASSIGN(auto limit, compileLimit(set.limits[number], number, candidates));
        out.limits.push_back(std::move(limit));
    }
    for (std::size_t number = 0; number < set.rules.size(); ++number) {
        TRY_ASSIGN(auto rule, compileRule(set.rules[number], number, candidates, clock));
        out.rules.push_back(std::move(rule));
    }
    TRY_ASSIGN(out.shares, compileShares(set.balance, candidates));
    if (set.balance.freshness > 0) {
        out.freshness = candidates.freshness(set.balance.halfLifeDays);
    }
    for (const auto& [name, weight] : set.balance.attributes) {
        TRY_ASSIGN(auto values, scaled(name, candidates, "balance.attributes."));
        if (weight != 0) {
            out.attributes.emplace_back(weight, std::move(values));
        }
    }
    return out;
}

} // namespace tastescope
