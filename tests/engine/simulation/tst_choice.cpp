// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/random.h"
#include "engine/simulation/choice.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace tastescope {
namespace {

std::vector<double> probabilitiesOf(const ChoiceOptions& options, const std::vector<double>& utilities) {
    std::vector<double> out(utilities.size());
    choiceProbabilities(options, utilities, out);
    return out;
}

ChoiceOptions optionsOf(ChoiceModel model) {
    ChoiceOptions options;
    options.model = model;
    return options;
}

TEST(Choice, OfZeroUtilitiesAgainstNothingEveryOneOfKPlusOneIsAsLikely) {
    const ChoiceOptions options = optionsOf(ChoiceModel::Logit);
    for (const std::size_t k : {1U, 2U, 10U, 100U}) {
        for (const double one : probabilitiesOf(options, std::vector<double>(k, 0.0))) {
            EXPECT_NEAR(one, 1.0 / static_cast<double>(k + 1), 1e-15);
        }
    }
    // And so they are drawn.
    std::vector<int> drawn(4, 0);
    const std::vector<double> utilities(3, 0.0);
    for (std::uint64_t at = 0; at < 40'000; ++at) {
        ++drawn[chosenPlace(options, utilities, Random(5, at).uniform()).value_or(3)];
    }
    for (const int count : drawn) {
        EXPECT_NEAR(count, 10'000, 4 * std::sqrt(40'000 * 0.25 * 0.75));
    }
}

TEST(Choice, IsByTheCurveOfPlacesAlone) {
    ChoiceOptions options = optionsOf(ChoiceModel::Position);
    const auto weightsOf = [&](PlaceCurve curve) {
        options.curve = curve;
        std::vector<double> found = probabilitiesOf(options, placeUtilities(options, 3));
        EXPECT_NEAR(std::accumulate(found.begin(), found.end(), 0.0), 1, 1e-12) << "one is always taken";
        for (double& one : found) {
            one /= found[0] == 0 ? 1 : probabilitiesOf(options, placeUtilities(options, 3))[0];
        }
        return found;
    };
    const auto near = [](const std::vector<double>& found, std::vector<double> wanted) {
        for (std::size_t at = 0; at < wanted.size(); ++at) {
            EXPECT_NEAR(found[at], wanted[at], 1e-12);
        }
    };
    near(weightsOf(PlaceCurve::Logarithmic), {1, 1 / std::log2(3.0), 0.5});
    near(weightsOf(PlaceCurve::Inverse), {1, 0.5, 1.0 / 3});
    options.persistence = 0.7;
    near(weightsOf(PlaceCurve::Exponential), {1, 0.7, 0.49});
    options.trust = 0; // who trusts no order looks everywhere alike
    near(weightsOf(PlaceCurve::Exponential), {1, 1, 1});
    options.trust = 0.5;
    near(weightsOf(PlaceCurve::Inverse), {1, std::sqrt(0.5), std::sqrt(1.0 / 3)});
}

TEST(Choice, HoldsAtTheEdges) {
    const ChoiceOptions logit = optionsOf(ChoiceModel::Logit);
    const ChoiceOptions preference = optionsOf(ChoiceModel::Preference);
    EXPECT_FALSE(chosenPlace(preference, {}, 0.5)) << "an empty list";
    const std::vector<double> huge{1e6, 1e6 - 1};
    EXPECT_NEAR(probabilitiesOf(preference, huge)[0], 1 / (1 + std::exp(-1.0)), 1e-12);
    ChoiceOptions never = logit;
    never.noChoice = 1e9;
    EXPECT_EQ(probabilitiesOf(never, huge)[0], 0);
    EXPECT_FALSE(chosenPlace(never, huge, 0));
    never.noChoice = -1e9;
    EXPECT_TRUE(chosenPlace(never, huge, std::nextafter(1.0, 0.0))) << "nothing is never taken then";
    EXPECT_EQ(chosenPlace(preference, huge, std::nextafter(1.0, 0.0)), 1U);
    EXPECT_EQ(chosenPlace(preference, huge, 0), 0U);
}

TEST(Choice, NamesAreReadAndUnknownOnesTellTheKnown) {
    for (const ChoiceModel model : {ChoiceModel::Position, ChoiceModel::Preference, ChoiceModel::Logit}) {
        EXPECT_EQ(*parseChoice(choiceName(model)), model);
    }
    const auto wrong = parseChoice("logti");
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(wrong.error().text().find("position, preference or logit"), std::string::npos);
    EXPECT_FALSE(parseCurve("linear"));
}

} // namespace
} // namespace tastescope
