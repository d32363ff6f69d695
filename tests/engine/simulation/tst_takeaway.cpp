// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/simulation/takeaway.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tastescope {
namespace {

/// Two rounds of policies whose numbers in round 1 are given by repeat; in round 0 all are 0.5.
SimulationResult resultOf(const std::vector<std::vector<std::vector<double>>>& values) {
    SimulationResult result;
    for (const LabMeasure& measure : labMeasures()) {
        result.metrics.push_back({measure.id, measure.title, "", ""});
    }
    result.repeats = values[0][0].size();
    for (std::size_t policy = 0; policy < values.size(); ++policy) {
        result.policies.push_back("p" + std::to_string(policy));
    }
    for (std::size_t round = 0; round < 2; ++round) {
        for (std::size_t policy = 0; policy < values.size(); ++policy) {
            for (std::size_t repeat = 0; repeat < result.repeats; ++repeat) {
                LoopRound one{round, policy, repeat, {}, 10, {}, {}, {}};
                for (std::size_t metric = 0; metric < labMeasures().size(); ++metric) {
                    one.values.push_back(round == 0 ? 0.5 : values[policy][metric][repeat]);
                }
                result.rounds.push_back(std::move(one));
            }
        }
    }
    return result;
}

std::string saidOf(const std::vector<std::vector<std::vector<double>>>& values, std::size_t round = 1) {
    const SimulationResult result = resultOf(values);
    const Takeaway takeaway = takeawayOf(result, round, result.policies);
    return takeaway.title + "|" + takeaway.text;
}

bool says(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

// Narrow: less variety, more inequality and sameness, fewer small creators.
const std::vector<std::vector<double>> narrow{{.2, .21, .19}, {.9, .91, .9}, {.8, .8, .81}, {.1, .1, .11}};
const std::vector<std::vector<double>> wide{{.5, .52, .49}, {.5, .49, .5}, {.5, .52, .5}, {.5, .5, .51}};

TEST(Takeaway, SaysWhichPolicyIsNarrowestWhereAllBandsAreApart) {
    const std::string said = saidOf({wide, narrow});
    EXPECT_TRUE(says(said, "By round 1 p1 is narrowest on every measure")) << said;
    EXPECT_TRUE(says(said, "Under p1 variety in a list falls from 0.50 to 0.20")) << said;
    EXPECT_TRUE(says(said, "small creators falls from 50 % to 10 %")) << said;
    EXPECT_TRUE(says(said, "P0 keeps 101 % of the variety")) << said;
    EXPECT_TRUE(says(said, "read directions, not amounts"));
}

TEST(Takeaway, NamesOnlyTheMeasuresInWhichTheyAre) {
    auto mixed = narrow;
    mixed[2] = {.3, .9, .5}; // repeats disagree
    const std::string said = saidOf({wide, mixed});
    EXPECT_FALSE(says(said, "every measure")) << said;
    EXPECT_TRUE(says(said, "narrowest in variety in a list, inequality of exposure and small creators"))
        << said;
    EXPECT_FALSE(says(said, "sameness between people")) << said;
}

TEST(Takeaway, ClaimsNothingWhereRepeatsDifferMoreThanPolicies) {
    const std::vector<std::vector<double>> noisy{{.1, .9, .5}, {.1, .9, .5}, {.9, .1, .5}, {.1, .9, .6}};
    const std::string said = saidOf({wide, noisy});
    EXPECT_TRUE(says(said, "no policy is clearly narrowest")) << said;
    EXPECT_FALSE(says(said, "keeps")) << said;
    const std::string alone = saidOf({noisy});
    EXPECT_TRUE(says(alone, "nothing drawn here moves away")) << alone;
}

TEST(Takeaway, ClaimsNothingFromOneRepeatOrInTheFirstRound) {
    EXPECT_TRUE(says(saidOf({{{.2}, {.9}, {.8}, {.1}}, {{.5}, {.5}, {.5}, {.5}}}), "One repeat has no band"));
    EXPECT_TRUE(says(saidOf({wide, narrow}, 0), "before anything was fed back"));
}

TEST(Takeaway, BandsLeaveOutWhatDoesNotExist) {
    const Band band = bandOf(std::vector<double>{1, NAN, 3});
    EXPECT_EQ(band.repeats, 2U);
    EXPECT_EQ(band.mean, 2);
    EXPECT_LT(band.low, -10) << "two repeats say little: t with one degree of freedom";
    EXPECT_TRUE(std::isnan(bandOf(std::vector<double>{NAN}).mean));
    EXPECT_FALSE(bandOf(std::vector<double>{5}).clear());
}

} // namespace
} // namespace tastescope
