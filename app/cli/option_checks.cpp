// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/option_checks.h"

#include <CLI/CLI.hpp>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

namespace tastescope {
namespace {

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

} // namespace

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
