// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/values/date_scan.h"
#include "storage/import/values/value_parse.h"
#include "storage/import/values/written_date.h"

#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace tastescope {
namespace {

constexpr std::size_t longestDate = 96; // with the zone in words behind it

unsigned daysInMonth(std::int64_t year, unsigned month) {
    static constexpr std::array<unsigned char, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : days[month - 1];
}

std::optional<Time> toTime(const DateParts& parts) {
    return timeOfCivil(parts.year, parts.month, parts.day, parts.milliseconds);
}

// With all that the parts leave open.
std::optional<WrittenDate> written(std::optional<Time> time, const DateParts& parts) {
    if (!time || parts.clock) {
        return time ? std::optional(WrittenDate{*time, *time}) : std::nullopt;
    }
    const std::int64_t days = parts.dayless ? daysInMonth(parts.year, static_cast<unsigned>(parts.month)) : 1;
    Time last = 0;
    const bool beyond = __builtin_add_overflow(*time, days * millisecondsPerDay - 1, &last);
    return WrittenDate{*time, beyond ? std::numeric_limits<Time>::max() : last};
}

// Year first: "2021-03-04T05:06", "2021/03/04", "2021-03", "-0043-03-15".
bool parseYearFirst(std::string_view text, DateParts& parts) {
    const bool negative = text.starts_with('-');
    const bool sign = negative || text.starts_with('+');
    text.remove_prefix(sign ? 1 : 0);
    if (!takeNumber(text, 4, sign ? 9 : 4, parts.year) || text.empty() ||
        (text[0] != '-' && text[0] != '/' && text[0] != '.')) {
        return false;
    }
    parts.year = negative ? -parts.year : parts.year;
    const char separator = text[0];
    text.remove_prefix(1);
    if (!takeNumber(text, 1, 2, parts.month)) {
        return false;
    }
    if (take(text, separator)) {
        return takeNumber(text, 1, 2, parts.day) && takeTimeOfDay(text, parts);
    }
    parts.dayless = true;
    return separator != '.' && text.empty(); // "2021.03" is a number
}

// "20210304T050607.089Z", "20210304 0506"; digits alone are a number.
bool parseBasic(std::string_view text, DateParts& parts) {
    std::int64_t hour = 0;
    std::int64_t minute = 0;
    std::int64_t second = 0;
    if (text.size() < 9 || !takeNumber(text, 4, 4, parts.year) || !takeNumber(text, 2, 2, parts.month) ||
        !takeNumber(text, 2, 2, parts.day)) {
        return false;
    }
    DateParts withClock = parts;
    if (takeTimeOfDay(text, withClock)) {
        parts = withClock;
        return true;
    }
    if ((!take(text, 'T') && !take(text, ' ')) || !takeNumber(text, 2, 2, hour) ||
        !takeNumber(text, 2, 2, minute)) {
        return false;
    }
    takeNumber(text, 2, 2, second);
    // What follows is as behind "00:00:00".
    const std::string rest = "T00:00:00" + std::string(text);
    if (hour > 23 || minute > 59 || second > 60 || !takeTimeOfDay(rest, parts)) {
        return false;
    }
    parts.milliseconds += ((hour * 60 + minute) * 60 + second) * 1000;
    return true;
}

// Three numbers with the same sign between them, none of them a year of four digits in front.
struct Triple {
    std::array<std::int64_t, 3> numbers{};
    char separator = '\0';
    bool fullYear = false; ///< the last one has four digits
    DateParts clock;
};

bool parseTriple(std::string_view text, Triple& triple) {
    if (!takeNumber(text, 1, 2, triple.numbers[0]) || text.empty()) {
        return false;
    }
    triple.separator = text[0];
    if (triple.separator != '-' && triple.separator != '/' && triple.separator != '.' &&
        triple.separator != ' ') {
        return false;
    }
    const auto separate = [&] {
        const bool there = take(text, triple.separator);
        if (there && triple.separator != ' ') {
            take(text, ' '); // "25. 12. 2024"
        }
        return there;
    };
    if (!separate() || !takeNumber(text, 1, 2, triple.numbers[1]) || !separate()) {
        return false;
    }
    std::size_t digits = 0;
    while (digits < text.size() && isDigit(text[digits])) {
        ++digits;
    }
    triple.fullYear = digits == 4;
    return (digits == 4 || digits == 2) && takeNumber(text, digits, digits, triple.numbers[2]) &&
           takeTimeOfDay(text, triple.clock);
}

std::optional<Time> inOrder(const Triple& triple, DateOrder order) {
    const auto& [first, second, third] = triple.numbers;
    DateParts parts = triple.clock;
    parts.year = triple.fullYear ? third : fullYear(third);
    switch (order) {
    case DateOrder::DayMonthYear:
        parts.day = first;
        parts.month = second;
        break;
    case DateOrder::MonthDayYear:
        parts.month = first;
        parts.day = second;
        if (triple.separator == '.' && !triple.fullYear) {
            return std::nullopt; // 10.20.30 is a version of something
        }
        break;
    case DateOrder::YearMonthDay:
        if (triple.fullYear) {
            return std::nullopt;
        }
        parts.year = fullYear(first);
        parts.month = second;
        parts.day = third;
        break;
    case DateOrder::Unknown:
        return std::nullopt;
    }
    return toTime(parts);
}

// Without an order only what any order reads the same, or one alone can read.
std::optional<Time> tripleTime(const Triple& triple, DateOrder order) {
    if (order == DateOrder::YearMonthDay && triple.fullYear) {
        order = DateOrder::Unknown;
    }
    if (order != DateOrder::Unknown) {
        return inOrder(triple, order);
    }
    std::optional<Time> time;
    for (const DateOrder each : {DateOrder::DayMonthYear, DateOrder::MonthDayYear, DateOrder::YearMonthDay}) {
        const auto reading = inOrder(triple, each);
        if (reading && time && *time != *reading) {
            return std::nullopt;
        }
        time = reading ? reading : time;
    }
    return time;
}

std::optional<Time> checkedFloor(double milliseconds) {
    // The doubles beside 2^63: what is beyond them does not fit.
    constexpr double limit = 9.2233720368547748e18;
    const double whole = std::floor(milliseconds);
    return whole >= -limit && whole <= limit ? std::optional(static_cast<Time>(whole)) : std::nullopt;
}

// How many of a unit are a millisecond; for seconds the inverse is 1000.
std::optional<Time> inUnit(std::int64_t number, TimeNumbers unit) {
    if (unit == TimeNumbers::Seconds) {
        constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 1000;
        return number >= -most && number <= most ? std::optional(number * 1000) : std::nullopt;
    }
    const std::int64_t parts = unit == TimeNumbers::Milliseconds   ? 1
                               : unit == TimeNumbers::Microseconds ? 1000
                                                                   : 1'000'000;
    const Time time = number / parts - (number % parts < 0 ? 1 : 0);
    return time == noTime ? std::nullopt : std::optional(time);
}

TimeNumbers unitBySize(double size) {
    return size < 1e11   ? TimeNumbers::Seconds
           : size < 1e14 ? TimeNumbers::Milliseconds
           : size < 1e17 ? TimeNumbers::Microseconds
                         : TimeNumbers::Nanoseconds;
}

// 20241225183000 and its shorter forms.
std::optional<Time> fromDigits(std::string_view text) {
    DateParts parts;
    std::int64_t hour = 0;
    std::int64_t minute = 0;
    std::int64_t second = 0;
    std::int64_t thousandths = 0;
    if (text.size() > 6 && text.ends_with(".0")) {
        text.remove_suffix(2); // a program took the column for numbers
    }
    const std::size_t length = text.size();
    const bool known =
        length == 6 || length == 8 || length == 10 || length == 12 || length == 14 || length == 17;
    const auto next = [&](std::size_t digits, std::int64_t& number) {
        return text.empty() || takeNumber(text, digits, digits, number);
    };
    if (!known || !takeNumber(text, 4, 4, parts.year) || !takeNumber(text, 2, 2, parts.month) ||
        !next(2, parts.day) || !next(2, hour) || !next(2, minute) || !next(2, second) ||
        !next(3, thousandths) || hour > 23 || minute > 59 || second > 60) {
        return std::nullopt;
    }
    parts.milliseconds = ((hour * 60 + minute) * 60 + second) * 1000 + thousandths;
    return toTime(parts);
}

// 241225 for the 25th of December 2024.
std::optional<Time> fromShortDigits(std::string_view text) {
    DateParts parts;
    std::int64_t year = 0;
    if (text.size() > 6 && text.ends_with(".0")) {
        text.remove_suffix(2);
    }
    if (text.size() != 6 || !takeNumber(text, 2, 2, year) || !takeNumber(text, 2, 2, parts.month) ||
        !takeNumber(text, 2, 2, parts.day)) {
        return std::nullopt;
    }
    parts.year = fullYear(year);
    return toTime(parts);
}

std::optional<Time> fromYear(double year) {
    const bool whole = std::floor(year) == year && std::abs(year) <= 9999;
    return whole ? timeOfCivil(static_cast<std::int64_t>(year), 1, 1) : std::nullopt;
}

std::optional<Time> fromNumber(std::string_view text, TimeNumbers kind) {
    if (kind == TimeNumbers::None) {
        return std::nullopt;
    }
    if (kind == TimeNumbers::Digits || kind == TimeNumbers::ShortDigits) {
        return kind == TimeNumbers::Digits ? fromDigits(text) : fromShortDigits(text);
    }
    const bool epoch = kind != TimeNumbers::ExcelDays && kind != TimeNumbers::Years;
    if (const auto whole = epoch ? parseInteger(text) : std::nullopt) {
        const double size = std::abs(static_cast<double>(*whole));
        return inUnit(*whole, kind == TimeNumbers::BySize ? unitBySize(size) : kind);
    }
    const auto number = parseNumber(text);
    if (!number) {
        return std::nullopt;
    }
    switch (kind == TimeNumbers::BySize ? unitBySize(std::abs(*number)) : kind) {
    case TimeNumbers::Seconds:
        return checkedFloor(*number * 1e3);
    case TimeNumbers::Milliseconds:
        return checkedFloor(*number);
    case TimeNumbers::Microseconds:
        return checkedFloor(*number / 1e3);
    case TimeNumbers::ExcelDays:
        // Its day 60 is a 29 February 1900 that never was; the days from March 1900 on are right. Rounded,
        // because 18:30 is no finite fraction of a day.
        return *number >= 61 && *number < 2'958'466
                   ? checkedFloor(std::round((*number - 25'569) * 86'400'000.0))
                   : std::nullopt;
    case TimeNumbers::Years:
        return fromYear(*number);
    default:
        return std::abs(*number) > 9.2e18 ? std::nullopt : checkedFloor(*number / 1e6);
    }
}

bool isNumber(std::string_view text) {
    return parseInteger(text) || parseNumber(text);
}

struct FormatWord {
    std::string_view words; ///< the first one is the short one
    TimeFormat format;
};
constexpr std::array<FormatWord, 11> formatWords = {
    {{" dmy daymonthyear dayfirst ", {TimeNumbers::None, DateOrder::DayMonthYear}},
     {" mdy monthdayyear monthfirst ", {TimeNumbers::None, DateOrder::MonthDayYear}},
     {" ymd yearmonthday yearfirst iso ", {TimeNumbers::None, DateOrder::YearMonthDay}},
     {" s seconds unix epoch sec ", {TimeNumbers::Seconds, DateOrder::Unknown}},
     {" ms milliseconds millis ", {TimeNumbers::Milliseconds, DateOrder::Unknown}},
     {" us microseconds micros ", {TimeNumbers::Microseconds, DateOrder::Unknown}},
     {" ns nanoseconds nanos ", {TimeNumbers::Nanoseconds, DateOrder::Unknown}},
     {" excel exceldays ", {TimeNumbers::ExcelDays, DateOrder::Unknown}},
     {" yymmdd shortdigits ", {TimeNumbers::ShortDigits, DateOrder::Unknown}},
     {" digits yyyymmdd yyyymmddhhmmss yyyymmddhhmm ", {TimeNumbers::Digits, DateOrder::Unknown}},
     {" year years yyyy ", {TimeNumbers::Years, DateOrder::Unknown}}}};

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

std::optional<Time> timeOfCivil(std::int64_t year, std::int64_t month, std::int64_t day,
                                std::int64_t milliseconds) {
    constexpr std::int64_t lastYear = 292'278'995; // 2^63 ms end in 292,278,994
    if (month < 1 || month > 12 || day < 1 || year > lastYear || year < -lastYear ||
        day > daysInMonth(year, static_cast<unsigned>(month))) {
        return std::nullopt;
    }
    const std::int64_t days = daysFromCivil(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
    // Towards zero first, so that the first and the last day, which are not whole, can be reached.
    const std::int64_t inner = days < 0 ? days + 1 : days;
    const std::int64_t rest = days < 0 ? milliseconds - millisecondsPerDay : milliseconds;
    Time time = 0;
    if (__builtin_mul_overflow(inner, millisecondsPerDay, &time) ||
        __builtin_add_overflow(time, rest, &time) || time == noTime) {
        return std::nullopt;
    }
    return time;
}

std::optional<TimeFormat> parseTimeFormat(std::string_view word) {
    std::string wanted = " " + folded(trimmed(word)) + " ";
    for (const FormatWord& known : formatWords) {
        if (wanted.size() > 2 && wanted.find(' ', 1) == wanted.size() - 1 &&
            known.words.find(wanted) != std::string_view::npos) {
            return known.format;
        }
    }
    return std::nullopt;
}

std::string_view timeFormatWord(const TimeFormat& format) {
    const bool ordered = format.order != DateOrder::Unknown;
    for (const FormatWord& known : formatWords) {
        if (ordered ? known.format.order == format.order
                    : known.format.order == DateOrder::Unknown && known.format.numbers == format.numbers) {
            return known.words.substr(1, known.words.find(' ', 1) - 1);
        }
    }
    return {};
}

DateReadings readingsOf(std::string_view text, int lastYear) {
    text = trimmed(text);
    DateReadings readings;
    Triple triple;
    if (text.size() > longestDate) {
        return readings;
    }
    if (!parseTriple(text, triple)) {
        readings.day = readings.month = readings.year = readings.same = parseDate(text).has_value();
        return readings;
    }
    auto day = inOrder(triple, DateOrder::DayMonthYear);
    auto month = inOrder(triple, DateOrder::MonthDayYear);
    auto year = inOrder(triple, DateOrder::YearMonthDay);
    const Time end = daysFromCivil(lastYear + 1, 1, 1) * millisecondsPerDay;
    const auto soon = [&](const std::optional<Time>& time) { return time && *time < end; };
    if (soon(day) || soon(month) || soon(year)) {
        for (auto* reading : {&day, &month, &year}) {
            *reading = soon(*reading) ? *reading : std::nullopt;
        }
    }
    readings.day = day.has_value();
    readings.month = month.has_value();
    readings.year = year.has_value();
    readings.same = tripleTime(triple, DateOrder::Unknown).has_value() && day == month;
    readings.half = triple.clock.half;
    readings.separator = triple.separator;
    return readings;
}

bool saysNoTime(std::string_view text) {
    static constexpr std::string_view words = " null none nan nat n/a na nil - -- \\n ? unknown 0000-00-00 "
                                              "0000-00-00t00:00:00 0000-00-00t00:00:00z ";
    std::string word = " ";
    for (const char c : folded(trimmed(text))) {
        word.push_back(c == ' ' ? 't' : c);
    }
    word.push_back(' ');
    return word.size() == 2 || (word.size() < 24 && words.find(word) != std::string_view::npos);
}

std::optional<WrittenDate> parseWrittenDate(std::string_view text, DateOrder order) {
    text = trimmed(text);
    if (text.size() > longestDate) {
        return std::nullopt;
    }
    for (const auto parse : {parseYearFirst, parseBasic}) {
        DateParts parts;
        if (parse(text, parts)) {
            return written(toTime(parts), parts);
        }
    }
    if (Triple triple; parseTriple(text, triple)) {
        return written(tripleTime(triple, order), triple.clock);
    }
    const auto parts = parseWordDate(text);
    return parts ? written(toTime(*parts), *parts) : std::nullopt;
}

std::optional<Time> parseDate(std::string_view text, DateOrder order) {
    const auto date = parseWrittenDate(text, order);
    return date ? std::optional(date->first) : std::nullopt;
}

std::optional<Time> parseTime(std::string_view text, const TimeFormat& format) {
    text = trimmed(text);
    if (isNumber(text)) {
        return fromNumber(text, format.numbers);
    }
    return parseDate(text, format.order);
}

std::optional<Time> parseReleaseDate(std::string_view text, const TimeFormat& format) {
    text = trimmed(text);
    const auto number = parseNumber(text);
    if (!number) {
        return parseDate(text, format.order);
    }
    if (format.numbers == TimeNumbers::Digits || format.numbers == TimeNumbers::ShortDigits ||
        format.numbers == TimeNumbers::ExcelDays) {
        if (const auto time = fromNumber(text, format.numbers)) {
            return time;
        }
    }
    // 0 is how such columns say "unknown".
    return std::abs(*number) >= 1e9 ? parseTime(text, format)
                                    : (*number == 0 ? std::nullopt : fromYear(*number));
}

} // namespace tastescope
