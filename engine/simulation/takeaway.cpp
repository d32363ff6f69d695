// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/simulation/takeaway.h"

#include "engine/metrics/aggregate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace tastescope {
namespace {

constexpr const char* caveat = "This is a simulation: read directions, not amounts.";

/// The measures that this result has, with their places in it.
std::vector<std::pair<const LabMeasure*, std::size_t>> measuresOf(const SimulationResult& result) {
    std::vector<std::pair<const LabMeasure*, std::size_t>> out;
    for (const LabMeasure& measure : labMeasures()) {
        const auto place = result.metric(measure.id);
        if (place && bandOf(result, 0, 0, *place).repeats > 0) {
            out.emplace_back(&measure, *place);
        }
    }
    return out;
}

/// Narrower than every other policy by a measure, with the intervals of all differences on that side.
bool narrowest(const SimulationResult& result, std::size_t round, std::size_t policy,
               const LabMeasure& measure, std::size_t metric) {
    for (std::size_t other = 0; other < result.policies.size(); ++other) {
        if (other == policy) {
            continue;
        }
        const Band less = differenceOf(result, round, policy, other, metric);
        if (!less.clear() || (less.mean > 0) == measure.higherIsWider) {
            return false;
        }
    }
    return result.policies.size() > 1;
}

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (std::size_t at = 0; at < parts.size(); ++at) {
        text += (at == 0 ? "" : at + 1 == parts.size() ? " and " : ", ") + parts[at];
    }
    return text;
}

std::string sentence(std::string text) {
    if (!text.empty()) {
        text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
        text += ".";
    }
    return text;
}

std::string amount(const LabMeasure& measure, double value) {
    return measure.percent ? fmt::format("{:.0f} %", 100 * value) : fmt::format("{:.2f}", value);
}

/// "small creators fall from 14 % to 6 %"; empty when the interval has 0 in it, or nothing of it is seen.
std::string changeText(const SimulationResult& result, std::size_t round, std::size_t policy,
                       const LabMeasure& measure, std::size_t metric) {
    const Band change = changeOf(result, round, policy, metric);
    const std::string from = amount(measure, bandOf(result, 0, policy, metric).mean);
    const std::string to = amount(measure, bandOf(result, round, policy, metric).mean);
    if (!change.clear() || from == to) {
        return "";
    }
    std::string what = measure.title;
    what[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(what[0])));
    return fmt::format("{} {} from {} to {}", what, change.mean > 0 ? "rises" : "falls", from, to);
}

std::string changesText(const SimulationResult& result, std::size_t round, std::size_t policy,
                        const std::string& name) {
    std::vector<std::string> parts;
    for (const auto& [measure, metric] : measuresOf(result)) {
        if (std::string text = changeText(result, round, policy, *measure, metric); !text.empty()) {
            parts.push_back(std::move(text));
        }
    }
    return parts.empty() ? fmt::format("Under {} nothing drawn here moves away from its first round by more "
                                       "than repeats differ.",
                                       name)
                         : fmt::format("Under {} {}.", name, joined(parts));
}

/// The policy that is narrowest by most measures, and by how many.
std::pair<std::size_t, std::size_t> narrowestPolicy(const SimulationResult& result, std::size_t round) {
    std::pair<std::size_t, std::size_t> most{0, 0};
    for (std::size_t policy = 0; policy < result.policies.size(); ++policy) {
        std::size_t count = 0;
        for (const auto& [measure, metric] : measuresOf(result)) {
            count += narrowest(result, round, policy, *measure, metric) ? 1 : 0;
        }
        if (count > most.second) {
            most = {policy, count};
        }
    }
    return most;
}

std::string titleOf(const SimulationResult& result, std::size_t round, std::span<const std::string> names) {
    const auto measures = measuresOf(result);
    const auto [policy, count] = narrowestPolicy(result, round);
    if (result.policies.size() == 1) {
        return fmt::format("{} by round {}", names[0], round);
    }
    if (count > 1 && count == measures.size()) {
        return fmt::format("By round {} {} is narrowest on every measure", round, names[policy]);
    }
    std::vector<std::string> where;
    for (const auto& [measure, metric] : measures) {
        if (count > 0 && narrowest(result, round, policy, *measure, metric)) {
            std::string what = measure->title;
            what[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(what[0])));
            where.push_back(std::move(what));
        }
    }
    return where.empty()
               ? fmt::format("By round {} no policy is clearly narrowest", round)
               : fmt::format("By round {} {} is narrowest in {}", round, names[policy], joined(where));
}

} // namespace

Band bandOf(std::span<const double> values) {
    std::vector<double> known(values.begin(), values.end());
    std::erase_if(known, [](double value) { return !std::isfinite(value); });
    Band band;
    band.repeats = known.size();
    band.mean = known.empty() ? std::numeric_limits<double>::quiet_NaN() : meanOf(known);
    const Interval interval = known.size() > 1 ? studentInterval(known) : Interval{band.mean, band.mean};
    band.low = interval.low;
    band.high = interval.high;
    return band;
}

Band bandOf(const SimulationResult& result, std::size_t round, std::size_t policy, std::size_t metric) {
    return bandOf(result.valuesOf(round, policy, metric));
}

Band changeOf(const SimulationResult& result, std::size_t round, std::size_t policy, std::size_t metric) {
    std::vector<double> values = result.valuesOf(round, policy, metric);
    const std::vector<double> first = result.valuesOf(0, policy, metric);
    for (std::size_t repeat = 0; repeat < values.size(); ++repeat) {
        values[repeat] -= first[repeat];
    }
    return bandOf(values);
}

Band differenceOf(const SimulationResult& result, std::size_t round, std::size_t one, std::size_t other,
                  std::size_t metric) {
    std::vector<double> values = result.valuesOf(round, one, metric);
    const std::vector<double> others = result.valuesOf(round, other, metric);
    for (std::size_t repeat = 0; repeat < values.size(); ++repeat) {
        values[repeat] -= others[repeat];
    }
    return bandOf(values);
}

const std::vector<LabMeasure>& labMeasures() {
    static const std::vector<LabMeasure> measures{
        {"ild", "Variety in a list", "intra-list diversity", "Do lists become more of the same?", true,
         false},
        {"gini_exposure", "Inequality of exposure", "Gini, lower is fairer",
         "Do a few items get all the places?", false, false},
        {"homogenisation_lists", "Sameness between people", "overlap of lists, lower is more personal",
         "Does everybody end up with the same list?", false, false},
        {"small_creator_exposure", "Small creators", "share of places", "Who loses their place?", true, true},
    };
    return measures;
}

Takeaway takeawayOf(const SimulationResult& result, std::size_t round, std::span<const std::string> names) {
    if (round == 0) {
        return {"Round 0 is before anything was fed back",
                "Later rounds are compared with it, each policy with its own."};
    }
    if (result.repeats < 2) {
        return {"One repeat has no band",
                std::string("Nothing can be told from chance. Run more repeats. ") + caveat};
    }
    std::string text;
    if (result.policies.size() == 1) {
        text = changesText(result, round, 0, names[0]);
    } else {
        const auto [policy, count] = narrowestPolicy(result, round);
        text = changesText(result, round, policy, names[policy]);
        // Beside it, whoever keeps most of what their lists began with.
        const auto ild = result.metric("ild");
        std::optional<std::size_t> keeper;
        double most = 0;
        for (std::size_t other = 0; ild && other < result.policies.size(); ++other) {
            const double kept = bandOf(result, round, other, *ild).mean / bandOf(result, 0, other, *ild).mean;
            if (other != policy && differenceOf(result, round, other, policy, *ild).low > 0 && kept > most) {
                keeper = other;
                most = kept;
            }
        }
        if (keeper && count > 0 && std::isfinite(most)) {
            text += fmt::format(" {} keeps {:.0f} % of the variety of its first lists.",
                                sentence(names[*keeper]).substr(0, names[*keeper].size()), 100 * most);
        }
    }
    return {titleOf(result, round, names), text + " " + caveat};
}

} // namespace tastescope
