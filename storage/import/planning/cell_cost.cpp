// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/planning/cell_cost.h"

#include "storage/import/values/value_parse.h"

#include <algorithm>

namespace tastescope {
namespace {

constexpr double padded = 0.1;           ///< blanks at an end
constexpr double words = 0.02;           ///< blanks inside
constexpr double wordsAndNumbers = 0.25; ///< "Oak 5": a title now and then, in each row two cells
constexpr double vector = 0.1;           ///< numbers with blanks between
constexpr double object = 0.1;           ///< ['a', 'b'] or {…}
constexpr double sentence = 0.2;         ///< separators with a blank behind each: a list or prose
constexpr double list = 0.3;             ///< one kind of separator between things of one kind
constexpr double mixed = 0.6;            ///< several kinds, or between things of several kinds
constexpr double quoted = 0.8;           ///< quotes that were quoting
constexpr double halfQuoted = 0.5;
constexpr double innerQuote = 0.3;

constexpr std::string_view separators = ",;|^~";

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

// Digits with what stands between them in dates and times of day.
bool looksLikeTime(std::string_view text) {
    std::size_t digits = 0;
    std::size_t marks = 0;
    for (const char c : text) {
        digits += isDigit(c) ? 1 : 0;
        marks += c == '-' || c == '/' || c == ':' || c == '.' ? 1 : 0;
        if (!isDigit(c) && std::string_view("-/:.+TZ ampAMP").find(c) == std::string_view::npos) {
            return false;
        }
    }
    return digits >= 3 && marks >= 1 && isDigit(text.front());
}

bool isPlainNumber(std::string_view text) {
    return parseNumber(text) || parseNumber(text, true);
}

struct Inside {
    std::size_t kinds = 0;  ///< of separators
    std::size_t count = 0;  ///< separators
    std::size_t spaced = 0; ///< of these, followed by a blank
    bool hard = false;      ///< tabs and the like, which no text has
    bool blanks = false;
    char separator = '\0';
};

Inside lookInside(std::string_view text, std::string_view delimiter) {
    Inside inside;
    for (const char separator : separators) {
        const auto times = static_cast<std::size_t>(std::ranges::count(text, separator));
        if (times == 0 || delimiter.find(separator) != std::string_view::npos) {
            continue;
        }
        ++inside.kinds;
        inside.count += times;
        inside.separator = separator;
    }
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
        const bool separator = separators.find(text[i]) != std::string_view::npos;
        inside.spaced += separator && text[i + 1] == ' ' ? 1 : 0;
    }
    const bool colons = delimiter != ":" && text.find("::") != std::string_view::npos;
    inside.hard = colons || text.find_first_of("\t\x01") != std::string_view::npos;
    inside.blanks = text.find(' ') != std::string_view::npos;
    return inside;
}

bool allNumbers(std::string_view text, char separator, bool& anyNumber) {
    bool all = true;
    while (true) {
        const std::size_t end = std::min(text.find(separator), text.size());
        const bool number = isNumberOrTime(trimmed(text.substr(0, end)));
        all &= number;
        anyNumber |= number;
        if (end == text.size()) {
            return all;
        }
        text.remove_prefix(end + 1);
    }
}

bool isSeparator(char c) {
    return separators.find(c) != std::string_view::npos;
}

double costOfText(std::string_view text, std::string_view delimiter) {
    const bool brackets =
        (text.front() == '[' && text.back() == ']') || (text.front() == '{' && text.back() == '}');
    const Inside inside = lookInside(text, delimiter);
    if (brackets && !inside.hard) {
        return object;
    }
    if (inside.hard) {
        return mixed;
    }
    bool anyNumber = false;
    if (inside.kinds == 0) {
        return !inside.blanks                     ? 0
               : allNumbers(text, ' ', anyNumber) ? vector
               : anyNumber                        ? wordsAndNumbers
                                                  : words;
    }
    if (isSeparator(text.front()) || isSeparator(text.back())) {
        return mixed;
    }
    if (inside.kinds > 1) {
        return inside.spaced == inside.count ? (sentence + mixed) / 2 : mixed;
    }
    const bool all = allNumbers(text, inside.separator, anyNumber);
    if (anyNumber && !all) {
        return inside.spaced == inside.count ? (sentence + mixed) / 2 : mixed;
    }
    return inside.spaced == inside.count ? sentence : list;
}

} // namespace

bool isNumberOrTime(std::string_view text) {
    if (text.empty()) {
        return false;
    }
    for (const std::string_view sign : {"$", "€", "£"}) {
        if (text.starts_with(sign)) {
            text.remove_prefix(sign.size());
        } else if (text.ends_with(sign)) {
            text.remove_suffix(sign.size());
        }
    }
    if (text.ends_with('%')) {
        text.remove_suffix(1);
    }
    return !text.empty() && (isPlainNumber(text) || looksLikeTime(text) || parseDate(text));
}

double cellCost(std::string_view cell, std::string_view delimiter) {
    const std::string_view text = trimmed(cell);
    if (text.empty()) {
        return 0;
    }
    double cost = text.size() == cell.size() ? 0 : padded;
    const char front = text.front();
    const bool quotes = front == '"' || text.back() == '"';
    if (text.size() >= 2 && front == text.back() && (front == '"' || front == '\'')) {
        return cost + quoted;
    }
    if (isNumberOrTime(text)) {
        return cost;
    }
    cost += quotes ? halfQuoted : text.find('"') != std::string_view::npos ? innerQuote : 0;
    return cost + costOfText(text, delimiter);
}

} // namespace tastescope
