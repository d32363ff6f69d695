// SPDX-License-Identifier: GPL-3.0-or-later
// How the times of one column are written: what its numbers count, and which of day and month comes first. It
// is decided once a column, from many values, because single ones do not tell. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tastescope {

/// What a bare number is.
enum class TimeNumbers : std::uint8_t {
    BySize, ///< since 1970 in s, ms, µs or ns, told by the size: 10^11 s are the year 5138
    Seconds,
    Milliseconds,
    Microseconds,
    Nanoseconds,
    ExcelDays,   ///< since 1899-12-30, with the time of day as fraction
    ShortDigits, ///< 241225, a year of two digits before month and day
    Digits,      ///< 20241225, 2024122518, 202412251830, 20241225183000; 202412 is the first of the month
    Years,       ///< 2024
    None         ///< no time: the column holds dates, and a bare number among them is a slip
};

enum class DateOrder : std::uint8_t {
    Unknown, ///< "12.11.2024" has no meaning; "25.12.2024" and "5.5.2024" have one in any order
    DayMonthYear,
    MonthDayYear,
    YearMonthDay ///< with years of two digits; with four it needs no order
};

struct TimeFormat {
    TimeNumbers numbers = TimeNumbers::BySize;
    DateOrder order = DateOrder::Unknown;
    friend bool operator==(const TimeFormat&, const TimeFormat&) = default;
};

/// "dmy", "mdy", "ymd", "s", "ms", "us", "ns", "excel", "digits", "year" and their long spellings; nullopt
/// for other words.
std::optional<TimeFormat> parseTimeFormat(std::string_view word);
/// The short word for it, as parseTimeFormat() reads it; empty for a format without any decision.
std::string_view timeFormatWord(const TimeFormat& format);

/// Which orders give a date for a text; all of them where the text itself tells.
struct DateReadings {
    bool day = false;      ///< as day, month, year
    bool month = false;    ///< as month, day, year
    bool year = false;     ///< as year, month, day
    bool same = false;     ///< they all mean the same day
    bool half = false;     ///< with "AM" or "PM"
    char separator = '\0'; ///< between the numbers of a date that has no order of its own
    bool any() const { return day || month || year; }
};
/// A reading beyond `lastYear` does not count beside one that is not: "24-12-31" is no day of 2031 yet.
DateReadings readingsOf(std::string_view text, int lastYear = 9999);

} // namespace tastescope
