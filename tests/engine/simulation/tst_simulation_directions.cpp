// SPDX-License-Identifier: GPL-3.0-or-later
// What the literature found of feedback loops, on the synthetic service: directions, with bands apart.
#include "engine/simulation/takeaway.h"
#include "tests/engine/simulation/simulation_world.h"

#include <fmt/format.h>

namespace tastescope {
namespace {

using test::optionsOf;
using test::policyOf;

class SimulationLengthy : public testing::Test {
protected:
    static SimulationResult run(std::vector<PolicySpec> policies, std::size_t retrain = 1, double drift = 0,
                                bool keepSeen = false) {
        static const test::SimulatedWorld world = test::makeWorld(500, 1'200, 30'000);
        SimulationOptions options = optionsOf(*world.data, std::move(policies));
        options.people.resize(200);
        options.rounds = 20;
        options.repeats = 6;
        options.k = 10;
        options.retrain = retrain;
        options.drift = drift;
        options.keepSeen = keepSeen;
        auto result = simulate(world.data, options, &world.tastes);
        EXPECT_TRUE(result) << result.error().text();
        return *std::move(result);
    }
    static Band band(const SimulationResult& result, const char* metric, std::size_t policy,
                     std::size_t round = 19) {
        const Band found = bandOf(result, round, policy, *result.metric(metric));
        fmt::print("{} {} round {}: {:.4f} [{:.4f}, {:.4f}]\n", result.policies[policy], metric, round,
                   found.mean, found.low, found.high);
        return found;
    }
    static Band change(const SimulationResult& result, const char* metric, std::size_t policy) {
        return changeOf(result, 19, policy, *result.metric(metric));
    }
};

// Fleder and Hosanagar 2009: recommending what sells concentrates sales. Chaney et al. 2018: and makes
// people alike, more under popularity than under a factor model, more under that than under chance.
TEST_F(SimulationLengthy, PopularityConcentratesConsumptionAndMakesPeopleAlike) {
    const SimulationResult result = run({policyOf("popularity"), policyOf("als"), policyOf("random")});
    for (const char* metric : {"gini_consumption", "homogenisation_consumption"}) {
        EXPECT_GT(change(result, metric, 0).low, 0) << metric;
        EXPECT_GT(band(result, metric, 0).low, band(result, metric, 2).high) << metric;
        EXPECT_GT(band(result, metric, 1).low, band(result, metric, 2).high) << metric;
        EXPECT_GT(band(result, metric, 0).low, band(result, metric, 1).high) << metric;
    }
    // With what was seen taken out, exposure spreads while consumption concentrates.
    EXPECT_LT(change(result, "gini_exposure", 0).high, 0);
    // Mansoury et al. 2020; Abdollahpouri et al. 2019: lists are more popular than what people had.
    EXPECT_GT(band(result, "popularity_lift", 0, 0).low, 0);
    EXPECT_GT(band(result, "popularity_lift", 1, 0).low, 0);
    EXPECT_LT(band(result, "popularity_lift", 2, 0).high, 0);
}

// Chaney et al. 2018: models that learn from what they caused homogenise more than one that learned once.
TEST_F(SimulationLengthy, LearningAgainAndAgainHomogenisesMoreThanLearningOnce) {
    const SimulationResult again = run({policyOf("als")}, 1);
    const SimulationResult once = run({policyOf("als")}, 0);
    const std::size_t metric = *again.metric("homogenisation_consumption");
    std::vector<double> more = again.valuesOf(19, 0, metric); // people have the same chances in both
    for (std::size_t repeat = 0; repeat < more.size(); ++repeat) {
        more[repeat] -= once.valuesOf(19, 0, metric)[repeat];
    }
    band(again, "homogenisation_consumption", 0);
    band(once, "homogenisation_consumption", 0);
    EXPECT_GT(bandOf(more).low, 0);
}

TEST_F(SimulationLengthy, NobodyPleasesMoreThanWhoKnowsTheTruth) {
    const SimulationResult result = run({policyOf("ideal"), policyOf("als"), policyOf("item_knn"),
                                         policyOf("popularity"), policyOf("random")});
    for (std::size_t policy = 1; policy < 5; ++policy) {
        for (std::size_t round = 0; round < 20; ++round) {
            EXPECT_GT(differenceOf(result, round, 0, policy, *result.metric("utility")).low, 0)
                << result.policies[policy] << " round " << round;
        }
    }
    band(result, "utility", 0);
    band(result, "utility", 1);
}

// Jiang et al. 2019: the better lists fit, the further tastes are carried; exploring slows it.
TEST_F(SimulationLengthy, TastesDriftMostUnderTheIdealAndLeastUnderChance) {
    const SimulationResult result =
        run({policyOf("ideal"), policyOf("ideal", 0.5), policyOf("random")}, 1, 0.1);
    EXPECT_GT(band(result, "drift", 0).low, band(result, "drift", 1).high);
    EXPECT_GT(band(result, "drift", 1).low, band(result, "drift", 2).high);
}

} // namespace
} // namespace tastescope
