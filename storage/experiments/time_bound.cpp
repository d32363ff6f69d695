// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/experiments/time_bound.h"

#include "storage/export/text_format.h"
#include "storage/import/values/value_parse.h"
#include "storage/import/values/written_date.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace tastescope {
namespace {

std::optional<WrittenDate> ofYear(std::string_view digits) {
    const std::int64_t year = *parseInteger(digits);
    return WrittenDate{*timeOfCivil(year, 1, 1), *timeOfCivil(year + 1, 1, 1) - 1};
}

std::optional<WrittenDate> ofDay(std::string_view digits) {
    const auto day = parseTime(digits, {TimeNumbers::Digits, DateOrder::Unknown});
    return day ? std::optional(WrittenDate{*day, *day + millisecondsPerDay - 1}) : std::nullopt;
}

/// No column of numbers says here what they count: a year, a day, or else what is since 1970 beyond doubt.
std::optional<WrittenDate> ofNumber(std::string_view text, double number) {
    constexpr double leastSeconds = 1e8; // 1973; below are 241231, 202412 and all that
    const bool digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    if (digits && (text.size() == 4 || text.size() == 8)) {
        return text.size() == 4 ? ofYear(text) : ofDay(text);
    }
    const auto time = std::abs(number) >= leastSeconds ? parseTime(text) : std::nullopt;
    return time ? std::optional(WrittenDate{*time, *time}) : std::nullopt;
}

std::optional<WrittenDate> namedBy(std::string_view text) {
    text = trimmed(text);
    if (const auto number = parseNumber(text)) {
        return ofNumber(text, *number);
    }
    return parseWrittenDate(text);
}

} // namespace

Result<Time> parseTimeBound(const std::string& text, DayEnd end, std::string_view context) {
    const std::optional<WrittenDate> named = namedBy(text);
    if (!named) {
        return Error{ErrorCode::InvalidArgument, "\"" + text + "\" is no time",
                     "Write it as in 2024, 2024-12-31 or 2024-12-31T18:30", std::string(context)};
    }
    return end == DayEnd::Last ? named->last : named->first;
}

std::string timeBoundText(Time time, DayEnd end) {
    if (time == noTime || time == std::numeric_limits<Time>::max()) {
        return {};
    }
    const Time midnight = end == DayEnd::Last ? time + 1 - millisecondsPerDay : time;
    const std::string whole = isoTime(midnight);
    const std::size_t day = whole.find('T');
    return midnight % millisecondsPerDay == 0 && day != std::string::npos ? whole.substr(0, day)
                                                                          : isoTime(time);
}

} // namespace tastescope
