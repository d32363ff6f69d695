// SPDX-License-Identifier: GPL-3.0-or-later
// A condition whose names have found their columns. Names: any attribute of the items (`item.NAME` where one
// of the words below has the same name); `category` and `tag` for categories and tags; `item` (the id),
// `popularity` (users), `popularity_share` (of the most popular item's), `age_days`, `seen_days` (since this
// person's last event with the item), `creator_size` ('small' or 'large'); `user.NAME`, `user.events` and
// `user.id`.
//
// Whatever is missing makes a comparison neither true nor false (three values, as Kleene's), and a condition
// that is not true does not hold; `is missing` asks for it. An attribute of several words equals a word when
// it has it.
#pragma once

#include "engine/pipeline/rules/condition.h"
#include "engine/pipeline/rules/rule_facts.h"

#include <string>
#include <vector>

namespace tastescope {

/// Refers to the facts, which outlive it. Thread-safe.
class BoundCondition {
public:
    /// BadInput, naming the character: a name that the data does not have, or a comparison that cannot be.
    static Result<BoundCondition> bind(const Condition& condition, const RuleFacts& facts);

    /// Whether it asks for something of the item, something of the person. A condition about `seen_days`
    /// asks for both.
    bool asksItem() const { return m_asksItem; }
    bool asksPerson() const { return m_asksPerson; }
    /// `item` may be anything when !asksItem().
    bool holds(ItemIndex item, const RulePerson& person) const;

private:
    enum class Source : std::uint8_t {
        Literal,
        ItemColumn,
        UserColumn,
        ItemId,
        UserId,
        Popularity,
        PopularityShare,
        AgeDays,
        SeenDays,
        CreatorSize,
        UserEvents
    };
    enum class Truth : std::uint8_t { No, Yes, Unknown };
    struct Term {
        Source source = Source::Literal;
        const AttributeColumn* column = nullptr;
        std::string text;
        double number = 0;
        bool isNumber = false; ///< of a literal
    };
    struct Node {
        ConditionNode::Kind kind = ConditionNode::Kind::Flag;
        std::size_t first = 0;
        std::size_t second = 0;
        Comparator comparison = Comparator::Equal;
        Term left;
        Term right;
        std::vector<Term> among;
    };
    struct Value;
    class Binder;

    Value valueOf(const Term& term, ItemIndex item, const RulePerson& person) const;
    Value columnValue(const AttributeColumn& column, std::size_t row) const;
    Truth truthOf(std::size_t node, ItemIndex item, const RulePerson& person) const;
    static Truth compare(const Value& left, Comparator comparison, const Value& right);

    const RuleFacts* m_facts = nullptr;
    std::vector<Node> m_nodes;
    bool m_asksItem = false;
    bool m_asksPerson = false;
};

/// What a condition may name, for completion: built-in words first, then the data's own.
std::vector<std::string> conditionNames(const Dataset& data);

} // namespace tastescope
