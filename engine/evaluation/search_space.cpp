// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/search_space.h"

#include "engine/base/fingerprint.h"
#include "engine/base/random.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>

namespace tastescope {
namespace {

// Times and divided by the default. A size (factors) or a number of rounds is paid for in time, so it gets
// the narrow one.
constexpr double narrow = 2;
constexpr double wide = 3;
constexpr double powers = 4;      ///< a declared range that is wider than this is drawn from in powers
constexpr double leastShare = 20; ///< of what is off by default and at most 1: from this part of it on
constexpr double leastPart = 1000;
constexpr double movedShare = 0.5; ///< of the parameters, in a trial
/// Of choices and flags: they change all at once, and what else there is was fitted to the default.
constexpr double switchedShare = 0.25;
/// Of so many trials in turn each draws from another part of a range: few trials leave no gaps.
constexpr std::size_t parts = 7;
constexpr std::uint64_t partStreams = std::uint64_t{1} << 32U; ///< behind those of the trials
constexpr std::uint64_t mostDraws = 20; ///< of a trial that would be the defaults once more

double numberOf(const ParamValue& value) {
    const auto* whole = std::get_if<std::int64_t>(&value);
    return whole ? static_cast<double>(*whole) : std::get<double>(value);
}

double factorFor(const ParamSpec& spec) {
    return spec.rounds || (spec.type == ParamType::Integer && spec.logarithmic) ? narrow : wide;
}

double threeDigits(double number) {
    const std::string text = fmt::format("{:.3g}", number);
    double rounded = number;
    std::from_chars(text.data(), text.data() + text.size(), rounded);
    return rounded;
}

/// In [0, 1), and even over trials that follow each other.
double spread(std::uint64_t seed, std::size_t number, std::uint64_t purpose) {
    std::array<std::size_t, parts> order{};
    std::iota(order.begin(), order.end(), std::size_t{0});
    Random(seed, partStreams * (1 + purpose) + number / parts).shuffle(std::span<std::size_t>(order));
    const double inside = Random(seed, partStreams * (3 + purpose) + number).uniform();
    return (static_cast<double>(order[number % parts]) + inside) / static_cast<double>(parts);
}

/// `place` in [0, 1) is where in the range.
double draw(const SearchRange& range, double place, Random& random) {
    const bool off = random.uniform() < 0.5;
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

std::string drawnText(const ParamSpec& spec, double place, Random& random) {
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
    const double number = draw(range, place, random);
    if (spec.type == ParamType::Integer) {
        // Not rounded out of the range, where there is a whole number in it.
        const double least = std::ceil(number == 0 ? spec.low : std::max(range.low, spec.low));
        const double whole = std::clamp(std::round(number), least, std::max(least, std::floor(range.high)));
        return fmt::format("{}", static_cast<std::int64_t>(whole));
    }
    return fmt::format("{}", std::clamp(threeDigits(number), spec.low, spec.high));
}

struct Draw {
    std::uint64_t seed = 0;
    std::size_t number = 0;
    std::uint64_t round = 0;
    bool moves = false;
};

Result<ParamSet> drawnParams(std::span<const ParamSpec> specs, const FixedParams& fixed, const Draw& drawn) {
    ParamSet params(specs);
    std::vector<std::pair<const ParamSpec*, std::string>> moved;
    for (const ParamSpec& spec : specs) {
        if (!spec.searched) {
            continue;
        }
        // A stream of its own for each parameter: declaring another one leaves these draws as they are.
        Fingerprint name;
        name.add(spec.name);
        name.add(drawn.round);
        const std::uint64_t seed = drawn.seed ^ name.value();
        const bool number = spec.type == ParamType::Integer || spec.type == ParamType::Real;
        if (drawn.moves && spread(seed, drawn.number, 0) < (number ? movedShare : switchedShare)) {
            Random random(seed, drawn.number);
            std::string text = drawnText(spec, spread(seed, drawn.number, 1), random);
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

} // namespace

SearchRange searchRange(const ParamSpec& spec) {
    const double standard = numberOf(spec.standard);
    const bool declared = spec.searchLow || spec.searchHigh;
    SearchRange range{spec.searchLow.value_or(spec.low), spec.searchHigh.value_or(spec.high)};
    if (standard > 0) {
        // A declared range that the data's own default lies outside of is no range about it.
        if (!declared || standard < range.low || standard > range.high) {
            range = {spec.low, spec.high};
        }
        const double factor = factorFor(spec);
        return {std::max(range.low, standard / factor), std::min(range.high, standard * factor), true};
    }
    // Off by default, and on from somewhere; where there is less than nothing as well, nothing is no "off".
    range.offByDefault = standard == 0 && (declared ? range.low > 0 : spec.low == 0);
    if (range.offByDefault && !declared) {
        range.low = spec.high / (spec.high > 1 ? leastPart : leastShare);
        range.low = spec.type == ParamType::Integer ? std::max(1.0, range.low) : range.low;
    }
    range.logarithmic = range.low > 0 && range.high > powers * range.low;
    return range;
}

Result<ParamSet> trialParams(std::span<const ParamSpec> specs, const FixedParams& fixed, std::uint64_t seed,
                             std::size_t number) {
    TRY_ASSIGN(const ParamSet still, drawnParams(specs, fixed, {seed, number, 0, false}));
    if (number <= 1) {
        return still;
    }
    for (std::uint64_t round = 0; round < mostDraws; ++round) {
        TRY_ASSIGN(ParamSet params, drawnParams(specs, fixed, {seed, number, round, true}));
        if (params != still) {
            return params;
        }
    }
    return still; // there is nothing to draw
}

} // namespace tastescope
