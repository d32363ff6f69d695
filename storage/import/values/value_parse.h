// SPDX-License-Identifier: GPL-3.0-or-later
// Text to numbers and times. Everything is range-checked; surrounding blanks are allowed, anything else that
// does not belong to the value makes the whole of it unreadable (nullopt). Pure functions.
#pragma once

#include "engine/data/interactions.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace tastescope {

/// Without blanks (and NUL) at both ends.
std::string_view trimmed(std::string_view text);

std::optional<std::int64_t> parseInteger(std::string_view text);

/// "4.5", "-1e3", with `decimalComma` also "4,5" and "1.234,5". Finite values only.
std::optional<double> parseNumber(std::string_view text, bool decimalComma = false);

/// A number as parseNumber() reads it that also fits a float.
std::optional<float> parseValue(std::string_view text, bool decimalComma = false);

/// Time of an event: a number since 1970 in s, ms, µs or ns (told by its size: 10^11 s are the year 5138), or
/// a date as parseDate() reads it.
std::optional<Time> parseTime(std::string_view text);

/// ISO 8601 "2021-03-04", "2021-03-04T05:06:07.089+02:00" (also with a blank for T, '/' for '-', without
/// seconds; no zone is UTC), "2021-03", "04-Mar-2021", "4 March 2021", "Mar 4, 2021".
std::optional<Time> parseDate(std::string_view text);

/// A release date: parseDate(), or a year ("1995", "1995.0", "-750"), or 10^9 and more as parseTime().
std::optional<Time> parseReleaseDate(std::string_view text);

/// Days since 1970-01-01 in the proleptic Gregorian calendar (Howard Hinnant's algorithm, 2013).
std::int64_t daysFromCivil(std::int64_t year, unsigned month, unsigned day);

/// The year in a trailing "(1995)".
std::optional<int> trailingYear(std::string_view title);

} // namespace tastescope
