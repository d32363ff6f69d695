// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/words.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cmath>

namespace tastescope::words {
namespace {

constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct Day {
    int year;
    unsigned month;
    unsigned day;
};

Day dayOf(Time time) {
    const auto days = std::chrono::floor<std::chrono::days>(std::chrono::milliseconds(time));
    const std::chrono::year_month_day date{std::chrono::sys_days(days)};
    return {static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
            static_cast<unsigned>(date.day())};
}

} // namespace

std::string grouped(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t place = digits.size(); place > 3; place -= 3) {
        digits.insert(place - 3, 1, ',');
    }
    return digits;
}

std::string counted(std::uint64_t number, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", grouped(number), number == 1 ? one : many);
}

std::string spelled(std::uint64_t number) {
    static constexpr std::array<std::string_view, 11> names{"no",  "one",   "two",   "three", "four", "five",
                                                            "six", "seven", "eight", "nine",  "ten"};
    return number < names.size() ? std::string(names[number]) : grouped(number);
}

std::string capitalised(std::string_view text) {
    std::string out(text);
    if (!out.empty() && out.front() >= 'a' && out.front() <= 'z') {
        out.front() = static_cast<char>(out.front() - 'a' + 'A');
    }
    return out;
}

std::string percent(double share) {
    const double value = 100 * share;
    if (value == 0 || value >= 9.995) {
        return fmt::format("{:.0f} %", value);
    }
    if (value >= 0.01) {
        return fmt::format("{:.2f} %", value);
    }
    return fmt::format("{:.{}f} %", value, static_cast<int>(1 - std::floor(std::log10(value))));
}

std::string dayRange(Time first, Time last) {
    const Day a = dayOf(first);
    const Day b = dayOf(last);
    const std::string end = fmt::format("{} {} {}", b.day, months[b.month - 1], b.year);
    if (a.year != b.year) {
        return fmt::format("{} {} {} – {}", a.day, months[a.month - 1], a.year, end);
    }
    if (a.month != b.month) {
        return fmt::format("{} {} – {}", a.day, months[a.month - 1], end);
    }
    return a.day == b.day ? end : fmt::format("{}–{}", a.day, end);
}

} // namespace tastescope::words
