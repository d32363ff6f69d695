// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/values/date_scan.h"
#include "storage/import/values/value_parse.h"

#include <array>
#include <string>

namespace tastescope {
namespace {

// By month, in English, German, French and Spanish, folded; the last are short forms that begin no long one.
constexpr std::array<std::string_view, 12> monthNames = {"january januar janner jaenner janvier enero",
                                                         "february februar feber fevrier febrero",
                                                         "march marz maerz mars marzo mrz",
                                                         "april avril abril",
                                                         "may mai mayo",
                                                         "june juni juin junio",
                                                         "july juli juillet julio jul",
                                                         "august aout agosto",
                                                         "september septembre septiembre setiembre",
                                                         "october oktober octobre octubre",
                                                         "november novembre noviembre",
                                                         "december dezember decembre diciembre"};

constexpr std::string_view dayNames =
    "monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag "
    "samstag sonnabend sonntag lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miercoles "
    "jueves viernes sabado domingo";

constexpr std::string_view littleWords =
    " de del d den der le la el las los am um at on of the a et uhr h st "
    "nd rd th er ere eme ";

// Whether `word` (three letters at least, or two of a day) begins one of the names.
bool beginsOne(std::string_view names, std::string_view word) {
    for (std::size_t at = names.find(word); at != std::string_view::npos; at = names.find(word, at + 1)) {
        if (at == 0 || names[at - 1] == ' ') {
            return true;
        }
    }
    return false;
}

// 1 to 12; 0 for no month and for what begins two of them ("jui").
int monthOf(std::string_view word) {
    int month = 0;
    for (std::size_t i = 0; word.size() >= 3 && i < monthNames.size(); ++i) {
        if (beginsOne(monthNames[i], word)) {
            if (month != 0) {
                return 0;
            }
            month = static_cast<int>(i) + 1;
        }
    }
    return month;
}

bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0xC3;
}

std::string takeWord(std::string_view& text) {
    std::size_t end = 0;
    while (end < text.size() && (isLetter(text[end]) || (static_cast<unsigned char>(text[end]) >= 0x80))) {
        ++end;
    }
    std::string word = folded(text.substr(0, end));
    text.remove_prefix(end);
    return word;
}

// What was seen of a date while its text is read from left to right.
struct WordDate {
    DateParts parts;
    std::string monthWord;
    bool year = false;
    bool month = false;
    bool day = false;
    bool clock = false;

    bool addWord(const std::string& word) {
        if (const int number = monthOf(word); number != 0 && (!month || beginsOne(dayNames, monthWord))) {
            parts.month = number; // "mar. 25 déc.": what looked like a month was the day of the week
            monthWord = word;
            month = true;
            return true;
        }
        return (word.size() >= 2 && beginsOne(dayNames, word)) ||
               littleWords.find(' ' + word + ' ') != std::string_view::npos;
    }

    bool addNumber(std::string_view& text) {
        std::string_view rest = text;
        std::int64_t number = 0;
        std::size_t digits = 0;
        while (digits < text.size() && isDigit(text[digits])) {
            ++digits;
        }
        const char next = digits < text.size() ? text[digits] : '\0';
        const bool minutes =
            digits <= 2 && digits + 2 < text.size() && isDigit(text[digits + 1]) && isDigit(text[digits + 2]);
        const bool full = month && year && day; // the rest can be a time of day only
        if (!clock && ((minutes && (next == ':' || next == 'h' || (next == '.' && full))) || full)) {
            clock = true;
            return takeClock(text, parts);
        }
        takeNumber(rest, 1, 4, number);
        if (digits == 4 && !year) {
            parts.year = number;
            year = true;
        } else if (digits <= 2 && !day) {
            parts.day = number;
            day = true;
        } else if (digits == 2 && !year && month) {
            parts.year = fullYear(number);
            year = true;
        } else {
            return false;
        }
        text = rest;
        return true;
    }
};

/// Whether the first character stands between the parts: 'T' before a clock, ':' as in
/// "25/Dec/2024:18:30:00".
bool separates(std::string_view text, const WordDate& date) {
    const char c = text[0];
    return std::string_view(" ,-/.'").find(c) != std::string_view::npos ||
           (c == 'T' && date.day && text.size() > 1 && isDigit(text[1])) ||
           (c == ':' && date.year && !date.clock);
}

} // namespace

std::optional<DateParts> parseWordDate(std::string_view text) {
    WordDate date;
    bool letters = false;
    while (!text.empty()) {
        const char c = text[0];
        if (isDigit(c)) {
            if (!date.addNumber(text)) {
                return std::nullopt;
            }
        } else if (separates(text, date)) {
            text.remove_prefix(1);
        } else if (isLetter(c)) {
            letters = true;
            if (!date.addWord(takeWord(text))) {
                return std::nullopt;
            }
        } else if (text.starts_with("º") || text.starts_with("ª") || text.starts_with("°")) {
            text.remove_prefix(2);
        } else {
            return std::nullopt;
        }
    }
    if (!letters || !date.month || !date.year || (date.clock && !date.day)) {
        return std::nullopt;
    }
    date.parts.dayless = !date.day;
    return date.parts;
}

} // namespace tastescope
