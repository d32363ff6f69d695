// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rules/condition.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

namespace tastescope {

Error conditionError(std::string_view what, std::size_t at, std::string remedy) {
    return {ErrorCode::BadInput, fmt::format("{} at character {}", what, at), std::move(remedy), ""};
}

namespace {

enum class TokenKind : std::uint8_t { End, Name, Quoted, Number, Text, Symbol };

struct Token {
    TokenKind kind = TokenKind::End;
    std::string text; ///< of a symbol: its one spelling
    double number = 0;
    std::size_t at = 1;
};

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
bool beginsName(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}
bool isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::string lowered(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

/// Cuts a condition into words.
class Scanner {
public:
    explicit Scanner(std::string_view text) : m_text(text) {}

    Result<Token> next() {
        while (m_at < m_text.size() && isBlank(m_text[m_at])) {
            ++m_at;
        }
        const std::size_t begin = m_at;
        Token token;
        token.at = characterOf(begin);
        if (begin == m_text.size()) {
            return token;
        }
        const char c = m_text[begin];
        if (c == '\'' || c == '"' || c == '`') {
            return quoted(c, std::move(token));
        }
        const bool point = c == '.' || c == '-' || c == '+';
        if (isDigit(c) || (point && begin + 1 < m_text.size() &&
                           (isDigit(m_text[begin + 1]) || m_text[begin + 1] == '.'))) {
            return number(std::move(token));
        }
        if (beginsName(c)) {
            while (m_at < m_text.size() &&
                   (beginsName(m_text[m_at]) || isDigit(m_text[m_at]) || m_text[m_at] == '.')) {
                ++m_at;
            }
            token.kind = TokenKind::Name;
            token.text = m_text.substr(begin, m_at - begin);
            return token;
        }
        return symbol(std::move(token));
    }

private:
    /// Code points before a byte, from 1.
    std::size_t characterOf(std::size_t byte) const {
        std::size_t count = 1;
        for (std::size_t at = 0; at < byte; ++at) {
            count += (static_cast<unsigned char>(m_text[at]) & 0xC0U) != 0x80U ? 1 : 0;
        }
        return count;
    }

    Result<Token> quoted(char quote, Token token) {
        token.kind = quote == '`' ? TokenKind::Quoted : TokenKind::Text;
        for (++m_at; m_at < m_text.size(); ++m_at) {
            const char c = m_text[m_at];
            if (c == quote) {
                ++m_at;
                return token;
            }
            if (c == '\\' && m_at + 1 < m_text.size()) {
                ++m_at;
            }
            token.text += m_text[m_at];
        }
        return conditionError("The quote that opens is never closed", token.at,
                              fmt::format("Close it with {}", quote));
    }

    Result<Token> number(Token token) {
        const std::size_t begin = m_at;
        const char* first = m_text.data() + m_at + (m_text[m_at] == '+' ? 1 : 0);
        const auto [end, problem] = std::from_chars(first, m_text.data() + m_text.size(), token.number);
        m_at = static_cast<std::size_t>(end - m_text.data());
        if (problem != std::errc() || !std::isfinite(token.number) ||
            (m_at < m_text.size() &&
             (beginsName(m_text[m_at]) || isDigit(m_text[m_at]) || m_text[m_at] == '.'))) {
            return conditionError("This is no number", characterOf(begin),
                                  "Write it as 12 or 0.5, and texts and dates in quotes");
        }
        token.kind = TokenKind::Number;
        return token;
    }

    Result<Token> symbol(Token token) {
        static constexpr std::pair<std::string_view, std::string_view> symbols[] = {
            {"==", "=="}, {"!=", "!="}, {"<>", "!="}, {"<=", "<="}, {">=", ">="}, {"&&", "and"},
            {"||", "or"}, {"=", "=="},  {"<", "<"},   {">", ">"},   {"!", "not"}, {"(", "("},
            {")", ")"},   {"[", "["},   {"]", "]"},   {",", ","}};
        for (const auto& [written, meant] : symbols) {
            if (m_text.substr(m_at).starts_with(written)) {
                m_at += written.size();
                token.kind = TokenKind::Symbol;
                token.text = meant;
                return token;
            }
        }
        return conditionError(fmt::format("\"{}\" means nothing here", m_text.substr(m_at, 1)), token.at,
                              "Write as in: age_days < 30 and creator_size == 'small'");
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

} // namespace

/// By recursive descent; how deep is bounded by Condition::deepest.
class ConditionParser {
public:
    explicit ConditionParser(std::string_view text) : m_scanner(text) {}

    Result<Condition> parse(std::string_view text) {
        TRY(advance());
        TRY(either());
        if (m_token.kind != TokenKind::End) {
            return unexpected("Join two conditions by and, or");
        }
        Condition condition;
        condition.m_text = text;
        condition.m_nodes = std::move(m_nodes);
        return condition;
    }

private:
    using Kind = ConditionNode::Kind;
    using Place = Result<std::size_t>; ///< of a node

    Error unexpected(std::string remedy) const {
        if (m_token.kind == TokenKind::End) {
            return conditionError("The condition ends too early", m_token.at, std::move(remedy));
        }
        const std::string what =
            m_token.kind == TokenKind::Number ? "The number is" : fmt::format("\"{:.40}\" is", m_token.text);
        return conditionError(what + " not expected", m_token.at, std::move(remedy));
    }

    Result<void> advance() {
        TRY_ASSIGN(m_token, m_scanner.next());
        m_word = m_token.kind == TokenKind::Name ? lowered(m_token.text) : std::string();
        return {};
    }
    bool at(std::string_view word) const {
        return m_word == word || (m_token.kind == TokenKind::Symbol && m_token.text == word);
    }
    std::size_t add(ConditionNode node) {
        m_nodes.push_back(std::move(node));
        return m_nodes.size() - 1;
    }
    std::size_t join(Kind kind, std::size_t first, std::size_t second = 0) {
        ConditionNode node;
        node.kind = kind;
        node.first = first;
        node.second = second;
        return add(std::move(node));
    }

    Place either() {
        TRY_ASSIGN(std::size_t left, both());
        while (at("or")) {
            TRY(advance());
            TRY_ASSIGN(const std::size_t right, both());
            left = join(Kind::Or, left, right);
        }
        return left;
    }
    Place both() {
        TRY_ASSIGN(std::size_t left, one());
        while (at("and")) {
            TRY(advance());
            TRY_ASSIGN(const std::size_t right, one());
            left = join(Kind::And, left, right);
        }
        return left;
    }
    Place one() {
        const bool negation = at("not");
        if (!negation && !at("(")) {
            return comparison();
        }
        if (++m_depth > Condition::deepest) {
            return conditionError("The condition is nested too deeply", m_token.at,
                                  "Write it with fewer parentheses");
        }
        TRY(advance());
        TRY_ASSIGN(std::size_t inner, negation ? one() : either());
        if (negation) {
            inner = join(Kind::Not, inner);
        } else {
            if (!at(")")) {
                return unexpected("Close the parenthesis with )");
            }
            TRY(advance());
        }
        --m_depth;
        return inner;
    }

    Result<ConditionOperand> operand() {
        ConditionOperand out;
        out.at = m_token.at;
        if (m_token.kind == TokenKind::Number || m_word == "true" || m_word == "false") {
            out.kind = ConditionOperand::Kind::Number;
            out.number = m_token.kind == TokenKind::Number ? m_token.number : m_word == "true" ? 1 : 0;
        } else if (m_token.kind == TokenKind::Text) {
            out.kind = ConditionOperand::Kind::Text;
            out.text = m_token.text;
        } else if (m_token.kind == TokenKind::Quoted || (m_token.kind == TokenKind::Name && !reserved())) {
            out.kind = ConditionOperand::Kind::Name;
            out.text = m_token.text;
        } else {
            return unexpected("Write the name of an attribute, a number or a text in quotes");
        }
        TRY(advance());
        return out;
    }
    bool reserved() const {
        return m_word == "and" || m_word == "or" || m_word == "not" || m_word == "in" || m_word == "is" ||
               m_word == "missing";
    }

    Place comparison() {
        ConditionNode node;
        TRY_ASSIGN(node.left, operand());
        if (at("is")) {
            return missing(std::move(node));
        }
        const std::size_t place = m_token.at;
        const bool negated = at("not");
        if (negated) {
            TRY(advance());
        }
        if (at("in")) {
            TRY(advance());
            TRY(among(node));
            const std::size_t inner = add(std::move(node));
            return negated ? join(Kind::Not, inner) : inner;
        }
        if (negated) {
            return conditionError("\"not\" is not expected", place,
                                  "Write not in front of a condition, or not in");
        }
        static constexpr std::pair<std::string_view, Comparator> signs[] = {
            {"==", Comparator::Equal},     {"!=", Comparator::Unequal}, {"<", Comparator::Less},
            {"<=", Comparator::LessEqual}, {">", Comparator::Greater},  {">=", Comparator::GreaterEqual}};
        for (const auto& [sign, comparison] : signs) {
            if (m_token.kind == TokenKind::Symbol && m_token.text == sign) {
                TRY(advance());
                node.kind = Kind::Compare;
                node.comparison = comparison;
                TRY_ASSIGN(node.right, operand());
                return compared(std::move(node));
            }
        }
        if (node.left.kind != ConditionOperand::Kind::Name) {
            return conditionError("A value alone is no condition", node.left.at, "Compare it: age_days < 30");
        }
        return add(std::move(node));
    }

    Place compared(ConditionNode node) {
        if (node.left.kind != ConditionOperand::Kind::Name &&
            node.right.kind != ConditionOperand::Kind::Name) {
            return conditionError("Two values are compared, and no attribute", node.left.at,
                                  "Name an attribute on one side");
        }
        return add(std::move(node));
    }

    Place missing(ConditionNode node) {
        TRY(advance());
        const bool negated = at("not");
        if (negated) {
            TRY(advance());
        }
        if (!at("missing")) {
            return unexpected("Write: is missing, or: is not missing");
        }
        TRY(advance());
        if (node.left.kind != ConditionOperand::Kind::Name) {
            return conditionError("Only an attribute can be missing", node.left.at, "Name an attribute");
        }
        node.kind = Kind::Missing;
        const std::size_t inner = add(std::move(node));
        return negated ? join(Kind::Not, inner) : inner;
    }

    /// ('a', 'b'), ['a', 'b'] or the name of an attribute with several words.
    Result<void> among(ConditionNode& node) {
        if (!at("(") && !at("[")) {
            TRY_ASSIGN(node.right, operand());
            node.kind = Kind::Within;
            if (node.right.kind != ConditionOperand::Kind::Name) {
                return conditionError("A list is expected behind in", node.right.at, "Write in ('a', 'b')");
            }
            return {};
        }
        node.kind = Kind::In;
        const std::string_view closing = at("(") ? ")" : "]";
        do {
            TRY(advance());
            TRY_ASSIGN(auto value, operand());
            if (value.kind == ConditionOperand::Kind::Name) {
                return conditionError("A list holds values only", value.at, "Put texts in quotes");
            }
            if (node.among.size() == Condition::mostAmong) {
                return conditionError("The list is too long", value.at,
                                      fmt::format("Name at most {} values", Condition::mostAmong));
            }
            node.among.push_back(std::move(value));
        } while (at(","));
        if (!at(closing)) {
            return unexpected(fmt::format("Close the list with {}", closing));
        }
        return advance();
    }

    Scanner m_scanner;
    Token m_token;
    std::string m_word; ///< a name in lower case; empty for all else
    std::size_t m_depth = 0;
    std::vector<ConditionNode> m_nodes;
};

Result<Condition> Condition::parse(std::string_view text) {
    if (text.size() > mostCharacters) {
        return conditionError("The condition is too long, cut", mostCharacters,
                              fmt::format("Use at most {} characters", mostCharacters));
    }
    return ConditionParser(text).parse(text);
}

} // namespace tastescope
