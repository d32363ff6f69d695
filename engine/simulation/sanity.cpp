// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/simulation/sanity.h"

#include "engine/metrics/beyond_accuracy.h"
#include "engine/metrics/categories.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace tastescope {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

double distanceOf(const ItemCategories& categories, std::span<const ScoredItem> one,
                  std::span<const ScoredItem> other) {
    const std::vector<double> a = categories.sharesOf(one);
    const std::vector<double> b = categories.sharesOf(other);
    if (a.empty() || b.empty()) {
        return unknown;
    }
    double sum = 0;
    for (std::size_t at = 0; at < std::max(a.size(), b.size()); ++at) {
        sum += std::abs((at < a.size() ? a[at] : 0) - (at < b.size() ? b[at] : 0));
    }
    return sum / 2;
}

/// Every second item, from the first or the second on.
std::vector<ScoredItem> halfOf(const std::vector<ScoredItem>& items, std::size_t first) {
    std::vector<ScoredItem> out;
    for (std::size_t at = first; at < items.size(); at += 2) {
        out.push_back(items[at]);
    }
    return out;
}

std::vector<ScoredItem> firstChoicesOf(const SimulationResult& result, std::size_t policy) {
    std::vector<ScoredItem> items;
    for (std::size_t repeat = 0; repeat < result.repeats; ++repeat) {
        for (const std::uint32_t item : result.at(0, policy, repeat).choices) {
            if (item != nothingChosen) {
                items.push_back({ItemIndex(item), 0});
            }
        }
    }
    return items;
}

void judge(Sanity& sanity, bool truth) {
    using enum Sanity::Verdict;
    if (sanity.real == 0) {
        sanity.verdict = Careful;
        sanity.words = "Too few events could be held out to compare with. Read directions at most.";
        return;
    }
    if (!sanity.foresight) {
        sanity.verdict = Careful;
        sanity.words = "People choose by place alone, and the log does not say at which place things stood: "
                       "nothing checks how they choose. Read directions at most.";
        return;
    }
    const Foresight& seen = *sanity.foresight;
    const std::string what =
        fmt::format("Of {} held-out choices among {} items the tastes name {:.0f} %, chance {:.0f} %. ",
                    seen.cases, choiceAlternatives, 100 * seen.hits, 100 * seen.chance);
    if (!(seen.low > seen.chance) || !(seen.pseudoR2 > 0)) {
        sanity.verdict = No;
        sanity.words = what + "That is no better than guessing: do not trust what follows from tastes.";
    } else if (seen.hits < 2 * seen.chance) {
        sanity.verdict = Careful;
        sanity.words = what + "That is little: read directions with care.";
    } else {
        sanity.verdict = Directions;
        sanity.words = what +
                       (truth ? "These are the true tastes of the synthetic service. "
                              : "These are tastes as a model guesses them. ") +
                       "Read directions, not amounts.";
    }
}

} // namespace

std::string_view verdictName(Sanity::Verdict verdict) {
    switch (verdict) {
    case Sanity::Verdict::Directions:
        return "directions";
    case Sanity::Verdict::Careful:
        return "careful";
    case Sanity::Verdict::No:
        break;
    }
    return "no";
}

Sanity sanityOf(const Dataset& data, const SimulationResult& result, const HeldOutChoices& real,
                const TasteWorld* tastes) {
    Sanity sanity;
    std::vector<char> followed(data.userCount(), 0);
    for (const UserIndex user : result.people) {
        followed[user.value] = 1;
    }
    std::vector<ScoredItem> really;
    for (const RealChoice& one : real.cases) {
        if (followed[one.user.value]) {
            really.push_back({one.items[0], 0});
        }
    }
    sanity.real = really.size();
    const CatalogueFacts facts = catalogueFacts(data.matrix());
    const ItemCategories categories(data.itemAttributes(), facts.counts);
    sanity.categoryNoise = distanceOf(categories, halfOf(really, 0), halfOf(really, 1));
    for (std::size_t policy = 0; policy < result.policies.size(); ++policy) {
        const std::vector<ScoredItem> chosen = firstChoicesOf(result, policy);
        sanity.policies.push_back({result.policies[policy], chosen.size(),
                                   distanceOf(categories, chosen, really),
                                   popularityOf(chosen, facts) / popularityOf(really, facts)});
    }
    if (tastes) {
        sanity.foresight = foresightOf(*tastes, real.cases, !tastes->truth);
    }
    judge(sanity, tastes && tastes->truth);
    return sanity;
}

} // namespace tastescope
