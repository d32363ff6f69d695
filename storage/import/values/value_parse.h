// SPDX-License-Identifier: GPL-3.0-or-later
// Text to numbers and times. Everything is range-checked; surrounding blanks are allowed, anything else that
// does not belong to the value makes the whole of it unreadable (nullopt). Pure functions.
#pragma once

#include "engine/data/interactions.h"
#include "storage/import/values/time_format.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tastescope {

/// Without blanks (and NUL) at both ends.
std::string_view trimmed(std::string_view text);

std::optional<std::int64_t> parseInteger(std::string_view text);

/// Lower case without accents: "Größe" is "grosse", "Décembre" "decembre". Bytes that are no Latin letter
/// stay.
std::string folded(std::string_view text);

/// "4.5", "-1e3", with `decimalComma` also "4,5" and "1.234,5". With a `group` ("," in "1,234.5", " ", "'",
/// with a decimal comma ".") that separates thousands, where it stands between groups of three digits. Finite
/// values only.
std::optional<double> parseNumber(std::string_view text, bool decimalComma = false, char group = '\0');

/// A number as parseNumber() reads it that also fits a float.
std::optional<float> parseValue(std::string_view text, bool decimalComma = false, char group = '\0');

/// What people say instead of a number: "yes", "true", "like", "up" are 1, "no" and "false" 0, "dislike" and
/// "down" -1, in English, German, French and Spanish.
std::optional<float> parseOpinion(std::string_view text);

/// Time of an event: a number as `format` says, or a date as parseDate() reads it. Never noTime.
std::optional<Time> parseTime(std::string_view text, const TimeFormat& format = {});

/// ISO 8601 "2021-03-04", "2021-03-04T05:06:07.089+02:00" (also with a blank for T, '/' or '.' for '-',
/// without seconds; no zone is UTC), years beyond four digits or before 0 with a sign ("-0043-03-15"),
/// "2021-03", "20210304T050607Z"; three numbers in the `order` given ("25.12.2024 18:30", "12/25/24 6:30
/// PM"); and with the name of a month in English, German, French or Spanish: "04-Mar-2021", "Mar 4, 2021", "4
/// mars 2021", "Wed, 25 Dec 2024 18:30:00 +0100" (RFC 2822), "Wed Dec 25 18:30:00 2024". Years of two digits:
/// 69 to 99 are 19xx.
std::optional<Time> parseDate(std::string_view text, DateOrder order = DateOrder::Unknown);

/// What columns of times say for "unknown": "null", "NaT", "n/a", "-", "0000-00-00", …
bool saysNoTime(std::string_view text);

/// A release date: parseDate(), or a year ("1995", "1995.0", "-750"), or 10^9 and more as parseTime();
/// numbers as `format` says where it says something.
std::optional<Time> parseReleaseDate(std::string_view text, const TimeFormat& format = {});

/// Days since 1970-01-01 in the proleptic Gregorian calendar (Howard Hinnant's algorithm, 2013).
std::int64_t daysFromCivil(std::int64_t year, unsigned month, unsigned day);

/// Midnight of a day plus milliseconds; nullopt for a day that no month has and for what 64 bits do not hold.
std::optional<Time> timeOfCivil(std::int64_t year, std::int64_t month, std::int64_t day,
                                std::int64_t milliseconds = 0);

/// The year in a trailing "(1995)".
std::optional<int> trailingYear(std::string_view title);

} // namespace tastescope
