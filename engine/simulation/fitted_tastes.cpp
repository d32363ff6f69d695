// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/simulation/fitted_tastes.h"

#include "engine/data/split.h"
#include "engine/evaluation/evaluation_input.h"
#include "engine/ranking/scan.h"
#include "engine/registry/registry.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tastescope {
namespace {

constexpr double heldOutShare = 0.2;
constexpr std::size_t mostCases = 20'000;
constexpr std::uint64_t alternativeStream = std::uint64_t{0x7A57E} << 40U;
constexpr double strongest = 50; ///< a strength at which everything is decided

using Matches = std::array<double, choiceAlternatives>;

std::vector<Matches> matchesOf(const TasteWorld& world, std::span<const RealChoice> cases) {
    std::vector<Matches> out(cases.size());
    for (std::size_t at = 0; at < cases.size(); ++at) {
        const std::array<UserIndex, 1> who{cases[at].user};
        const Tastes tastes(world, who);
        for (std::size_t place = 0; place < choiceAlternatives; ++place) {
            out[at][place] = tastes.match(0, cases[at].items[place]);
        }
    }
    return out;
}

/// Log-likelihood of the real items with its first two derivatives.
struct Likelihood {
    double value = 0;
    double slope = 0;
    double bend = 0;
};
Likelihood likelihoodAt(double strength, std::span<const Matches> cases) {
    Likelihood sum;
    for (const Matches& matches : cases) {
        const double most = *std::ranges::max_element(matches);
        double weights = 0;
        double mean = 0;
        double squares = 0;
        for (const double match : matches) {
            const double weight = std::exp(strength * (match - most));
            weights += weight;
            mean += weight * match;
            squares += weight * match * match;
        }
        mean /= weights;
        sum.value += strength * (matches[0] - most) - std::log(weights);
        sum.slope += matches[0] - mean;
        sum.bend -= squares / weights - mean * mean;
    }
    return sum;
}

/// The likelihood is concave in the strength: Newton, kept between 0 and `strongest`.
double likeliestStrength(std::span<const Matches> cases) {
    double strength = 1;
    for (int step = 0; step < 100; ++step) {
        const Likelihood here = likelihoodAt(strength, cases);
        if (!(here.bend < 0)) {
            break;
        }
        const double next = std::clamp(strength - here.slope / here.bend, 0.0, strongest);
        const double by = std::abs(next - strength);
        strength = next;
        if (by < 1e-9) {
            break;
        }
    }
    return strength;
}

/// Every second case: some to fit, the others to look at.
std::vector<RealChoice> everySecond(std::span<const RealChoice> cases, std::size_t first) {
    std::vector<RealChoice> out;
    for (std::size_t at = first; at < cases.size(); at += 2) {
        out.push_back(cases[at]);
    }
    return out;
}

std::vector<float> directionsOf(VectorView vectors, std::size_t rows) {
    std::vector<float> out(rows * vectors.dimensions, 0.0F);
    for (std::size_t row = 0; row < std::min(rows, vectors.rows()); ++row) {
        double squares = 0;
        for (const float value : vectors.row(row)) {
            squares += static_cast<double>(value) * static_cast<double>(value);
        }
        const double length = std::sqrt(squares);
        for (std::size_t d = 0; length > 0 && d < vectors.dimensions; ++d) {
            out[row * vectors.dimensions + d] =
                static_cast<float>(static_cast<double>(vectors.row(row)[d]) / length);
        }
    }
    return out;
}

} // namespace

std::optional<RealChoice> realChoice(UserIndex user, ItemIndex real, std::span<const ItemIndex> had,
                                     std::span<const double> upTo, Random& random) {
    RealChoice out{user, {}};
    out.items[0] = real;
    std::size_t found = 1;
    for (int attempt = 0; attempt < 500 && found < choiceAlternatives; ++attempt) {
        const auto at = std::ranges::upper_bound(upTo, random.uniform() * upTo.back()) - upTo.begin();
        const ItemIndex item(std::min(static_cast<std::size_t>(at), upTo.size() - 1));
        const auto before = std::span(out.items).first(found);
        if (!std::ranges::binary_search(had, item) && std::ranges::find(before, item) == before.end()) {
            out.items[found++] = item;
        }
    }
    return found == choiceAlternatives ? std::optional(out) : std::nullopt;
}

std::vector<double> popularityUpTo(const Dataset& data) {
    std::vector<double> upTo;
    double sum = 0;
    for (std::size_t item = 0; item < data.itemCount(); ++item) {
        upTo.push_back(sum += static_cast<double>(data.matrix().countOf(ItemIndex(item))));
    }
    return upTo;
}

Result<HeldOutChoices> holdOutChoices(const Dataset& data, const ExecutionContext& context) {
    HeldOutChoices out;
    const auto split = splitDataset(data, {Protocol::PerUser, heldOutShare, context.seed}, context);
    if (!split) {
        return split.error().code == ErrorCode::Cancelled ? Result<HeldOutChoices>(split.error())
                                                          : Result<HeldOutChoices>(std::move(out));
    }
    out.train = split->train;
    const HeldOut test = heldOutOf(*out.train, *split->test);
    const std::vector<double> upTo = popularityUpTo(*out.train);
    const std::size_t step = std::max<std::size_t>(1, (test.items.size() + mostCases - 1) / mostCases);
    std::size_t place = 0;
    for (std::size_t user = 0; user < out.train->userCount() && !upTo.empty() && upTo.back() > 0; ++user) {
        if (context.stopRequested()) {
            return cancelledError();
        }
        const auto had = data.matrix().itemsOf(UserIndex(user)); // on either side
        Random random(context.seed, alternativeStream + user);
        for (const ItemIndex real : test.itemsOf(UserIndex(user))) {
            if (place++ % step == 0) {
                if (auto one = realChoice(UserIndex(user), real, had, upTo, random)) {
                    out.cases.push_back(*one);
                }
            }
        }
    }
    return out;
}

Result<TasteWorld> factorTastes(const Dataset& data, const ExecutionContext& context) {
    const AlgorithmInfo& algorithm = *findAlgorithm("als");
    // Without the column of what is popular, which would be no taste but the same direction for everybody.
    const std::vector<NameValue> changes{{"factors", "32"}, {"popular", "0"}};
    TRY_ASSIGN(const auto params, makeParams(algorithm.params, changes));
    TRY_ASSIGN(const auto model, algorithm.fit(data, params, context));
    TasteWorld world;
    world.dimensions = model->itemVectors().dimensions;
    world.items = directionsOf(model->itemVectors(), data.itemCount());
    world.tastes = directionsOf(model->userVectors(), data.userCount());
    world.weights.assign(data.userCount(), 1.0F);
    return world;
}

Result<TasteWorld> fitTastes(const HeldOutChoices& choices, const ExecutionContext& context) {
    if (!choices.train || choices.cases.empty()) {
        return Error{ErrorCode::BadInput, "There are too few events to learn what people like",
                     "Let people choose by place alone, without drift, boredom and leaving", "simulation"};
    }
    TRY_ASSIGN(auto world, factorTastes(*choices.train, context));
    const std::vector<Matches> matches = matchesOf(world, everySecond(choices.cases, 0));
    world.strength = likeliestStrength(matches);
    double sum = 0;
    for (const Matches& one : matches) {
        sum += std::accumulate(one.begin() + 1, one.end(), 0.0);
    }
    world.threshold = sum / static_cast<double>(matches.size() * (choiceAlternatives - 1));
    return world;
}

Foresight foresightOf(const TasteWorld& tastes, std::span<const RealChoice> cases, bool fitted) {
    Foresight out;
    const std::vector<Matches> matches = matchesOf(tastes, everySecond(cases, fitted ? 1 : 0));
    out.cases = matches.size();
    out.chance = 1.0 / static_cast<double>(choiceAlternatives);
    if (matches.empty()) {
        return out;
    }
    for (const Matches& one : matches) {
        const double most = *std::ranges::max_element(one);
        const auto best = static_cast<double>(std::ranges::count(one, most));
        out.hits += one[0] == most ? 1 / best : 0;
    }
    const auto count = static_cast<double>(matches.size());
    out.hits /= count;
    const double reach = 1.96 * std::sqrt(out.hits * (1 - out.hits) / count);
    out.low = std::max(0.0, out.hits - reach);
    out.high = std::min(1.0, out.hits + reach);
    out.pseudoR2 = 1 - likelihoodAt(tastes.strength, matches).value / (count * std::log(out.chance));
    return out;
}

} // namespace tastescope
