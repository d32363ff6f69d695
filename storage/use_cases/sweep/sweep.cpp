// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/sweep/sweep.h"

#include "engine/evaluation/search_space.h"
#include "engine/registry/registry.h"
#include "storage/use_cases/rules/ruled_lists.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

namespace tastescope {
namespace {

constexpr std::string_view balancePrefix = "balance.";
constexpr int proposals = 5;

struct BalanceKnob {
    std::string_view name;
    std::string_view title;
    std::string_view help;
    double Balance::*member;
    std::array<std::string_view, proposals> proposed;
};

constexpr std::array<BalanceKnob, 7> balanceKnobs{{{"mmr",
                                                    "Relevance against variety (mmr)",
                                                    "1 is relevance alone, less is more variety",
                                                    &Balance::mmr,
                                                    {"1", "0.9", "0.7", "0.5", "0.3"}},
                                                   {"dpp",
                                                    "Variety by a DPP",
                                                    "0 is off; the more, the more varied",
                                                    &Balance::dpp,
                                                    {"0", "0.1", "0.3", "0.5", "0.7"}},
                                                   {"calibration",
                                                    "Calibration",
                                                    "Towards a person's own mix of categories",
                                                    &Balance::calibration,
                                                    {"0", "0.1", "0.3", "0.5", "0.9"}},
                                                   {"novelty",
                                                    "Novelty",
                                                    "Towards what few people know",
                                                    &Balance::novelty,
                                                    {"0", "0.1", "0.2", "0.4", "0.8"}},
                                                   {"freshness",
                                                    "Freshness",
                                                    "Towards what is new",
                                                    &Balance::freshness,
                                                    {"0", "0.1", "0.2", "0.4", "0.8"}},
                                                   {"half_life_days",
                                                    "Half-life of freshness, days",
                                                    "After so many days freshness is half",
                                                    &Balance::halfLifeDays,
                                                    {"7", "30", "90", "180", "365"}},
                                                   {"popularity_damping",
                                                    "Popularity damping",
                                                    "Away from what everybody gets",
                                                    &Balance::popularityDamping,
                                                    {"0", "0.1", "0.2", "0.4", "0.8"}}}};

const BalanceKnob* findBalance(std::string_view knob) {
    if (!knob.starts_with(balancePrefix)) {
        return nullptr;
    }
    const auto found = std::ranges::find(balanceKnobs, knob.substr(balancePrefix.size()), &BalanceKnob::name);
    return found == balanceKnobs.end() ? nullptr : &*found;
}

const ParamSpec* findSpec(const Contestant& contestant, std::string_view knob) {
    const AlgorithmInfo* algorithm = findAlgorithm(contestant.algorithm);
    if (!algorithm) {
        return nullptr;
    }
    const auto found = std::ranges::find(algorithm->params, knob, &ParamSpec::name);
    return found == algorithm->params.end() ? nullptr : &*found;
}

/// Values of the part of its range that a search looks in, evenly or in powers.
std::vector<std::string> proposedFor(const ParamSpec& spec) {
    if (spec.type == ParamType::Flag) {
        return {"false", "true"};
    }
    if (spec.type == ParamType::Choice) {
        return spec.searchChoices.size() < 2 ? spec.choices : spec.searchChoices;
    }
    SearchRange range = searchRange(spec);
    if (!(range.low < range.high)) { // nothing that a search would move
        range = {spec.low, spec.high, spec.logarithmic && spec.low > 0, false};
    }
    std::vector<std::string> values;
    if (range.offByDefault) {
        values.emplace_back("0");
    }
    for (int at = 0; at < proposals; ++at) {
        const double place = static_cast<double>(at) / (proposals - 1);
        const double number = range.logarithmic ? range.low * std::pow(range.high / range.low, place)
                                                : range.low + (range.high - range.low) * place;
        values.push_back(spec.type == ParamType::Integer ? fmt::format("{:.0f}", std::round(number))
                                                         : fmt::format("{:.3g}", number));
    }
    return values;
}

double numberIn(const std::string& text) {
    double number = std::numeric_limits<double>::quiet_NaN();
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// With `standing` among them: numbers ascending, each once.
std::vector<std::string> withStanding(std::vector<std::string> values, const std::string& standing,
                                      bool numbers) {
    values.push_back(standing);
    if (numbers) {
        std::ranges::stable_sort(values, {}, numberIn);
    }
    std::vector<std::string> out;
    for (std::string& value : values) {
        const bool known = std::ranges::any_of(out, [&](const std::string& other) {
            return other == value || (numbers && numberIn(other) == numberIn(value));
        });
        if (!known) {
            out.push_back(std::move(value));
        }
    }
    return out;
}

std::string numberText(double number) {
    return fmt::format("{}", number);
}

Error refuse(std::string what, std::string remedy) {
    return {ErrorCode::InvalidArgument, std::move(what), std::move(remedy), "sweep"};
}

/// Another rule set; its own check says which values are allowed.
Result<void> setBalance(Contestant& contestant, const BalanceKnob& knob, const std::string& value) {
    TRY_ASSIGN(auto rules, ruleSetOf(*contestant.rules));
    double number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size() || !std::isfinite(number)) {
        return refuse(fmt::format("\"{}\" is no number", value), "Give numbers for a weight of rules");
    }
    rules.balance.*knob.member = number;
    const ListRules changed = listRulesOf(rules);
    TRY(ruleSetOf(changed));
    contestant.rules = changed;
    contestant.rules->name += fmt::format(" {}={}", knob.name, value);
    return {};
}

Result<void> setKnob(Contestant& contestant, std::string_view knob, const std::string& value) {
    if (const BalanceKnob* balance = findBalance(knob); balance && contestant.rules) {
        return setBalance(contestant, *balance, value);
    }
    if (!findSpec(contestant, knob)) {
        return refuse(fmt::format("\"{}\" is nothing that {} can be swept by", knob, contestant.label),
                      "Name a parameter of the algorithm, or of rules balance.mmr and its like");
    }
    return contestant.params.set(findAlgorithm(contestant.algorithm)->params, knob, value);
}

} // namespace

std::vector<Knob> knobsOf(const Contestant& contestant) {
    std::vector<Knob> knobs;
    const AlgorithmInfo* algorithm = findAlgorithm(contestant.algorithm);
    if (!algorithm) {
        return knobs;
    }
    if (const Result<RuleSet> rules = contestant.rules ? ruleSetOf(*contestant.rules) : RuleSet{};
        contestant.rules && rules) {
        for (const BalanceKnob& balance : balanceKnobs) {
            if (rules->balance.shares && balance.member != &Balance::halfLifeDays) {
                continue; // weights that would stand beside shares
            }
            Knob knob{std::string(balancePrefix) + std::string(balance.name),
                      std::string(balance.title),
                      std::string(balance.help),
                      {}};
            knob.standing = knobValue(contestant, knob.name);
            knob.proposed =
                withStanding({balance.proposed.begin(), balance.proposed.end()}, knob.standing, true);
            knobs.push_back(std::move(knob));
        }
    }
    for (const ParamSpec& spec : algorithm->params) {
        Knob knob{spec.name, spec.title, spec.help, knobValue(contestant, spec.name)};
        const bool numbers = spec.type == ParamType::Integer || spec.type == ParamType::Real;
        knob.proposed = withStanding(proposedFor(spec), knob.standing, numbers);
        knobs.push_back(std::move(knob));
    }
    return knobs;
}

std::string knobValue(const Contestant& contestant, std::string_view knob) {
    if (const BalanceKnob* balance = findBalance(knob); balance && contestant.rules) {
        const Result<RuleSet> rules = ruleSetOf(*contestant.rules);
        return rules ? numberText(rules->balance.*balance->member) : std::string();
    }
    const ParamSpec* spec = findSpec(contestant, knob);
    if (!spec) {
        return {};
    }
    const auto value = contestant.params.values().find(knob);
    return paramText(value == contestant.params.values().end() ? spec->standard : value->second);
}

Result<std::vector<Contestant>> sweepOf(const Contestant& contestant, std::string_view knob,
                                        const std::vector<std::string>& values) {
    if (values.empty() || values.size() > mostSweepValues) {
        return refuse(values.empty() ? std::string("A sweep needs values")
                                     : fmt::format("{} values are too many to sweep", values.size()),
                      fmt::format("Give up to {} values, as in 8, 16, 32", mostSweepValues));
    }
    Contestant base = contestant;
    if (const AlgorithmInfo* algorithm = findAlgorithm(base.algorithm);
        algorithm && base.params.values().empty()) {
        base.params = ParamSet(algorithm->params);
    }
    if (!base.sweptFrom && findSpec(base, knob)) {
        base.sweptFrom = base.params;
    }
    const std::size_t dot = knob.find('.');
    const std::string_view shown = dot == std::string_view::npos ? knob : knob.substr(dot + 1);
    std::vector<Contestant> swept;
    std::vector<std::string> known;
    for (const std::string& value : values) {
        Contestant& one = swept.emplace_back(base);
        TRY(setKnob(one, knob, value));
        const std::string given = knobValue(one, knob);
        if (std::ranges::find(known, given) != known.end()) {
            return refuse(fmt::format("The value {} stands twice", given), "Leave one of them out");
        }
        one.label = fmt::format("{}, {} {}", base.label, shown, given);
        known.push_back(given);
    }
    return swept;
}

std::vector<std::string> sweepValues(std::string_view text) {
    constexpr std::string_view gaps = ",; \t\n";
    std::vector<std::string> values;
    for (std::size_t at = text.find_first_not_of(gaps); at != std::string_view::npos;) {
        const std::size_t end = std::min(text.find_first_of(gaps, at), text.size());
        values.emplace_back(text.substr(at, end - at));
        at = text.find_first_not_of(gaps, end);
    }
    return values;
}

} // namespace tastescope
