// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rules/bound_condition.h"

#include "engine/pipeline/rules/day.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <compare>
#include <optional>
#include <string_view>
#include <utility>

namespace tastescope {
namespace {

constexpr std::string_view builtIn[] = {"item",      "popularity",   "popularity_share", "age_days",
                                        "seen_days", "creator_size", "user.events",      "user.id"};

std::optional<double> numberOf(std::string_view text) {
    double number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = problem == std::errc() && end == text.data() + text.size();
    return whole && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

bool isOrder(Comparator comparison) {
    return comparison != Comparator::Equal && comparison != Comparator::Unequal;
}

/// a < b as b > a.
Comparator turned(Comparator comparison) {
    switch (comparison) {
    case Comparator::Less:
        return Comparator::Greater;
    case Comparator::LessEqual:
        return Comparator::GreaterEqual;
    case Comparator::Greater:
        return Comparator::Less;
    case Comparator::GreaterEqual:
        return Comparator::LessEqual;
    case Comparator::Equal:
    case Comparator::Unequal:
        break;
    }
    return comparison;
}

bool agrees(std::partial_ordering order, Comparator comparison) {
    switch (comparison) {
    case Comparator::Equal:
        return order == 0;
    case Comparator::Unequal:
        return order != 0;
    case Comparator::Less:
        return order < 0;
    case Comparator::LessEqual:
        return order <= 0;
    case Comparator::Greater:
        return order > 0;
    case Comparator::GreaterEqual:
        break;
    }
    return order >= 0;
}

} // namespace

/// What a term is for one item and person.
struct BoundCondition::Value {
    enum class Kind : std::uint8_t { Missing, Number, Text, Words };
    Kind kind = Kind::Missing;
    double number = 0;
    std::string_view text{};
    const AttributeColumn* column = nullptr; ///< of Words
    std::size_t row = 0;

    static Value of(double number) { return std::isnan(number) ? Value{} : Value{Kind::Number, number}; }
    static Value of(std::string_view text) { return text.empty() ? Value{} : Value{Kind::Text, 0, text}; }
};

class BoundCondition::Binder {
public:
    Binder(const RuleFacts& facts, BoundCondition& out) : m_facts(facts), m_out(out) {}

    Result<void> node(const ConditionNode& from) {
        Node to;
        to.kind = from.kind;
        to.first = from.first;
        to.second = from.second;
        to.comparison = from.comparison;
        using Kind = ConditionNode::Kind;
        if (from.kind != Kind::Or && from.kind != Kind::And && from.kind != Kind::Not) {
            TRY_ASSIGN(to.left, term(from.left));
        }
        if (from.kind == Kind::Compare || from.kind == Kind::Within) {
            TRY_ASSIGN(to.right, term(from.right));
            TRY(fit(to.left, from.left, to.right, from.right));
        }
        if (from.kind == Kind::Compare && isOrder(from.comparison)) {
            TRY(ordered(to.left, from.left));
            TRY(ordered(to.right, from.right));
        }
        for (const ConditionOperand& value : from.among) {
            TRY_ASSIGN(auto bound, term(value));
            TRY(fit(to.left, from.left, bound, value));
            to.among.push_back(std::move(bound));
        }
        m_out.m_nodes.push_back(std::move(to));
        return {};
    }

private:
    Result<Term> term(const ConditionOperand& from) {
        Term out;
        if (from.kind != ConditionOperand::Kind::Name) {
            out.text = from.text;
            out.number = from.number;
            out.isNumber = from.kind == ConditionOperand::Kind::Number;
            return out;
        }
        return named(from.text, from.at);
    }

    Result<Term> named(const std::string& name, std::size_t at) {
        Term out;
        const bool ofUser = name.starts_with("user.");
        m_out.m_asksPerson = m_out.m_asksPerson || ofUser || name == "seen_days";
        m_out.m_asksItem = m_out.m_asksItem || !ofUser;
        static constexpr std::pair<std::string_view, Source> words[] = {
            {"item", Source::ItemId},        {"popularity", Source::Popularity},
            {"age_days", Source::AgeDays},   {"popularity_share", Source::PopularityShare},
            {"seen_days", Source::SeenDays}, {"creator_size", Source::CreatorSize},
            {"user.id", Source::UserId}};
        for (const auto& [word, source] : words) {
            if (name == word) {
                out.source = source;
                return out;
            }
        }
        const Dataset& data = *m_facts.data;
        const AttributeTable& table = ofUser ? data.userAttributes() : data.itemAttributes().table();
        out.source = ofUser ? Source::UserColumn : Source::ItemColumn;
        const std::string bare = ofUser                      ? name.substr(5)
                                 : name.starts_with("item.") ? name.substr(5)
                                 : name == "category"        ? "categories"
                                 : name == "tag"             ? "tags"
                                                             : name;
        out.column = table.find(bare);
        if (!out.column && !ofUser && name == data.nouns().creator) { // "artist", where creators are artists
            out.column = table.find("creator");
        }
        if (!out.column) {
            out.column = table.find(name);
        }
        if (!out.column && name == "user.events") {
            out.source = Source::UserEvents;
            return out;
        }
        if (!out.column) {
            return conditionError(fmt::format("There is no attribute \"{:.60}\"", name), at,
                                  known(table, ofUser));
        }
        return out;
    }

    static std::string known(const AttributeTable& table, bool ofUser) {
        std::string names;
        for (const std::string_view word : builtIn) {
            if (word.starts_with("user.") == ofUser) {
                names += fmt::format("{}{}", names.empty() ? "" : ", ", word);
            }
        }
        for (const AttributeColumn& column : table.columns) {
            names += fmt::format(", {}{}", ofUser ? "user." : "", column.name);
        }
        return "There are: " + names;
    }

    static bool isDate(const Term& term) { return term.column && term.column->kind == AttributeKind::Date; }

    /// A text beside a date is a day; a date beside a number is a mistake.
    static Result<void> fit(Term& left, const ConditionOperand& leftFrom, Term& right,
                            const ConditionOperand& rightFrom) {
        TRY(fitOne(left, right, rightFrom));
        return fitOne(right, left, leftFrom);
    }
    static Result<void> fitOne(const Term& date, Term& literal, const ConditionOperand& from) {
        if (!isDate(date) || literal.source != Source::Literal) {
            return {};
        }
        const std::optional<Time> day = literal.isNumber ? std::nullopt : timeOfDay(literal.text);
        if (!day) {
            return conditionError(fmt::format("\"{}\" is a date and this is none", date.column->name),
                                  from.at, "Write it as '2026-06-30'");
        }
        literal.number = static_cast<double>(*day);
        literal.isNumber = true;
        return {};
    }
    static Result<void> ordered(const Term& term, const ConditionOperand& from) {
        if (term.column && term.column->kind == AttributeKind::List) {
            return conditionError(fmt::format("\"{}\" has several words and no order", term.column->name),
                                  from.at, "Compare it with == or !=, or use in");
        }
        return {};
    }

    const RuleFacts& m_facts;
    BoundCondition& m_out;
};

Result<BoundCondition> BoundCondition::bind(const Condition& condition, const RuleFacts& facts) {
    BoundCondition out;
    out.m_facts = &facts;
    Binder binder(facts, out);
    for (const ConditionNode& node : condition.nodes()) {
        TRY(binder.node(node));
    }
    return out;
}

bool BoundCondition::holds(ItemIndex item, const RulePerson& person) const {
    return !m_nodes.empty() && truthOf(m_nodes.size() - 1, item, person) == Truth::Yes;
}

BoundCondition::Value BoundCondition::columnValue(const AttributeColumn& column, std::size_t row) const {
    switch (column.kind) {
    case AttributeKind::Text:
        return row < column.texts.size() ? Value::of(column.texts[row]) : Value{};
    case AttributeKind::Number:
        return row < column.numbers.size() ? Value::of(column.numbers[row]) : Value{};
    case AttributeKind::Date:
        return row < column.dates.size() && column.dates[row] != noTime
                   ? Value::of(static_cast<double>(column.dates[row]))
                   : Value{};
    case AttributeKind::List:
        break;
    }
    return column.codesOf(row).empty() ? Value{} : Value{Value::Kind::Words, 0, {}, &column, row};
}

BoundCondition::Value BoundCondition::valueOf(const Term& term, ItemIndex item,
                                              const RulePerson& person) const {
    const Dataset& data = *m_facts->data;
    switch (term.source) {
    case Source::Literal:
        // A literal may be the empty text, which is a value and not missing.
        return term.isNumber ? Value::of(term.number) : Value{Value::Kind::Text, 0, term.text};
    case Source::ItemColumn:
        return columnValue(*term.column, item.value);
    case Source::UserColumn:
        return person.row ? columnValue(*term.column, person.row->value) : Value{};
    case Source::ItemId:
        return Value::of(data.items().at(item.value));
    case Source::UserId:
        return person.row ? Value::of(data.users().at(person.row->value)) : Value{};
    case Source::Popularity:
        return Value::of(static_cast<double>(m_facts->countOf(item)));
    case Source::PopularityShare: {
        const auto& best = m_facts->catalogue.byPopularity;
        return best.empty() ? Value{}
                            : Value::of(static_cast<double>(m_facts->countOf(item)) /
                                        static_cast<double>(m_facts->countOf(best.front())));
    }
    case Source::AgeDays:
        return Value::of(m_facts->ageDays(item));
    case Source::SeenDays: {
        const auto found = std::ranges::lower_bound(person.history, item, {}, &HistoryEntry::item);
        const bool seen = found != person.history.end() && found->item == item && found->time != noTime;
        return seen ? Value::of((static_cast<double>(m_facts->now) - static_cast<double>(found->time)) /
                                millisecondsPerDay)
                    : Value{};
    }
    case Source::CreatorSize:
        return Value::of(std::string_view(
            item.value >= m_facts->smallCreator.size() || m_facts->smallCreator[item.value] ? "small"
                                                                                            : "large"));
    case Source::UserEvents:
        break;
    }
    return Value::of(static_cast<double>(person.history.size()));
}

BoundCondition::Truth BoundCondition::compare(const Value& left, Comparator comparison, const Value& right) {
    using Kind = Value::Kind;
    if (left.kind == Kind::Missing || right.kind == Kind::Missing) {
        return Truth::Unknown;
    }
    if (left.kind != Kind::Words && right.kind == Kind::Words) {
        return compare(right, turned(comparison), left);
    }
    if (left.kind == Kind::Words) {
        const auto codes = left.column->codesOf(left.row);
        const bool has = std::ranges::any_of(codes, [&](std::uint32_t code) {
            return compare(Value{Kind::Text, 0, left.column->words[code]}, Comparator::Equal, right) ==
                   Truth::Yes;
        });
        return has == (comparison == Comparator::Equal) ? Truth::Yes : Truth::No;
    }
    if (left.kind == Kind::Text && right.kind == Kind::Text) {
        return agrees(left.text.compare(right.text) <=> 0, comparison) ? Truth::Yes : Truth::No;
    }
    const auto a = left.kind == Kind::Number ? std::optional(left.number) : numberOf(left.text);
    const auto b = right.kind == Kind::Number ? std::optional(right.number) : numberOf(right.text);
    if (!a || !b) { // a word is no number: unequal, and without order
        return isOrder(comparison)                 ? Truth::Unknown
               : comparison == Comparator::Unequal ? Truth::Yes
                                                   : Truth::No;
    }
    return agrees(*a <=> *b, comparison) ? Truth::Yes : Truth::No;
}

BoundCondition::Truth BoundCondition::truthOf(std::size_t at, ItemIndex item,
                                              const RulePerson& person) const {
    const Node& node = m_nodes[at];
    const auto value = [&](const Term& term) { return valueOf(term, item, person); };
    switch (node.kind) {
    case ConditionNode::Kind::Or:
    case ConditionNode::Kind::And: {
        const Truth decides = node.kind == ConditionNode::Kind::Or ? Truth::Yes : Truth::No;
        const Truth first = truthOf(node.first, item, person);
        if (first == decides) {
            return first;
        }
        const Truth second = truthOf(node.second, item, person);
        return second == decides || first != Truth::Unknown ? second : first;
    }
    case ConditionNode::Kind::Not: {
        const Truth inner = truthOf(node.first, item, person);
        return inner == Truth::Unknown ? inner : inner == Truth::Yes ? Truth::No : Truth::Yes;
    }
    case ConditionNode::Kind::Compare:
        return compare(value(node.left), node.comparison, value(node.right));
    case ConditionNode::Kind::Within:
        return compare(value(node.right), Comparator::Equal, value(node.left));
    case ConditionNode::Kind::In: {
        const Value left = value(node.left);
        if (left.kind == Value::Kind::Missing) {
            return Truth::Unknown;
        }
        const bool among = std::ranges::any_of(node.among, [&](const Term& one) {
            return compare(left, Comparator::Equal, value(one)) == Truth::Yes;
        });
        return among ? Truth::Yes : Truth::No;
    }
    case ConditionNode::Kind::Missing:
        return value(node.left).kind == Value::Kind::Missing ? Truth::Yes : Truth::No;
    case ConditionNode::Kind::Flag:
        break;
    }
    const Value flag = value(node.left);
    return flag.kind == Value::Kind::Missing                      ? Truth::Unknown
           : flag.kind == Value::Kind::Number && flag.number == 0 ? Truth::No
                                                                  : Truth::Yes;
}

std::vector<std::string> conditionNames(const Dataset& data) {
    std::vector<std::string> names(std::begin(builtIn), std::end(builtIn));
    for (const AttributeColumn& column : data.itemAttributes().table().columns) {
        const bool hidden = std::ranges::find(names, column.name) != names.end();
        names.push_back(hidden ? "item." + column.name : column.name);
    }
    for (const AttributeColumn& column : data.userAttributes().columns) {
        names.push_back("user." + column.name);
    }
    return names;
}

} // namespace tastescope
