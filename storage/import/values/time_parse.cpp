// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/values/value_parse.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace tastescope {
namespace {

constexpr std::int64_t millisecondsPerSecond = 1000;

struct Clock {
    std::int64_t year = 1970;
    unsigned month = 1;
    unsigned day = 1;
    std::int64_t milliseconds = 0; ///< of the day, less the zone's offset
};

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

// Takes a number of `least` to `most` digits off the front.
bool takeNumber(std::string_view& text, std::size_t least, std::size_t most, std::int64_t& number) {
    std::size_t count = 0;
    number = 0;
    while (count < text.size() && count < most && isDigit(text[count])) {
        number = number * 10 + (text[count] - '0');
        ++count;
    }
    text.remove_prefix(count);
    return count >= least;
}

bool take(std::string_view& text, char c) {
    if (!text.starts_with(c)) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

unsigned daysInMonth(std::int64_t year, unsigned month) {
    static constexpr std::array<unsigned char, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : days[month - 1];
}

// "Mar", "March", …; 0 when it is no month.
unsigned takeMonthName(std::string_view& text) {
    static constexpr std::array<std::string_view, 12> names = {
        "january", "february", "march",     "april",   "may",      "june",
        "july",    "august",   "september", "october", "november", "december"};
    std::size_t count = 0;
    std::array<char, 10> word{};
    while (count < text.size() && count < word.size()) {
        const char c = static_cast<char>(text[count] | 0x20);
        if (c < 'a' || c > 'z') {
            break;
        }
        word[count++] = c;
    }
    const std::string_view name(word.data(), count);
    for (unsigned i = 0; i < names.size(); ++i) {
        if (count >= 3 && names[i].starts_with(name)) {
            text.remove_prefix(count);
            return i + 1;
        }
    }
    return 0;
}

bool takeFraction(std::string_view& text, std::int64_t& milliseconds) {
    if (!take(text, '.') && !take(text, ',')) {
        return true;
    }
    std::size_t count = 0;
    std::int64_t scale = 100;
    for (; count < text.size() && isDigit(text[count]); ++count) {
        milliseconds += (text[count] - '0') * scale;
        scale /= 10;
    }
    text.remove_prefix(count);
    return count > 0;
}

bool takeZone(std::string_view& text, std::int64_t& milliseconds) {
    while (take(text, ' ')) {
    }
    if (text.empty() || text == "Z" || text == "z" || text == "UTC" || text == "GMT") {
        text = {};
        return true;
    }
    const bool west = text[0] == '-';
    std::int64_t hours = 0;
    std::int64_t minutes = 0;
    if (!take(text, '+') && !take(text, '-')) {
        return false;
    }
    if (!takeNumber(text, 2, 2, hours)) {
        return false;
    }
    if (!text.empty()) {
        take(text, ':');
        if (!takeNumber(text, 2, 2, minutes)) {
            return false;
        }
    }
    if (hours > 18 || minutes > 59 || !text.empty()) {
        return false;
    }
    const std::int64_t offset = (hours * 60 + minutes) * 60 * millisecondsPerSecond;
    milliseconds += west ? offset : -offset;
    return true;
}

// Behind the date: nothing, or "T" or blank, a time of day, and perhaps a zone.
bool takeTimeOfDay(std::string_view text, std::int64_t& milliseconds) {
    if (text.empty()) {
        return true;
    }
    if (!take(text, 'T') && !take(text, ' ')) {
        return false;
    }
    std::int64_t hour = 0;
    std::int64_t minute = 0;
    std::int64_t second = 0;
    if (!takeNumber(text, 1, 2, hour) || !take(text, ':') || !takeNumber(text, 2, 2, minute)) {
        return false;
    }
    if (take(text, ':') && (!takeNumber(text, 2, 2, second) || !takeFraction(text, milliseconds))) {
        return false;
    }
    if (hour > 23 || minute > 59 || second > 60) { // 60: a leap second
        return false;
    }
    milliseconds += ((hour * 60 + minute) * 60 + second) * millisecondsPerSecond;
    return takeZone(text, milliseconds);
}

std::optional<Time> toTime(const Clock& clock) {
    if (clock.month < 1 || clock.month > 12 || clock.day < 1 ||
        clock.day > daysInMonth(clock.year, clock.month)) {
        return std::nullopt;
    }
    return daysFromCivil(clock.year, clock.month, clock.day) * millisecondsPerDay + clock.milliseconds;
}

bool isSeparator(char c) {
    return c == '-' || c == '/' || c == ' ' || c == '.';
}

// Year first: "2021-03-04T05:06", "2021/03/04", "2021-03".
bool parseYearFirst(std::string_view text, Clock& clock) {
    std::int64_t month = 0;
    std::int64_t day = 1;
    if (!takeNumber(text, 4, 4, clock.year) || text.empty() || (text[0] != '-' && text[0] != '/')) {
        return false;
    }
    const char separator = text[0];
    text.remove_prefix(1);
    if (!takeNumber(text, 1, 2, month)) {
        return false;
    }
    if (take(text, separator) && !takeNumber(text, 1, 2, day)) {
        return false;
    }
    clock.month = static_cast<unsigned>(month);
    clock.day = static_cast<unsigned>(day);
    return takeTimeOfDay(text, clock.milliseconds);
}

// "04-Mar-2021", "4 March 2021 05:06".
bool parseDayFirst(std::string_view text, Clock& clock) {
    std::int64_t day = 0;
    if (!takeNumber(text, 1, 2, day) || text.empty() || !isSeparator(text[0])) {
        return false;
    }
    text.remove_prefix(1);
    clock.month = takeMonthName(text);
    clock.day = static_cast<unsigned>(day);
    if (clock.month == 0 || text.empty() || !isSeparator(text[0])) {
        return false;
    }
    text.remove_prefix(1);
    return takeNumber(text, 4, 4, clock.year) && takeTimeOfDay(text, clock.milliseconds);
}

// "Mar 4, 2021", "March 2021".
bool parseMonthFirst(std::string_view text, Clock& clock) {
    clock.month = takeMonthName(text);
    if (clock.month == 0) {
        return false;
    }
    take(text, '.');
    if (!take(text, ' ')) {
        return false;
    }
    std::string_view withDay = text;
    std::int64_t day = 1;
    if (takeNumber(withDay, 1, 2, day) && take(withDay, ',')) {
        take(withDay, ' ');
        clock.day = static_cast<unsigned>(day);
        text = withDay;
    }
    return takeNumber(text, 4, 4, clock.year) && takeTimeOfDay(text, clock.milliseconds);
}

std::optional<Time> parseEpoch(double number) {
    const double size = std::abs(number);
    if (size > 9.2e18) { // what 64 bits hold
        return std::nullopt;
    }
    const double milliseconds = size < 1e11   ? number * 1e3
                                : size < 1e14 ? number
                                : size < 1e17 ? number / 1e3
                                              : number / 1e6;
    return static_cast<Time>(std::floor(milliseconds));
}

std::optional<Time> parseEpoch(std::int64_t number) {
    const std::int64_t size = number < 0 ? -(number + 1) : number;
    if (size < 100'000'000'000) {
        return number * 1000;
    }
    if (size < 100'000'000'000'000) {
        return number;
    }
    const std::int64_t unit = size < 100'000'000'000'000'000 ? 1000 : 1'000'000;
    return number / unit - (number % unit < 0 ? 1 : 0);
}

} // namespace

std::int64_t daysFromCivil(std::int64_t year, unsigned month, unsigned day) {
    year -= month <= 2 ? 1 : 0;
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const std::int64_t yearOfEra = year - era * 400;
    const std::int64_t shifted = month > 2 ? month - 3 : month + 9;
    const std::int64_t dayOfYear = (153 * shifted + 2) / 5 + day - 1;
    const std::int64_t dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146'097 + dayOfEra - 719'468;
}

std::optional<Time> parseDate(std::string_view text) {
    text = trimmed(text);
    if (text.size() > 64) {
        return std::nullopt;
    }
    for (const auto parse : {parseYearFirst, parseDayFirst, parseMonthFirst}) {
        Clock clock;
        if (parse(text, clock)) {
            return toTime(clock);
        }
    }
    return std::nullopt;
}

std::optional<Time> parseTime(std::string_view text) {
    text = trimmed(text);
    if (const auto number = parseInteger(text)) {
        return parseEpoch(*number);
    }
    if (const auto date = parseDate(text)) {
        return date;
    }
    const auto number = parseNumber(text);
    return number ? parseEpoch(*number) : std::nullopt;
}

std::optional<Time> parseReleaseDate(std::string_view text) {
    text = trimmed(text);
    if (const auto number = parseNumber(text)) {
        if (std::abs(*number) >= 1e9) {
            return parseTime(text);
        }
        const auto year = static_cast<std::int64_t>(*number);
        if (static_cast<double>(year) != *number || year == 0 || year < -9999 || year > 9999) {
            return std::nullopt; // 0 is how such columns say "unknown"
        }
        return daysFromCivil(year, 1, 1) * millisecondsPerDay;
    }
    return parseDate(text);
}

} // namespace tastescope
