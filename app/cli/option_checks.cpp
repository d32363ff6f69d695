// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/option_checks.h"

#include "app/cli/project_access.h"
#include "storage/export/text_format.h"
#include "storage/files/output_check.h"
#include "storage/use_cases/rules/ruled_lists.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tastescope {
namespace {

constexpr const char* rawFlag = "--raw";

template <typename T>
bool isNumber(std::string_view text) {
    if (text.starts_with('+')) {
        text.remove_prefix(1);
    }
    T number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return !text.empty() && error == std::errc() && end == text.data() + text.size() &&
           std::isfinite(static_cast<double>(number));
}

/// Empty when the value will do, as CLI11 wants it.
std::string problemWith(std::string_view type, const std::string& value) {
    if (type.starts_with("UINT") && !isNumber<std::uint64_t>(value)) {
        return "\"" + value + "\" is no whole number of 0 or more";
    }
    if (type.starts_with("INT") && !isNumber<std::int64_t>(value)) {
        return "\"" + value + "\" is no whole number";
    }
    if (type.starts_with("FLOAT") && !isNumber<double>(value)) {
        return "\"" + value + "\" is no number";
    }
    return value.empty() ? "the value is empty" : "";
}

/// All files that the arguments name.
struct NamedFiles {
    std::filesystem::path project;
    std::vector<std::filesystem::path> read;
    std::vector<std::pair<std::string, std::filesystem::path>> written; ///< option and file
    bool folder = false;                                                ///< files are written into one
    bool raw = false;
};

/// The file that a value of that type has read; empty when there is none.
std::filesystem::path fileReadBy(std::string_view type, const std::string& value) {
    if (type == fileRead) {
        return value;
    }
    if (type == modelAndRules) {
        const std::size_t plus = rulesAt(value);
        return plus == std::string::npos ? "" : value.substr(plus + 1);
    }
    std::error_code ignored; // a word may be the name of a folder as well
    return type == wordOrFile && !std::filesystem::is_directory(value, ignored) ? value : "";
}

void collect(const CLI::App& app, NamedFiles& named) {
    for (const CLI::Option* option : app.get_options()) {
        const std::string type = option->get_type_name();
        for (const std::string& value : option->results()) {
            if (option->get_name() == "PROJECT") {
                named.project = projectPath(value);
            } else if (type == fileWritten) {
                named.written.emplace_back(option->get_name(), value);
            } else if (type == folderWritten) {
                named.folder = true;
            } else if (option->get_name() == rawFlag) {
                named.raw = value != "false";
            } else if (auto file = fileReadBy(type, value); !file.empty()) {
                named.read.push_back(std::move(file));
            }
        }
    }
    for (const CLI::App* inner : app.get_subcommands([](const CLI::App*) { return true; })) {
        collect(*inner, named);
    }
}

/// Only tables as CSV have cells with an apostrophe that could be left out.
Result<void> checkRaw(const NamedFiles& named) {
    const bool table = named.folder || std::ranges::any_of(named.written, [](const auto& one) {
                           const Result<ExportFormat> format = exportFormat(one.second);
                           return format && *format == ExportFormat::Csv;
                       });
    if (!named.raw || table) {
        return {};
    }
    return Error{ErrorCode::InvalidArgument, "No CSV file is written that cells could be raw in",
                 named.written.empty() ? "Name one, or leave --raw out"
                                       : fmt::format("Give {} a name that ends in .csv, or leave --raw out",
                                                     named.written.front().first),
                 rawFlag};
}

} // namespace

Result<void> checkFiles(const CLI::App& app) {
    NamedFiles named;
    collect(app, named);
    TRY(checkRaw(named));
    for (const auto& [option, file] : named.written) {
        TRY(checkOutput(file, option, named.project, named.read));
    }
    return {};
}

void checkOptions(CLI::App& app) {
    for (CLI::Option* option : app.get_options()) {
        if (option->get_items_expected_max() == 0) {
            continue; // a flag has no value
        }
        option->check(
            [type = option->get_type_name()](const std::string& value) { return problemWith(type, value); });
    }
    for (CLI::App* inner : app.get_subcommands([](CLI::App*) { return true; })) { // option groups as well
        checkOptions(*inner);
    }
}

} // namespace tastescope
