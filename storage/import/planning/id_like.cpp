// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/planning/id_like.h"

#include "storage/import/values/value_parse.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

namespace tastescope {
namespace {

constexpr double nearlyAll = 0.9;
constexpr std::size_t enoughForNames = 5;   ///< values, where a name speaks for an id as well
constexpr std::size_t enoughForValues = 20; ///< where nothing but the values does: few are always distinct

/// The filled values of a column, one for each item (or person): interactions repeat them.
struct Values {
    std::vector<std::string_view> texts;
    std::size_t distinct = 0;

    bool nearlyUnique() const {
        return static_cast<double>(distinct) >= nearlyAll * static_cast<double>(texts.size());
    }
    bool mostly(bool (*is)(std::string_view)) const {
        const auto good = static_cast<double>(std::ranges::count_if(texts, is));
        return !texts.empty() && good >= nearlyAll * static_cast<double>(texts.size());
    }
};

Values valuesOf(const Sniff& sniff, std::size_t column, ColumnRole key) {
    const auto& columns = sniff.plan.columns;
    const auto found =
        static_cast<std::size_t>(std::ranges::find(columns, key, &ColumnPlan::role) - columns.begin());
    Values values;
    std::unordered_set<std::string_view> seen;
    std::unordered_set<std::string_view> distinct;
    for (const auto& row : sniff.rows) {
        const std::string_view text = trimmed(row[column]);
        if (!text.empty() && (found == columns.size() || seen.insert(trimmed(row[found])).second)) {
            values.texts.push_back(text);
            distinct.insert(text);
        }
    }
    values.distinct = distinct.size();
    return values;
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
bool isHex(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool allOf(std::string_view text, bool (*is)(char)) {
    return !text.empty() && std::ranges::all_of(text, is);
}

bool isAddress(std::string_view text) {
    const std::size_t scheme = text.find("://");
    return (scheme != std::string_view::npos && scheme > 1 && scheme < 8 && text.find(' ') > scheme) ||
           text.starts_with("www.");
}

bool isMail(std::string_view text) {
    const std::size_t at = text.find('@');
    return at != std::string_view::npos && at > 0 && text.find('.', at) != std::string_view::npos &&
           text.find(' ') == std::string_view::npos;
}

bool isUuid(std::string_view text) {
    constexpr std::array<std::size_t, 4> dashes = {8, 13, 18, 23};
    if (text.size() != 36) {
        return false;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = std::ranges::find(dashes, i) != dashes.end();
        if (dash ? text[i] != '-' : !isHex(text[i])) {
            return false;
        }
    }
    return true;
}

// The sums of MD5, SHA-1, SHA-256 and half a UUID; a number alone is none.
bool isHash(std::string_view text) {
    return (text.size() == 16 || text.size() == 32 || text.size() == 40 || text.size() == 64) &&
           allOf(text, isHex) && !allOf(text, isDigit);
}

/// ISBN-10 and ISBN-13 by their check digits, with or without hyphens.
bool isIsbn(std::string_view text) {
    std::string digits;
    for (const char c : text) {
        if (c != '-' && c != ' ') {
            digits.push_back(c);
        }
    }
    int sum = 0;
    if (digits.size() == 10 && allOf(digits.substr(0, 9), isDigit)) {
        for (int i = 0; i < 9; ++i) {
            sum += (10 - i) * (digits[static_cast<std::size_t>(i)] - '0');
        }
        const bool ten = digits[9] == 'X' || digits[9] == 'x';
        return (ten || isDigit(digits[9])) && (sum + (ten ? 10 : digits[9] - '0')) % 11 == 0;
    }
    if (digits.size() != 13 || !allOf(digits, isDigit) ||
        !(digits.starts_with("978") || digits.starts_with("979"))) {
        return false;
    }
    for (std::size_t i = 0; i < digits.size(); ++i) {
        sum += (i % 2 == 0 ? 1 : 3) * (digits[i] - '0');
    }
    return sum % 10 == 0;
}

// "tt0114709" of films and "nm0000123" of people, "B000FA64PK" of articles, "Q42" of things.
bool isCatalogueNumber(std::string_view text) {
    const bool film = (text.starts_with("tt") || text.starts_with("nm")) && text.size() >= 9 &&
                      allOf(text.substr(2), isDigit);
    const bool article = text.size() == 10 && text.starts_with("B0") &&
                         allOf(text.substr(2), [](char c) { return isDigit(c) || (c >= 'A' && c <= 'Z'); });
    const bool thing = text.size() >= 2 && text[0] == 'Q' && allOf(text.substr(1), isDigit);
    return film || article || thing;
}

bool isWholeNumber(std::string_view text) {
    const auto number = parseNumber(text);
    return number && *number == std::floor(*number);
}

// Words of other scripts are often written without blanks: a title may be one such token.
bool isToken(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && static_cast<unsigned char>(c) < 0x7f; });
}

// Row after row one more, as programs number what they write; years are sorted at times as well.
bool numbersRows(const Values& values) {
    constexpr double firstYear = 1500;
    constexpr double lastYear = 2100;
    bool years = true;
    for (std::size_t i = 0; i < values.texts.size(); ++i) {
        const auto number = parseInteger(values.texts[i]);
        const auto before = i == 0 ? std::nullopt : parseInteger(values.texts[i - 1]);
        if (!number || (i > 0 && *number != *before + 1)) {
            return false;
        }
        years &= static_cast<double>(*number) >= firstYear && static_cast<double>(*number) <= lastYear;
    }
    return !years && values.texts.size() >= enoughForNames;
}

// Bar codes and the like: long numbers of one length.
bool areLongCodes(const Values& values) {
    constexpr std::size_t digits = 8;
    return values.texts.front().size() >= digits &&
           std::ranges::all_of(values.texts, [&](std::string_view text) {
               return text.size() == values.texts.front().size() && allOf(text, isDigit);
           });
}

std::string share(const Values& values) {
    return std::to_string(values.distinct) + " of " + std::to_string(values.texts.size()) + " differ";
}

// What the values are by themselves, whatever the column is called; empty = nothing known.
std::string patternOf(const Values& values) {
    struct Pattern {
        bool (*is)(std::string_view);
        const char* what;
    };
    constexpr std::array patterns = {
        Pattern{isAddress, "addresses"}, Pattern{isMail, "e-mail addresses"},
        Pattern{isUuid, "UUIDs"},        Pattern{isHash, "hashes"},
        Pattern{isIsbn, "ISBNs"},        Pattern{isCatalogueNumber, "numbers of a catalogue"}};
    const auto found =
        std::ranges::find_if(patterns, [&](const Pattern& each) { return values.mostly(each.is); });
    return found == patterns.end() ? "" : found->what;
}

// Why the column names its item instead of describing it; empty = it describes.
std::string whyId(const ColumnPlan& column, const Values& values) {
    // What comes again and again is a group, also where it is written as an address or a number.
    const bool groups = values.distinct * 2 < values.texts.size();
    if (values.texts.empty() || groups) {
        return {};
    }
    if (const std::string pattern = patternOf(values); !pattern.empty()) {
        return "like an id: it holds " + pattern;
    }
    const std::size_t count = values.texts.size();
    const bool token = values.mostly(isToken);
    const bool whole = values.mostly(isWholeNumber);
    const bool number = column.looksLike == "number" || column.looksLike == "integer";
    if (!values.nearlyUnique() || !token) {
        return {};
    }
    if (count >= enoughForNames && namesAnId(column.name) && (whole || !number)) {
        return "like an id: by its name, and " + share(values);
    }
    if (numbersRows(values) && !namesAPlace(column.name)) {
        return "like an id: it numbers the rows";
    }
    if (count < enoughForValues) {
        return {};
    }
    if (looksLikeTime(column)) {
        return "like an id: a moment for nearly every one, " + share(values);
    }
    if (areLongCodes(values)) {
        return "like an id: long numbers of one length, " + share(values);
    }
    return column.looksLike == "text" ? "like an id: single words, " + share(values) : std::string();
}

bool isKnownAttribute(const ColumnPlan& column) {
    constexpr std::array<std::string_view, 5> known = {"title", "creator", "categories", "tags", "released"};
    return std::ranges::find(known, column.attribute) != known.end() || !column.lookup.empty() ||
           meaningOfName(column.name) == NameMeaning::UserTrait;
}

} // namespace

void leaveOutIdLike(Sniff& sniff) {
    auto& columns = sniff.plan.columns;
    if (sniff.plan.kind == FileKind::Ignored) {
        return;
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
        ColumnPlan& column = columns[i];
        const bool ofItem = column.role == ColumnRole::ItemAttribute;
        if ((!ofItem && column.role != ColumnRole::UserAttribute) || column.why == "by --map" ||
            isKnownAttribute(column)) {
            continue;
        }
        const std::string why =
            whyId(column, valuesOf(sniff, i, ofItem ? ColumnRole::Item : ColumnRole::User));
        if (why.empty()) {
            continue;
        }
        const bool dated = std::ranges::any_of(
            columns, [](const ColumnPlan& other) { return other.attribute == "released"; });
        if (ofItem && !dated && looksLikeTime(column) && namesARelease(column.name)) {
            column.attribute = "released";
            continue;
        }
        column.role = ColumnRole::Ignore;
        column.attribute.clear();
        column.listSeparator.clear();
        column.why = why;
    }
}

} // namespace tastescope
