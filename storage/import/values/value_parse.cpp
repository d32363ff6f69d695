// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/values/value_parse.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

namespace tastescope {
namespace {

// Ten to these powers is exact in a double, and so is their quotient with a number below 2^53, correctly
// rounded.
constexpr std::array<double, 16> powersOfTen = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

// At most 15 digits with at most one point; nullopt also for what only the long way can read.
std::optional<double> parseShortNumber(std::string_view text) {
    const bool negative = !text.empty() && text[0] == '-';
    std::size_t at = negative ? 1 : 0;
    if (text.size() - at > 16) {
        return std::nullopt;
    }
    std::uint64_t digits = 0;
    std::size_t count = 0;
    std::size_t decimals = 0;
    bool point = false;
    for (; at < text.size(); ++at) {
        const unsigned digit = static_cast<unsigned char>(text[at]) - unsigned{'0'};
        if (digit <= 9) {
            digits = digits * 10 + digit;
            ++count;
            decimals += point ? 1 : 0;
        } else if (text[at] == '.' && !point) {
            point = true;
        } else {
            return std::nullopt;
        }
    }
    if (count == 0 || count > 15) {
        return std::nullopt;
    }
    const double value = static_cast<double>(digits) / powersOfTen[decimals];
    return negative ? -value : value;
}

std::optional<double> parseLongNumber(std::string_view text) {
    if (text.starts_with('+')) {
        text.remove_prefix(1);
        if (text.starts_with('-')) {
            return std::nullopt;
        }
    }
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
        return std::nullopt;
    }
    return value;
}

std::optional<double> parseCommaNumber(std::string_view text) {
    const std::size_t comma = text.find(',');
    if (text.find(',', comma == std::string_view::npos ? comma : comma + 1) != std::string_view::npos) {
        return std::nullopt;
    }
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == ',') {
            plain.push_back('.');
        } else if (text[i] != '.' || comma == std::string_view::npos) {
            plain.push_back(text[i]); // a point before a comma groups thousands
        } else if (i > comma) {
            return std::nullopt;
        }
    }
    return parseLongNumber(plain);
}

// Bytes of the separator that a text begins with: ' ' stands for the narrow and fixed blanks of typographers
// too, and '\'' for the apostrophe that bends.
std::size_t groupWidth(std::string_view text, char group) {
    if (text.front() == group) {
        return 1;
    }
    const auto begins = [&](std::initializer_list<std::string_view> marks) {
        const auto* const found =
            std::ranges::find_if(marks, [&](std::string_view mark) { return text.starts_with(mark); });
        return found == marks.end() ? 0 : found->size();
    };
    return group == ' ' ? begins({"\u00A0", "\u202F", "\u2009"}) : group == '\'' ? begins({"\u2019"}) : 0;
}

// "1,234.5" with groups of three digits as "1234.5"; nullopt where there are no such groups.
std::optional<std::string> withoutGroups(std::string_view text, bool decimalComma, char group) {
    std::string plain;
    std::size_t digits = 0; // since the last separator
    bool grouped = false;
    std::size_t at = 0;
    while (at < text.size()) {
        const char c = text[at];
        if (const std::size_t width = groupWidth(text.substr(at), group); width > 0) {
            if (digits == 0 || digits > 3 || (grouped && digits != 3)) {
                return std::nullopt;
            }
            grouped = true;
            digits = 0;
            at += width;
        } else if (c >= '0' && c <= '9') {
            plain.push_back(c);
            ++digits;
            ++at;
        } else if (plain.empty() || (plain == "-" && digits == 0)) {
            plain.push_back(c); // a sign; anything else is found out when the number is read
            ++at;
        } else {
            break;
        }
    }
    if (!grouped || digits != 3) {
        return std::nullopt;
    }
    const std::string_view rest = text.substr(at);
    if (!rest.empty() && rest.front() != (decimalComma ? ',' : '.')) {
        return std::nullopt;
    }
    return plain.append(rest);
}

} // namespace

std::string_view trimmed(std::string_view text) {
    const auto blank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
    while (!text.empty() && blank(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && blank(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

std::optional<std::int64_t> parseInteger(std::string_view text) {
    text = trimmed(text);
    if (text.starts_with('+') && !text.starts_with("+-")) {
        text.remove_prefix(1);
    }
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.empty()) {
        return std::nullopt;
    }
    return value;
}

std::string folded(std::string_view text) {
    // The letters of Latin-1 from U+00C0 to U+00FF, lower and upper case alike, as UTF-8 after 0xC3.
    static constexpr std::array<std::string_view, 32> latin = {
        "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",
        "d", "n", "o", "o", "o", "o", "o",  "",  "o", "u", "u", "u", "u", "y", "",  "ss"};
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c >= 'A' && c <= 'Z') {
            out.push_back(static_cast<char>(c - 'A' + 'a'));
        } else if (c == '\xC3' && i + 1 < text.size() &&
                   (static_cast<unsigned char>(text[i + 1]) >> 6U) == 2) {
            const unsigned letter = static_cast<unsigned char>(text[++i]) & 0x3FU;
            out += letter == 0x3F ? "y" : latin[letter & 0x1FU];
        } else if ((c == '\xCC' || c == '\xCD') && i + 1 < text.size()) {
            ++i; // an accent that stands behind its letter
        } else {
            out.push_back(c);
        }
    }
    return out;
}

std::optional<float> parseOpinion(std::string_view text) {
    struct Words {
        float value;
        std::string_view words;
    };
    static constexpr std::array<Words, 3> opinions = {
        {{1, " true yes y up like liked thumbsup thumbup positive good ja oui vrai si verdadero wahr "},
         {0, " false no n none neutral nein non faux falso falsch "},
         {-1, " down dislike disliked thumbsdown thumbdown negative bad "}}};
    std::string word = " ";
    for (const char c : folded(trimmed(text))) {
        if (c != ' ' && c != '_' && c != '-') {
            word.push_back(c);
        }
    }
    word.push_back(' ');
    for (const Words& known : opinions) {
        if (word.size() > 2 && known.words.find(word) != std::string_view::npos) {
            return known.value;
        }
    }
    return std::nullopt;
}

std::optional<double> parseNumber(std::string_view text, bool decimalComma, char group) {
    text = trimmed(text);
    if (constexpr std::string_view minus = "\u2212"; text.starts_with(minus)) {
        const std::string_view rest = text.substr(minus.size());
        const bool another = rest.starts_with('-') || rest.starts_with('+') || rest.starts_with(minus);
        const auto value = another ? std::nullopt : parseNumber(rest, decimalComma, group);
        return value ? std::optional(-*value) : std::nullopt;
    }
    if (group != '\0') {
        if (const auto plain = withoutGroups(text, decimalComma, group)) {
            return decimalComma ? parseCommaNumber(*plain) : parseLongNumber(*plain);
        }
    }
    if (decimalComma && text.find(',') != std::string_view::npos) {
        return parseCommaNumber(text);
    }
    if (const auto value = parseShortNumber(text)) {
        return value;
    }
    return parseLongNumber(text);
}

std::optional<float> parseValue(std::string_view text, bool decimalComma, char group) {
    const auto value = parseNumber(text, decimalComma, group);
    if (!value || std::abs(*value) > static_cast<double>(std::numeric_limits<float>::max())) {
        return std::nullopt;
    }
    return static_cast<float>(*value);
}

std::optional<int> trailingYear(std::string_view title) {
    title = trimmed(title);
    if (title.size() < 7 || title.back() != ')' || title[title.size() - 6] != '(') {
        return std::nullopt;
    }
    int year = 0;
    for (const char c : title.substr(title.size() - 5, 4)) {
        if (c < '0' || c > '9') {
            return std::nullopt;
        }
        year = year * 10 + (c - '0');
    }
    return year >= 1000 && year <= 2999 ? std::optional(year) : std::nullopt;
}

} // namespace tastescope
