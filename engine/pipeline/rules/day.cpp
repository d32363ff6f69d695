// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rules/day.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>

namespace tastescope {
namespace {

std::optional<int> digits(std::string_view text) {
    int number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = problem == std::errc() && end == text.data() + text.size() && text.front() != '-';
    return whole ? std::optional(number) : std::nullopt;
}

} // namespace

std::optional<Time> timeOfDay(std::string_view day) {
    if (day.size() != 10 || day[4] != '-' || day[7] != '-') {
        return std::nullopt;
    }
    const auto year = digits(day.substr(0, 4));
    const auto month = digits(day.substr(5, 2));
    const auto number = digits(day.substr(8, 2));
    if (!year || !month || !number) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*number))};
    if (!date.ok()) {
        return std::nullopt;
    }
    return std::chrono::sys_days(date).time_since_epoch().count() * millisecondsPerDay;
}

std::string dayOf(Time time) {
    const std::chrono::milliseconds since(time);
    const std::chrono::year_month_day date{
        std::chrono::sys_days(std::chrono::floor<std::chrono::days>(since))};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

} // namespace tastescope
