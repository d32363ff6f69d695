// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/records/json_check.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

namespace tastescope {
namespace {

constexpr std::size_t maxDepth = 512; // the parser allows 1,024
constexpr std::string_view notObject = "Not a JSON object";
constexpr std::string_view badNumber = "Not JSON: a number such as 05, 1x or .5";
constexpr std::string_view badWord = "Not JSON: a word without quotes such as NaN or None";
constexpr std::string_view badText = "Not JSON: a control character or an unknown escape in a text";
constexpr std::string_view tooDeep = "Not readable: lists within lists, 512 and more";

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

class JsonCheck {
public:
    explicit JsonCheck(std::string& text) : m_text(text) {}

    std::string_view problem() {
        passBlanks();
        if (peek() != '{') {
            return notObject;
        }
        do {
            if (!value() || !onward()) {
                return m_problem;
            }
        } while (!m_open.empty());
        passBlanks();
        return m_at == m_text.size() ? std::string_view() : notObject;
    }

private:
    // '\0' behind the end; one within the text fits nowhere either.
    char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    bool fail(std::string_view problem) {
        m_problem = problem;
        return false;
    }
    void passBlanks() {
        while (m_at < m_text.size() && std::string_view(" \t\r\n").find(m_text[m_at]) != std::string::npos) {
            ++m_at;
        }
    }
    char closing() const { return m_open.back() == '{' ? '}' : ']'; }

    // Passes over one value; of a list or object that is not empty, over its opening and its first value.
    bool value() {
        for (;;) {
            const char c = peek();
            if (c == '"') {
                return string();
            }
            if (c != '{' && c != '[') {
                return c == '-' || c == '+' || c == '.' || isDigit(c) ? number() : word();
            }
            if (m_open.size() == maxDepth) {
                return fail(tooDeep);
            }
            m_open.push_back(c);
            ++m_at;
            passBlanks();
            if (peek() == closing()) {
                return true;
            }
            if (c == '{' && !key()) {
                return false;
            }
        }
    }

    // From behind a value to the next one, or behind the end of everything.
    bool onward() {
        for (;;) {
            passBlanks();
            if (m_open.empty()) {
                return true;
            }
            const char c = peek();
            if (c != ',' && c != closing()) {
                return fail(notObject);
            }
            ++m_at;
            if (c == ',') {
                passBlanks();
                return m_open.back() == '[' || key();
            }
            m_open.pop_back();
        }
    }

    bool key() {
        if (peek() != '"') {
            return fail(notObject);
        }
        if (!string()) {
            return false;
        }
        passBlanks();
        if (peek() != ':') {
            return fail(notObject);
        }
        ++m_at;
        passBlanks();
        return true;
    }

    bool word() {
        const std::size_t begin = m_at;
        const auto inWord = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        };
        while (inWord(peek()) || isDigit(peek())) {
            ++m_at;
        }
        const std::string_view text = std::string_view(m_text).substr(begin, m_at - begin);
        if (text.empty()) {
            return fail(notObject);
        }
        return text == "null" || text == "true" || text == "false" || fail(badWord);
    }

    bool digits() {
        const std::size_t begin = m_at;
        while (isDigit(peek())) {
            ++m_at;
        }
        return m_at > begin;
    }

    bool number() {
        m_at += peek() == '-' ? 1 : 0;
        const bool zero = peek() == '0';
        const std::size_t begin = m_at;
        if (!digits() || (zero && m_at > begin + 1)) {
            return fail(badNumber);
        }
        if (peek() == '.') {
            ++m_at;
            if (!digits()) {
                return fail(badNumber);
            }
        }
        if (peek() == 'e' || peek() == 'E') {
            ++m_at;
            m_at += peek() == '-' || peek() == '+' ? 1 : 0;
            if (!digits()) {
                return fail(badNumber);
            }
        }
        const bool ends =
            m_at == m_text.size() || std::string_view(" \t\r\n,]}").find(peek()) != std::string::npos;
        return ends || fail(badNumber);
    }

    bool string() {
        for (++m_at; m_at < m_text.size(); ++m_at) {
            const char c = m_text[m_at];
            if (c == '"') {
                ++m_at;
                return true;
            }
            if (static_cast<unsigned char>(c) < 0x20 || (c == '\\' && !escape())) {
                return fail(badText);
            }
        }
        return fail(notObject);
    }

    // From a backslash to the last character of what it escapes.
    bool escape() {
        ++m_at;
        if (peek() != 'u') {
            return std::string_view("\"\\/bfnrt").find(peek()) != std::string::npos;
        }
        const auto unit = unitAt(m_at - 1);
        if (!unit) {
            return false;
        }
        const std::size_t begin = m_at + 1;
        m_at += 4;
        const bool high = *unit >= 0xD800 && *unit < 0xDC00;
        const auto next = high ? unitAt(m_at + 1) : std::nullopt;
        if (next && *next >= 0xDC00 && *next < 0xE000) {
            m_at += 6;
        } else if (*unit >= 0xD800 && *unit < 0xE000) {
            m_text.replace(begin, 4, "FFFD");
        }
        return true;
    }

    // The number of a "\uXXXX" that begins there.
    std::optional<unsigned> unitAt(std::size_t at) const {
        if (at + 6 > m_text.size() || m_text[at] != '\\' || m_text[at + 1] != 'u') {
            return std::nullopt;
        }
        unsigned unit = 0;
        const char* const begin = m_text.data() + at + 2;
        const auto [end, error] = std::from_chars(begin, begin + 4, unit, 16);
        return error == std::errc() && end == begin + 4 ? std::optional(unit) : std::nullopt;
    }

    std::string& m_text;
    std::size_t m_at = 0;
    std::vector<char> m_open; ///< the brackets that are open
    std::string_view m_problem;
};

} // namespace

std::string_view jsonObjectProblem(std::string& text) {
    return JsonCheck(text).problem();
}

} // namespace tastescope
