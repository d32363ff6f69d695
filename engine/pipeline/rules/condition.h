// SPDX-License-Identifier: GPL-3.0-or-later
// Conditions of rules as a person writes them, about an item and the person it is for:
//
//     creator_size == 'small' and not (age_days < 30 or "Live" in tags)
//
// `or` (||), `and` (&&), `not` (!), comparisons (== = != <> < <= > >=), `in (…)`, `not in`, `is missing`, `is
// not missing`, parentheses; numbers, texts in '…' or "…" with \ before a quote, true and false; names of
// letters, digits, _ and dots, or anything between `…`. A name alone is true when it is neither 0 nor empty.
// Names mean nothing here yet: bound_condition.h looks them up.
#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

/// A name or a literal, and where it stands: characters are counted from 1.
struct ConditionOperand {
    enum class Kind : std::uint8_t { Name, Number, Text };

    Kind kind = Kind::Name;
    std::string text; ///< of names and texts
    double number = 0;
    std::size_t at = 1;
};

enum class Comparator : std::uint8_t { Equal, Unequal, Less, LessEqual, Greater, GreaterEqual };

/// A part of a condition. Parts stand behind the parts they are made of; the last is the whole.
struct ConditionNode {
    enum class Kind : std::uint8_t {
        Or,      ///< first, second
        And,     ///< first, second
        Not,     ///< first
        Compare, ///< left, comparison, right
        In,      ///< left among `among`
        Within,  ///< left is one of what the name right stands for
        Missing, ///< left
        Flag     ///< left is neither 0 nor empty
    };

    Kind kind = Kind::Flag;
    std::size_t first = 0;
    std::size_t second = 0;
    Comparator comparison = Comparator::Equal;
    ConditionOperand left;
    ConditionOperand right;
    std::vector<ConditionOperand> among;
};

/// Immutable once parsed; keeps the text it came from.
class Condition {
public:
    static constexpr std::size_t mostCharacters = 4'000;
    static constexpr std::size_t deepest = 64;      ///< parentheses and nots within each other
    static constexpr std::size_t mostAmong = 1'000; ///< values of one `in`

    /// BadInput; the message names the character, counted from 1 (in code points, as an editor does).
    static Result<Condition> parse(std::string_view text);

    const std::string& text() const { return m_text; }
    const std::vector<ConditionNode>& nodes() const { return m_nodes; }
    friend bool operator==(const Condition& a, const Condition& b) { return a.m_text == b.m_text; }

private:
    friend class ConditionParser;
    std::string m_text;
    std::vector<ConditionNode> m_nodes;
};

/// "… at character 12".
Error conditionError(std::string_view what, std::size_t at, std::string remedy);

} // namespace tastescope
