// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/values/date_scan.h"

#include <array>
#include <initializer_list>

namespace tastescope {
namespace {

constexpr std::int64_t millisecondsPerMinute = 60'000;

bool takeFraction(std::string_view& text, std::int64_t& milliseconds) {
    if (text.size() < 2 || (text[0] != '.' && text[0] != ',') || !isDigit(text[1])) {
        return text.empty() || (text[0] != '.' && (text[0] != ',' || text.size() > 1));
    }
    std::int64_t scale = 100;
    for (text.remove_prefix(1); !text.empty() && isDigit(text[0]); text.remove_prefix(1)) {
        milliseconds += (text[0] - '0') * scale;
        scale /= 10;
    }
    return true;
}

void takeBlanks(std::string_view& text) {
    while (take(text, ' ')) {
    }
    // The narrow and the fixed blank, which some programs write before "PM".
    for (const std::string_view blank : {"\u202F", "\u00A0"}) {
        text.remove_prefix(text.starts_with(blank) ? blank.size() : 0);
    }
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// "AM", "pm", "p.m.", "p. m.": 'a' or 'p', or '\0' where there is nothing of the kind.
char takeHalf(std::string_view& text) {
    std::string_view rest = text;
    takeBlanks(rest);
    const char half = rest.empty() ? '\0' : lower(rest[0]);
    if (half != 'a' && half != 'p') {
        return '\0';
    }
    rest.remove_prefix(1);
    const bool dotted = take(rest, '.');
    if (dotted) {
        take(rest, ' ');
    }
    if (rest.empty() || lower(rest[0]) != 'm') {
        return '\0';
    }
    rest.remove_prefix(1);
    if (dotted) {
        take(rest, '.');
    }
    if (!rest.empty() && lower(rest[0]) >= 'a' && lower(rest[0]) <= 'z') {
        return '\0';
    }
    text = rest;
    return half;
}

// Zones that have one meaning everywhere that data is written with them, as minutes east.
struct Zone {
    std::string_view name;
    int minutes;
};
constexpr std::array<Zone, 24> zones = {
    {{"UTC", 0},    {"GMT", 0},    {"Z", 0},      {"z", 0},      {"WET", 0},    {"WEST", 60},
     {"CET", 60},   {"CEST", 120}, {"MEZ", 60},   {"MESZ", 120}, {"EET", 120},  {"EEST", 180},
     {"MSK", 180},  {"BST", 60},   {"JST", 540},  {"KST", 540},  {"EST", -300}, {"EDT", -240},
     {"CST", -360}, {"CDT", -300}, {"MST", -420}, {"MDT", -360}, {"PST", -480}, {"PDT", -420}}};

// "+02:00", "-0500", "+01".
bool takeOffset(std::string_view& text, DateParts& parts) {
    const bool west = text[0] == '-';
    std::int64_t hours = 0;
    std::int64_t minutes = 0;
    text.remove_prefix(1);
    if (!takeNumber(text, 2, 2, hours)) {
        return false;
    }
    const bool colon = take(text, ':');
    if ((colon || (!text.empty() && isDigit(text[0]))) && !takeNumber(text, 2, 2, minutes)) {
        return false;
    }
    if (hours > 18 || minutes > 59) {
        return false;
    }
    const std::int64_t offset = (hours * 60 + minutes) * millisecondsPerMinute;
    parts.milliseconds += west ? offset : -offset;
    return true;
}

bool takeZone(std::string_view& text, DateParts& parts) {
    std::string_view rest = text;
    takeBlanks(rest);
    std::size_t letters = 0;
    while (letters < rest.size() && lower(rest[letters]) >= 'a' && lower(rest[letters]) <= 'z') {
        ++letters;
    }
    bool named = false;
    for (const Zone& zone : zones) {
        if (letters > 0 && rest.substr(0, letters) == zone.name) {
            parts.milliseconds -= zone.minutes * millisecondsPerMinute;
            rest.remove_prefix(letters);
            text = rest;
            named = true;
            break;
        }
    }
    if (!rest.empty() && (rest[0] == '+' || (rest[0] == '-' && rest.size() > 1 && isDigit(rest[1])))) {
        if (!takeOffset(rest, parts)) {
            return false;
        }
        text = rest;
        named = true;
    }
    // "(Central European Time)", "[Europe/Berlin]": the zone once more, in words.
    takeBlanks(rest);
    if (named && !rest.empty() &&
        ((rest.front() == '(' && rest.back() == ')') || (rest.front() == '[' && rest.back() == ']'))) {
        text = {};
    }
    return true;
}

} // namespace

bool take(std::string_view& text, char c) {
    if (!text.starts_with(c)) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

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

std::int64_t fullYear(std::int64_t twoDigits) {
    return twoDigits + (twoDigits < 69 ? 2000 : 1900);
}

bool takeClock(std::string_view& text, DateParts& parts) {
    std::int64_t hour = 0;
    std::int64_t minute = 0;
    std::int64_t second = 0;
    if (!takeNumber(text, 1, 2, hour)) {
        return false;
    }
    char half = takeHalf(text); // "6 PM"
    if (half == '\0') {
        const char separator = text.empty() ? '\0' : text[0];
        if (separator != ':' && separator != '.' && lower(separator) != 'h') {
            return false;
        }
        text.remove_prefix(1);
        if (!takeNumber(text, 2, 2, minute)) {
            return false;
        }
        const bool seconds = text.size() > 2 && text[0] == separator && isDigit(text[1]) && isDigit(text[2]);
        if (seconds) {
            text.remove_prefix(1);
            takeNumber(text, 2, 2, second);
        }
        // "18:30:" and "18:30:5" are not what they begin to be.
        if ((!seconds && take(text, ':')) || (!text.empty() && isDigit(text[0])) ||
            (seconds && !takeFraction(text, parts.milliseconds))) {
            return false;
        }
        half = takeHalf(text);
    }
    if (half != '\0') {
        if (hour < 1 || hour > 12) {
            return false;
        }
        hour = hour % 12 + (half == 'p' ? 12 : 0);
        parts.half = true;
    }
    if (hour > 23 || minute > 59 || second > 60) { // 60: a leap second
        return false;
    }
    parts.milliseconds += ((hour * 60 + minute) * 60 + second) * 1000;
    parts.clock = true;
    return takeZone(text, parts);
}

bool takeTimeOfDay(std::string_view text, DateParts& parts) {
    if (text.empty()) {
        return true;
    }
    if (text[0] == 'T' || text[0] == 't' || text[0] == '_' || text[0] == ':') {
        text.remove_prefix(1);
    } else if (text[0] == ' ' || text[0] == ',') {
        take(text, ',');
        takeBlanks(text);
        for (const std::string_view word : {"um ", "at ", "à ", "a las ", "- "}) {
            if (text.starts_with(word)) {
                text.remove_prefix(word.size());
            }
        }
    } else {
        return false;
    }
    if (!takeClock(text, parts)) {
        return false;
    }
    takeBlanks(text);
    return text.empty() || text == "Uhr" || text == "h";
}

} // namespace tastescope
