// SPDX-License-Identifier: GPL-3.0-or-later
// The pieces from which dates are read: every take…() takes its part off the front of the text, or says false
// (then what is left of the text means nothing). Pure functions.
#pragma once

#include "engine/data/interactions.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace tastescope {

struct DateParts {
    std::int64_t year = 1970;
    std::int64_t month = 1;
    std::int64_t day = 1;
    std::int64_t milliseconds = 0; ///< of the day, less the zone's offset
    bool half = false;             ///< the time of day had AM or PM
    bool clock = false;            ///< there was a time of day
    bool dayless = false;          ///< only year and month were there
};

inline bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

bool take(std::string_view& text, char c);
/// A number of `least` to `most` digits.
bool takeNumber(std::string_view& text, std::size_t least, std::size_t most, std::int64_t& number);
/// "18:30", "18:30:15.250", "6:30 PM", "6 p.m.", "18.30" and a zone, as far as they are there.
bool takeClock(std::string_view& text, DateParts& parts);
/// All that may stand behind a date: nothing, or "T", a blank, a comma or a word like "um", and a time of
/// day.
bool takeTimeOfDay(std::string_view text, DateParts& parts);
/// 2024 for 24, 1995 for 95.
std::int64_t fullYear(std::int64_t twoDigits);

/// Dates with the name of a month. English, German, French and Spanish; days of the week and little words are
/// passed over, any other word makes it no date.
std::optional<DateParts> parseWordDate(std::string_view text);

} // namespace tastescope
