// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/params/param.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

namespace tastescope {
namespace {

template <typename T>
std::optional<T> parseNumber(std::string_view text) {
    T number{};
    if (text.starts_with('+')) {
        text.remove_prefix(1);
    }
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty()) {
        return std::nullopt;
    }
    return number;
}

std::optional<bool> parseFlag(std::string_view text) {
    if (text == "true" || text == "1" || text == "yes" || text == "on") {
        return true;
    }
    if (text == "false" || text == "0" || text == "no" || text == "off") {
        return false;
    }
    return std::nullopt;
}

std::string allowed(const ParamSpec& spec) {
    switch (spec.type) {
    case ParamType::Integer:
        return fmt::format("Give a whole number from {} to {}", spec.low, spec.high);
    case ParamType::Real:
        return fmt::format("Give a number from {} to {}", spec.low, spec.high);
    case ParamType::Flag:
        return "Give true or false";
    case ParamType::Choice:
        return fmt::format("Give one of: {}", fmt::join(spec.choices, ", "));
    }
    return {};
}

bool inRange(const ParamSpec& spec, double number) {
    return std::isfinite(number) && number >= spec.low && number <= spec.high;
}

/// Empty when `text` is no value this parameter allows.
std::optional<ParamValue> parseValue(const ParamSpec& spec, std::string_view text) {
    switch (spec.type) {
    case ParamType::Integer:
        if (const auto number = parseNumber<std::int64_t>(text);
            number && inRange(spec, static_cast<double>(*number))) {
            return ParamValue(*number);
        }
        break;
    case ParamType::Real:
        if (const auto number = parseNumber<double>(text); number && inRange(spec, *number)) {
            return ParamValue(*number);
        }
        break;
    case ParamType::Flag:
        if (const auto flag = parseFlag(text)) {
            return ParamValue(*flag);
        }
        break;
    case ParamType::Choice:
        if (std::find(spec.choices.begin(), spec.choices.end(), text) != spec.choices.end()) {
            return ParamValue(std::string(text));
        }
        break;
    }
    return std::nullopt;
}

template <typename T>
const T& valueAs(const std::map<std::string, ParamValue, std::less<>>& values, std::string_view name) {
    const auto found = values.find(name);
    assert(found != values.end() && "parameter is not declared");
    const T* value = std::get_if<T>(&found->second);
    assert(value && "parameter has another type");
    return *value;
}

} // namespace

std::string paramText(const ParamValue& value) {
    struct Visitor {
        std::string operator()(std::int64_t number) const { return fmt::format("{}", number); }
        std::string operator()(double number) const { return fmt::format("{}", number); }
        std::string operator()(bool flag) const { return flag ? "true" : "false"; }
        std::string operator()(const std::string& text) const { return text; }
    };
    return std::visit(Visitor{}, value);
}

ParamSet::ParamSet(std::span<const ParamSpec> specs) {
    for (const ParamSpec& spec : specs) {
        assert(spec.standard.index() == static_cast<std::size_t>(spec.type));
        m_values.emplace(spec.name, spec.standard);
    }
}

Result<ParamSet> ParamSet::parse(std::span<const ParamSpec> specs, std::string_view text,
                                 std::string_view place) {
    TRY_ASSIGN(const auto changes, parseNameValues(text, ',', place));
    return makeParams(specs, changes);
}

std::int64_t ParamSet::integer(std::string_view name) const {
    return valueAs<std::int64_t>(m_values, name);
}

double ParamSet::real(std::string_view name) const {
    return valueAs<double>(m_values, name);
}

bool ParamSet::flag(std::string_view name) const {
    return valueAs<bool>(m_values, name);
}

const std::string& ParamSet::choice(std::string_view name) const {
    return valueAs<std::string>(m_values, name);
}

Result<void> ParamSet::set(std::span<const ParamSpec> specs, std::string_view name, std::string_view text) {
    const auto spec = std::find_if(specs.begin(), specs.end(),
                                   [&](const ParamSpec& candidate) { return candidate.name == name; });
    if (spec == specs.end()) {
        std::vector<std::string_view> names;
        for (const ParamSpec& known : specs) {
            names.emplace_back(known.name);
        }
        return Error{ErrorCode::InvalidArgument, fmt::format("There is no parameter \"{}\"", name),
                     names.empty() ? std::string("It takes no parameters")
                                   : fmt::format("It takes: {}", fmt::join(names, ", ")),
                     ""};
    }
    std::optional<ParamValue> value = parseValue(*spec, text);
    if (!value) {
        return Error{ErrorCode::InvalidArgument, fmt::format("{} cannot be \"{}\"", name, text),
                     allowed(*spec), ""};
    }
    m_values.insert_or_assign(std::string(name), *std::move(value));
    m_given.emplace(name);
    return {};
}

void ParamSet::setDefault(std::string_view name, ParamValue value) {
    const auto found = m_values.find(name);
    assert(found != m_values.end() && found->second.index() == value.index());
    if (!given(name)) {
        found->second = std::move(value);
    }
}

std::string ParamSet::text() const {
    std::vector<NameValue> pairs;
    for (const auto& [name, value] : m_values) {
        pairs.emplace_back(name, paramText(value));
    }
    return joinNameValues(pairs, ',');
}

std::string ParamSet::textOfChanges(std::span<const ParamSpec> specs) const {
    ParamSet changes;
    for (const auto& [name, value] : m_values) {
        const auto spec = std::ranges::find(specs, name, &ParamSpec::name);
        const bool changed = spec == specs.end() || (spec->byData ? given(name) : spec->standard != value);
        if (changed) {
            changes.m_values.emplace(name, value);
        }
    }
    return changes.text();
}

Result<ParamSet> makeParams(std::span<const ParamSpec> specs, std::span<const NameValue> changes) {
    ParamSet params(specs);
    for (const auto& [name, text] : changes) {
        TRY(params.set(specs, name, text));
    }
    return params;
}

} // namespace tastescope
