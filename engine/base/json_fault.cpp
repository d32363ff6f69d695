// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/json_fault.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tastescope {
namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view hexadecimal = "0123456789abcdefABCDEF";

bool isContinuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// Bytes of the character at the beginning; 0 when it is no UTF-8 (RFC 3629).
std::size_t characterLength(std::string_view text) {
    const auto at = [&](std::size_t place) -> unsigned {
        return place < text.size() ? static_cast<unsigned char>(text[place]) : 0U;
    };
    const unsigned first = at(0);
    if (first < 0x80U) {
        return 1;
    }
    const std::size_t length = first >= 0xF0U ? 4 : first >= 0xE0U ? 3 : 2;
    const bool overlong =
        first < 0xC2U || (first == 0xE0U && at(1) < 0xA0U) || (first == 0xF0U && at(1) < 0x90U);
    const bool outside =
        first > 0xF4U || (first == 0xF4U && at(1) > 0x8FU) || (first == 0xEDU && at(1) > 0x9FU);
    if (overlong || outside || text.size() < length) {
        return 0;
    }
    const std::string_view rest = text.substr(1, length - 1);
    return std::ranges::all_of(rest, isContinuation) ? length : 0;
}

class Scanner {
public:
    explicit Scanner(std::string_view text) : m_text(text) {}

    std::optional<JsonFault> run() {
        while (m_problem.empty()) {
            m_at = std::min(m_text.find_first_not_of(" \t\r\n", m_at), m_text.size());
            if (m_at == m_text.size()) {
                if (m_next == Next::Nothing) {
                    return std::nullopt;
                }
                fail(m_open.empty()         ? "there is nothing in it"
                     : m_open.back() == '{' ? "it ends before a } closes what { opened"
                                            : "it ends before a ] closes what [ opened");
            } else {
                step(m_text[m_at]);
            }
        }
        return fault();
    }

private:
    enum class Next { Value, ValueOrEnd, Key, KeyOrEnd, Colon, CommaOrEnd, Nothing };

    void step(char c) {
        switch (m_next) {
        case Next::Value:
        case Next::ValueOrEnd:
            return value(c);
        case Next::Key:
        case Next::KeyOrEnd:
            return key(c);
        case Next::Colon:
            return c == ':' ? pass(Next::Value) : fail("a colon is missing behind the key");
        case Next::CommaOrEnd:
            return commaOrEnd(c);
        case Next::Nothing:
            return fail("something stands behind the end");
        }
    }

    void key(char c) {
        if (c == '"') {
            text();
            m_next = Next::Colon;
        } else if (c == '}' && m_next == Next::KeyOrEnd) {
            close();
        } else {
            fail(c == '}'   ? "a comma stands before the }"
                 : c == ',' ? "there is a comma too many"
                            : "a key in double quotes is missing");
        }
    }

    void commaOrEnd(char c) {
        const bool object = m_open.back() == '{';
        if (c == ',') {
            pass(object ? Next::Key : Next::Value);
        } else if (c == (object ? '}' : ']')) {
            close();
        } else {
            fail(c == '}'   ? "a } closes what [ opened"
                 : c == ']' ? "a ] closes what { opened"
                            : "a comma is missing");
        }
    }

    void value(char c) {
        if (c == '{' || c == '[') {
            m_open.push_back(c);
            pass(c == '{' ? Next::KeyOrEnd : Next::ValueOrEnd);
        } else if (c == ']' && m_next == Next::ValueOrEnd) {
            close();
        } else if (c == '"') {
            text();
            valueEnds();
        } else if (c == '-' || digits.find(c) != std::string_view::npos) {
            number();
            valueEnds();
        } else {
            word();
            valueEnds();
        }
    }

    /// true, false, null; everything else is none.
    void word() {
        const std::string_view rest = m_text.substr(m_at);
        for (const std::string_view known : {"true", "false", "null"}) {
            const std::string_view behind = rest.substr(std::min(known.size(), rest.size()));
            if (rest.starts_with(known) && (behind.empty() || !isWord(behind.front()))) {
                m_at += known.size();
                return;
            }
        }
        const auto end = std::ranges::find_if_not(rest, isWord);
        const auto word = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
        const char c = rest.front();
        fail(!word.empty() ? fmt::format("{:.40} is no value: texts stand in double quotes", word)
             : c == ']' && m_next == Next::Value ? std::string("a comma stands before the ]")
             : c == '\''                         ? std::string("texts stand in double quotes")
             : c == '/' || c == '#'              ? std::string("there are no comments in JSON")
                                                 : std::string("a value is missing"));
    }

    void number() {
        const auto many = [&] {
            const std::size_t end = std::min(m_text.find_first_not_of(digits, m_at), m_text.size());
            const bool any = end > m_at;
            m_at = end;
            return any;
        };
        const auto has = [&](std::string_view one) {
            const bool found = m_at < m_text.size() && one.find(m_text[m_at]) != std::string_view::npos;
            m_at += found ? 1 : 0;
            return found;
        };
        const std::size_t begin = m_at;
        has("-");
        const bool zero = has("0");
        bool good = zero || many();
        if (good && has(".")) {
            good = many();
        }
        if (good && has("eE")) {
            has("+-");
            good = many();
        }
        if (!good || (m_at < m_text.size() && (isWord(m_text[m_at]) || m_text[m_at] == '.'))) {
            m_at = begin;
            fail("a number is written wrong, as it is 0.5 and -3e2 in JSON");
        }
    }

    void text() {
        for (++m_at; m_at < m_text.size() && m_text[m_at] != '"';) {
            const auto c = static_cast<unsigned char>(m_text[m_at]);
            if (c < 0x20U) {
                return fail(c == '\n' || c == '\r' ? "a text is not closed in its line"
                                                   : "a text holds a control character, as a tab");
            }
            const std::size_t length = c == '\\' ? escape() : characterLength(m_text.substr(m_at));
            if (length == 0) {
                return fail(c == '\\' ? "a text holds a \\ that is not doubled" : "the text is not in UTF-8");
            }
            m_at += length;
        }
        if (m_at == m_text.size()) {
            return fail("it ends within a text: a \" is missing");
        }
        ++m_at;
    }

    /// Its length; 0 for none.
    std::size_t escape() const {
        const std::string_view rest = m_text.substr(m_at + 1, 5);
        if (rest.empty() || std::string_view("\"\\/bfnrtu").find(rest.front()) == std::string_view::npos) {
            return 0;
        }
        if (rest.front() != 'u') {
            return 2;
        }
        return rest.size() == 5 && rest.find_first_not_of(hexadecimal, 1) == std::string_view::npos ? 6 : 0;
    }

    static bool isWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               static_cast<unsigned char>(c) >= 0x80U;
    }

    void pass(Next next) {
        ++m_at;
        m_next = next;
    }
    void close() {
        m_open.pop_back();
        ++m_at;
        valueEnds();
    }
    void valueEnds() { m_next = m_open.empty() ? Next::Nothing : Next::CommaOrEnd; }
    void fail(std::string what) { m_problem = m_problem.empty() ? std::move(what) : m_problem; }

    JsonFault fault() const {
        const std::string_view before = m_text.substr(0, m_at);
        const std::size_t lineBegin = before.rfind('\n') + 1; // npos + 1 is 0
        const std::string_view line = before.substr(lineBegin);
        return {static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1,
                line.size() - static_cast<std::size_t>(std::ranges::count_if(line, isContinuation)) + 1,
                m_problem};
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    Next m_next = Next::Value;
    std::string m_open; ///< brackets that are not closed
    std::string m_problem;
};

} // namespace

std::string JsonFault::place() const {
    return fmt::format("line {}, column {}", line, column);
}

std::optional<JsonFault> jsonFault(std::string_view text) {
    return Scanner(text).run();
}

Result<std::string_view> plainJson(std::string_view text) {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    if (text.starts_with(mark)) {
        return text.substr(mark.size());
    }
    const auto zeroAt = [&](std::size_t place) { return place < text.size() && text[place] == '\0'; };
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") || zeroAt(0) || zeroAt(1)) {
        const bool wide = (zeroAt(0) && zeroAt(1)) || (zeroAt(2) && zeroAt(3));
        return Error{ErrorCode::BadInput, fmt::format("The text is in {}", wide ? "UTF-32" : "UTF-16"),
                     "Save it as UTF-8", ""};
    }
    return text;
}

} // namespace tastescope
