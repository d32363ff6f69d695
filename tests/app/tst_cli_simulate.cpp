// SPDX-License-Identifier: GPL-3.0-or-later
// simulate as it is called from outside: keys, identities and errors.
#include "tests/app/cli_process.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tastescope {
namespace {

using test::Answer;
using test::Finished;
using test::runCommand;
using test::TemporaryFolder;

class CliSimulate : public testing::Test {
protected:
    CliSimulate() { test::makeDemo(folder, 60, 80, 2'500); }

    Finished simulate(std::vector<std::string> more) {
        std::vector<std::string> command{"--json", "simulate", "d.tastescope"};
        command.insert(command.end(), more.begin(), more.end());
        return runCommand(folder, command);
    }

    TemporaryFolder folder;
};

TEST_F(CliSimulate, HasTheKeysOfTheContract) {
    const Finished made = simulate({"--policy", "popularity", "--policy", "random", "--rounds", "3",
                                    "--repeats", "2", "--out", "rounds.csv", "--users", "30"});
    ASSERT_EQ(made.code, 0) << made.err;
    const Answer answer(made.out);
    ASSERT_TRUE(answer.valid());
    EXPECT_EQ(answer.number("/users"), 30);
    ASSERT_EQ(answer.size("/rounds"), 12U);
    EXPECT_EQ(answer.text("/rounds/0/policy"), "popularity");
    EXPECT_EQ(answer.text("/rounds/2/policy"), "random");
    EXPECT_EQ(answer.number("/rounds/1/repeat"), 1);
    EXPECT_EQ(answer.number("/rounds/11/round"), 2);
    EXPECT_GT(answer.number("/rounds/0/metrics/gini_exposure/value"), 0);
    EXPECT_EQ(answer.text("/sanity/tastes"), "truth");
    EXPECT_FALSE(answer.text("/sanity/verdict").empty());
    const std::string rows = folder.read("rounds.csv");
    EXPECT_EQ(std::ranges::count(rows, '\n'), 13);
}

TEST_F(CliSimulate, EstimatesWhatTheLogSaysAndWhatIsGivenStays) {
    const Finished made = simulate({"--policy", "popularity", "--rounds", "2", "--repeats", "1", "--users",
                                    "20", "--estimate", "--drift", "0.05", "--choice", "logit"});
    ASSERT_EQ(made.code, 0) << made.err;
    const Answer answer(made.out);
    ASSERT_EQ(answer.size("/estimates"), 7U);
    EXPECT_EQ(answer.text("/estimates/2/id"), "trust");
    EXPECT_NE(answer.text("/estimates/2/why_not").find("place"), std::string::npos);
    EXPECT_EQ(answer.text("/estimates/3/id"), "no_choice");
    EXPECT_LE(answer.number("/estimates/3/low"), answer.number("/estimates/3/value"));
    EXPECT_GE(answer.number("/estimates/3/high"), answer.number("/estimates/3/value"));
    EXPECT_GE(answer.number("/estimates/3/events"), 100);
    EXPECT_FALSE(answer.text("/estimates/3/source").empty());
    const auto usedOf = [&](const char* at) {
        bool used = false;
        EXPECT_EQ(answer.at(std::string("/estimates/") + at + "/used").get(used), simdjson::SUCCESS) << at;
        return used;
    };
    EXPECT_TRUE(usedOf("3"));
    EXPECT_FALSE(usedOf("4")) << "--drift was given";
    const Finished always = simulate(
        {"--policy", "popularity", "--rounds", "2", "--repeats", "1", "--users", "20", "--estimate"});
    bool used = true;
    EXPECT_EQ(Answer(always.out).at("/estimates/3/used").get(used), simdjson::SUCCESS);
    EXPECT_FALSE(used) << "who always takes something has no price of taking nothing";
    const Finished without = simulate({"--policy", "popularity", "--rounds", "2", "--users", "20"});
    EXPECT_EQ(without.out.find("\"estimates\""), std::string::npos) << "nobody asked";
}

TEST_F(CliSimulate, KeepSeenShowsEverybodyTheMostPopular) {
    const Finished made = simulate({"--policy", "popularity", "--keep-seen", "--rounds", "4", "--repeats",
                                    "1", "--k", "7", "--choice", "position"});
    ASSERT_EQ(made.code, 0) << made.err;
    const Answer answer(made.out);
    for (const char* row : {"/rounds/0", "/rounds/3"}) {
        EXPECT_EQ(answer.number(std::string(row) + "/metrics/homogenisation_lists/value"), 1);
    }
}

TEST_F(CliSimulate, TheProjectIsNotTouchedAndTheSameSeedGivesTheSame) {
    const std::string before = test::contentOf(folder / "d.tastescope");
    const std::vector<std::string> words{"--policy", "als:factors=8", "--rounds", "3", "--retrain", "1"};
    const Finished one = simulate(words);
    std::vector<std::string> threads = words;
    threads.insert(threads.end(), {"--threads", "3"});
    const Finished other = simulate(threads);
    EXPECT_EQ(one.code, 0) << one.err;
    EXPECT_EQ(one.out, other.out);
    EXPECT_EQ(test::contentOf(folder / "d.tastescope"), before);
}

TEST_F(CliSimulate, WrongUsageIsNamed) {
    const auto refused = [&](std::vector<std::string> words, const char* says) {
        const Finished made = simulate(std::move(words));
        EXPECT_EQ(made.code, 2) << made.err;
        EXPECT_NE(made.err.find(says), std::string::npos) << made.err;
    };
    refused({}, "--policy");
    refused({"--policy", "alss"}, "alss");
    refused({"--policy", "random", "--policy", "random"}, "twice");
    refused({"--policy", "random", "--choice", "taste"}, "position, preference or logit");
    refused({"--policy", "random", "--rounds", "0"}, "--rounds");
    refused({"--policy", "random", "--drift", "2"}, "--drift");
    refused({"--policy", "random", "--out", "x.txt"}, "x.txt");
    const Finished absent = simulate({"--policy", "als+absent.json"});
    EXPECT_EQ(absent.code, 1);
    EXPECT_NE(absent.err.find("absent.json"), std::string::npos) << absent.err;
}

} // namespace
} // namespace tastescope
