// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/search_space.h"

#include "engine/base/fingerprint.h"
#include "engine/base/random.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace tastescope {
namespace {

// Times and divided by the default. A size (factors) or a number of rounds is paid for in time, so it gets
// the narrow one.
constexpr double narrow = 2;
constexpr double wide = 5;
constexpr double middle = 5;
constexpr double movedShare = 0.6; ///< of the parameters, in a trial

double numberOf(const ParamValue& value) {
    const auto* whole = std::get_if<std::int64_t>(&value);
    return whole ? static_cast<double>(*whole) : std::get<double>(value);
}

double factorFor(const ParamSpec& spec) {
    if (spec.rounds || (spec.type == ParamType::Integer && spec.logarithmic)) {
        return narrow;
    }
    return spec.logarithmic ? wide : middle;
}

double threeDigits(double number) {
    const std::string text = fmt::format("{:.3g}", number);
    double rounded = number;
    std::from_chars(text.data(), text.data() + text.size(), rounded);
    return rounded;
}

double draw(const SearchRange& range, Random& random) {
    const bool off = random.uniform() < 0.5;
    const double place = random.uniform();
    if (range.offByDefault && off) {
        return 0;
    }
    return range.logarithmic ? range.low * std::pow(range.high / range.low, place)
                             : range.low + (range.high - range.low) * place;
}

bool hasEffect(const ParamSpec& spec, const ParamSet& params) {
    if (!spec.onlyWith) {
        return true;
    }
    const auto found = params.values().find(spec.onlyWith->name);
    return found == params.values().end() ||
           std::ranges::find(spec.onlyWith->values, paramText(found->second)) != spec.onlyWith->values.end();
}

std::string drawnText(const ParamSpec& spec, Random& random) {
    switch (spec.type) {
    case ParamType::Flag:
        return random.below(2) == 0 ? "false" : "true";
    case ParamType::Choice:
        return spec.searchChoices.empty() ? spec.choices[random.below(spec.choices.size())]
                                          : spec.searchChoices[random.below(spec.searchChoices.size())];
    case ParamType::Integer:
    case ParamType::Real:
        break;
    }
    const SearchRange range = searchRange(spec);
    const double number = draw(range, random);
    if (spec.type == ParamType::Integer) {
        const double whole = std::clamp(std::round(number), std::ceil(spec.low), std::floor(spec.high));
        return fmt::format("{}", static_cast<std::int64_t>(whole));
    }
    return fmt::format("{}", std::clamp(threeDigits(number), spec.low, spec.high));
}

} // namespace

SearchRange searchRange(const ParamSpec& spec) {
    const double standard = numberOf(spec.standard);
    SearchRange range{spec.searchLow.value_or(spec.low), spec.searchHigh.value_or(spec.high),
                      spec.logarithmic, false};
    // A declared range that the data's own default lies outside of is no range about it.
    const bool inside = standard >= range.low && standard <= range.high;
    if ((spec.searchLow || spec.searchHigh) && (inside || !spec.byData)) {
        range.logarithmic = range.logarithmic && range.low > 0;
        return range;
    }
    const double factor = factorFor(spec);
    if (spec.low >= 0 && standard > 0 && (spec.logarithmic || spec.high > 2 * factor * standard)) {
        range.low = std::max(spec.low, standard / factor);
        range.high = std::min(spec.high, standard * factor);
        range.logarithmic = true;
    } else if (spec.low == 0 && standard == 0 && (spec.logarithmic || spec.high > 10)) {
        // Off by default, and far to go: days, or a count.
        range.low = spec.type == ParamType::Integer ? std::max(1.0, spec.high / 1000) : spec.high / 1000;
        range.logarithmic = true;
        range.offByDefault = true;
    } else {
        range.logarithmic = range.logarithmic && range.low > 0;
    }
    return range;
}

Result<ParamSet> trialParams(std::span<const ParamSpec> specs, const FixedParams& fixed, std::uint64_t seed,
                             std::size_t number) {
    ParamSet params(specs);
    std::vector<std::pair<const ParamSpec*, std::string>> moved;
    for (const ParamSpec& spec : specs) {
        if (number <= 1 || !spec.searched) {
            continue;
        }
        // A stream of its own for each parameter: declaring another one leaves these draws as they are.
        Fingerprint name;
        name.add(spec.name);
        Random random(seed ^ name.value(), number);
        if (random.uniform() < movedShare) {
            std::string text = drawnText(spec, random);
            TRY(params.set(specs, spec.name, text));
            moved.emplace_back(&spec, std::move(text));
        }
    }
    for (const auto& [name, value] : fixed) {
        TRY(params.set(specs, name, value));
    }
    // Now that all is known: once more, without what has no effect beside the rest.
    ParamSet effective(specs);
    for (const auto& [spec, text] : moved) {
        if (hasEffect(*spec, params)) {
            TRY(effective.set(specs, spec->name, text));
        }
    }
    for (const auto& [name, value] : fixed) {
        TRY(effective.set(specs, name, value));
    }
    return effective;
}

} // namespace tastescope
