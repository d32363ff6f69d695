// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/export/text_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

namespace tastescope {

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
    using namespace std::chrono;
    const sys_time<milliseconds> point{milliseconds(time)};
    const auto day = floor<days>(point);
    const year_month_day date(day);
    const hh_mm_ss clock(point - day);
    const auto rest = clock.subseconds().count();
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                       rest ? fmt::format(".{:03}", rest) : "");
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
