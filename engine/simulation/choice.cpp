// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/simulation/choice.h"

#include "engine/base/discounted_gain.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace tastescope {
namespace {

constexpr std::array<std::string_view, 3> choiceNames{"position", "preference", "logit"};
constexpr std::array<std::string_view, 3> curveNames{"log", "inverse", "exponential"};

template <typename Kind>
Result<Kind> parseKind(const std::array<std::string_view, 3>& names, std::string_view name,
                       std::string_view place) {
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) {
        return Error{ErrorCode::InvalidArgument, "There is no \"" + std::string(name) + "\"",
                     "Choose " + std::string(names[0]) + ", " + std::string(names[1]) + " or " +
                         std::string(names[2]),
                     std::string(place)};
    }
    return static_cast<Kind>(found - names.begin());
}

double weightOf(const ChoiceOptions& options, std::size_t place) {
    switch (options.curve) {
    case PlaceCurve::Logarithmic:
        return placeWeight(place);
    case PlaceCurve::Inverse:
        return 1 / static_cast<double>(place + 1);
    case PlaceCurve::Exponential:
        break;
    }
    return std::pow(options.persistence, static_cast<double>(place));
}

} // namespace

std::string_view choiceName(ChoiceModel model) {
    return choiceNames[static_cast<std::size_t>(model)];
}

Result<ChoiceModel> parseChoice(std::string_view name) {
    return parseKind<ChoiceModel>(choiceNames, name, "--choice");
}

Result<PlaceCurve> parseCurve(std::string_view name) {
    return parseKind<PlaceCurve>(curveNames, name, "--places");
}

std::vector<double> placeUtilities(const ChoiceOptions& options, std::size_t places) {
    std::vector<double> out(places);
    for (std::size_t place = 0; place < places; ++place) {
        out[place] = options.trust * std::log(weightOf(options, place));
    }
    return out;
}

void choiceProbabilities(const ChoiceOptions& options, std::span<const double> utilities,
                         std::span<double> out) {
    if (utilities.empty()) {
        return;
    }
    double most = *std::ranges::max_element(utilities); // taken off all of them, so that none overflows
    if (options.mayTakeNothing()) {
        most = std::max(most, options.noChoice);
    }
    double sum = options.mayTakeNothing() ? std::exp(options.noChoice - most) : 0;
    for (std::size_t place = 0; place < utilities.size(); ++place) {
        out[place] = std::exp(utilities[place] - most);
        sum += out[place];
    }
    for (double& probability : out) {
        probability /= sum;
    }
}

std::optional<std::size_t> chosenPlace(const ChoiceOptions& options, std::span<const double> utilities,
                                       double uniform) {
    if (utilities.empty()) {
        return std::nullopt;
    }
    std::vector<double> probabilities(utilities.size());
    choiceProbabilities(options, utilities, probabilities);
    double upTo = 0;
    for (std::size_t place = 0; place < probabilities.size(); ++place) {
        upTo += probabilities[place];
        if (uniform < upTo) {
            return place;
        }
    }
    if (options.mayTakeNothing()) {
        return std::nullopt;
    }
    return utilities.size() - 1; // rounding left a little
}

} // namespace tastescope
