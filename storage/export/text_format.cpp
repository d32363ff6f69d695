// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/export/text_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>

namespace tastescope {
namespace {

struct CivilDay {
    std::int64_t year;
    unsigned month;
    unsigned day;
};

// Of days since 1970-01-01, in the proleptic Gregorian calendar (Howard Hinnant's algorithm, 2013).
CivilDay civilFromDays(std::int64_t days) {
    days += 719'468;
    const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
    const std::int64_t dayOfEra = days - era * 146'097;
    const std::int64_t yearOfEra =
        (dayOfEra - dayOfEra / 1'460 + dayOfEra / 36'524 - dayOfEra / 146'096) / 365;
    const std::int64_t dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const std::int64_t shifted = (5 * dayOfYear + 2) / 153;
    const auto day = static_cast<unsigned>(dayOfYear - (153 * shifted + 2) / 5 + 1);
    const auto month = static_cast<unsigned>(shifted < 10 ? shifted + 3 : shifted - 9);
    return {yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

} // namespace

std::string csvField(std::string_view text) {
    const bool blanks = !text.empty() && (text.front() == ' ' || text.back() == ' ' || text.front() == '\t' ||
                                          text.back() == '\t');
    if (!blanks && text.find_first_of(",\"\r\n") == std::string_view::npos) {
        return std::string(text);
    }
    std::string quoted = "\"";
    for (const char c : text) {
        quoted.append(c == '"' ? 2 : 1, c);
    }
    return quoted + '"';
}

std::string isoTime(Time time) {
    if (time == noTime) {
        return {};
    }
    // Not by <chrono>, whose years end at 32767: every time that can be stored can be written and read again.
    const std::int64_t day = time / millisecondsPerDay - (time % millisecondsPerDay < 0 ? 1 : 0);
    const std::int64_t rest = (time % millisecondsPerDay + millisecondsPerDay) % millisecondsPerDay;
    const CivilDay date = civilFromDays(day);
    // ISO 8601: a year beyond four digits has a sign.
    const char* sign = date.year < 0 ? "-" : date.year > 9999 ? "+" : "";
    return fmt::format("{}{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}Z", sign, std::abs(date.year), date.month,
                       date.day, rest / 3'600'000, rest / 60'000 % 60, rest / 1000 % 60,
                       rest % 1000 != 0 ? fmt::format(".{:03}", rest % 1000) : "");
}

std::string floatText(float value) {
    if (std::isnan(value)) {
        return {};
    }
    std::array<char, 24> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    return {buffer.data(), end};
}

Result<ExportFormat> exportFormat(const std::filesystem::path& path) {
    std::string extension = path.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (extension == ".csv") {
        return ExportFormat::Csv;
    }
    if (extension == ".json") {
        return ExportFormat::Json;
    }
    return Error{ErrorCode::InvalidArgument, "The format of the file cannot be told from its name",
                 "Let the name end in .csv or .json", path.string()};
}

} // namespace tastescope
