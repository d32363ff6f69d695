// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli_process.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tastescope {
namespace {

using namespace std::chrono_literals;
using test::Answer;
using test::Finished;
using test::runCommand;
using test::TemporaryFolder;

TEST(CliSearch, FindsStoresAndTrainsTheBest) {
    const TemporaryFolder folder;
    test::makeDemo(folder, 300, 200, 15000);
    const std::vector<std::string> command{
        "search", "d.tastescope",      "--model",      "item_knn", "--trials", "4",
        "--set",  "similarity=cosine", "--train-best", "Winner",   "--json"};
    const Finished finished = runCommand(folder, command);
    ASSERT_EQ(finished.code, 0) << finished.err;
    const Answer answer(finished.out);
    ASSERT_TRUE(answer.valid()) << finished.out;
    ASSERT_EQ(answer.size("/trials"), 4U);
    EXPECT_EQ(answer.text("/trained"), "Winner");
    EXPECT_EQ(answer.text("/metric"), "ndcg@10");
    EXPECT_EQ(answer.number("/trials/0/params/neighbours"), 100) << "the first are the defaults";
    double best = 0;
    for (int trial = 0; trial < 4; ++trial) {
        const std::string at = "/trials/" + std::to_string(trial);
        EXPECT_EQ(answer.text(at + "/status"), "done");
        EXPECT_EQ(answer.text(at + "/params/similarity"), "cosine");
        EXPECT_LE(answer.number(at + "/low"), answer.number(at + "/value"));
        best = std::max(best, answer.number(at + "/value"));
    }
    EXPECT_EQ(answer.number("/best/value"), best);
    // The best can be measured on the test part that the search left alone.
    const Finished judged = runCommand(
        folder, {"evaluate", "d.tastescope", "--model", answer.text("/best/model"), "--metrics", "ndcg"});
    EXPECT_EQ(judged.code, 0) << judged.err;
    const Finished table = runCommand(folder, {"search", "d.tastescope", "--model", "item_knn", "--trials",
                                               "4", "--set", "similarity=cosine", "--resume"});
    EXPECT_EQ(table.code, 0) << table.err;
    EXPECT_NE(table.out.find("Best: item_knn"), std::string::npos);
}

TEST(CliSearch, SearchesOnAFileByHalving) {
    const TemporaryFolder folder;
    test::makeDemo(folder, 300, 200, 15000);
    ASSERT_EQ(runCommand(folder, {"split", "d.tastescope", "--protocol", "per-user", "--out", "parts"}).code,
              0);
    const Finished finished =
        runCommand(folder, {"search", "d.tastescope", "--model", "als:factors=4", "--trials", "5",
                            "--strategy", "halving", "--train", "parts/train.csv", "--json"});
    ASSERT_EQ(finished.code, 0) << finished.err;
    const Answer answer(finished.out);
    EXPECT_EQ(answer.size("/shares"), 2U);
    EXPECT_EQ(answer.number("/best/share"), 1);
    EXPECT_EQ(answer.number("/best/params/factors"), 4);
}

TEST(CliSearchTiming, GoesOnAfterCtrlC) {
    const TemporaryFolder folder;
    test::makeDemo(folder, 2000, 1000, 100000);
    const Finished stopped = runCommand(
        folder, {"search", "d.tastescope", "--model", "als:factors=128", "--trials", "400"}, 4000ms);
    EXPECT_EQ(stopped.code, 3) << stopped.err;
    EXPECT_EQ(stopped.out, "");
    EXPECT_LT(stopped.afterSignal, 600ms);
    // What was learned is kept: as many trials as there are already come at once.
    const Finished resumed =
        runCommand(folder, {"search", "d.tastescope", "--resume", "--trials", "1", "--json"});
    ASSERT_EQ(resumed.code, 0) << resumed.err;
    EXPECT_EQ(Answer(resumed.out).size("/trials"), 1U);
}

TEST(CliSearch, WrongUsageIsSaidSo) {
    const TemporaryFolder folder;
    test::makeDemo(folder, 300, 200, 15000);
    const auto code = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"search", "d.tastescope"});
        return runCommand(folder, arguments).code;
    };
    EXPECT_EQ(code({}), 2);
    EXPECT_EQ(code({"--model", "nothing"}), 2);
    EXPECT_EQ(code({"--model", "als:factors=none"}), 2);
    EXPECT_EQ(code({"--model", "als", "--metric", "arp@10"}), 2);
    EXPECT_EQ(code({"--model", "als", "--strategy", "grid"}), 2);
    EXPECT_EQ(code({"--model", "als", "--trials", "0"}), 2);
    EXPECT_EQ(code({"--model", "als", "--test", "2"}), 2);
    EXPECT_EQ(code({"--model", "als", "--map", "user=who"}), 2);
    EXPECT_EQ(code({"--resume"}), 1) << "there is none";
}

TEST(CliSearch, WhatAStoredSearchWouldNotHearIsRefused) {
    const TemporaryFolder folder;
    test::makeDemo(folder, 60, 80, 2500);
    folder.write("train.csv", "user,item\na,b\n");
    for (const std::vector<std::string>& option :
         std::vector<std::vector<std::string>>{{"--set", "factors=8"},
                                               {"--strategy", "halving"},
                                               {"--metric", "recall@5"},
                                               {"--protocol", "random"},
                                               {"--test", ".5"},
                                               {"--validation", ".5"},
                                               {"--train", "train.csv"},
                                               {"--map", "user=who"},
                                               {"--values"},
                                               {"--seed", "99"}}) {
        std::vector<std::string> command{"search", "d.tastescope", "--resume", "--trials", "2"};
        command.insert(command.end(), option.begin(), option.end());
        const Finished finished = runCommand(folder, command);
        EXPECT_EQ(finished.code, 2) << option.front() << finished.err;
        EXPECT_NE(finished.err.find(option.front() + ":"), std::string::npos) << finished.err;
        EXPECT_NE(finished.err.find("--model ID"), std::string::npos) << finished.err;
    }
    // The number of trials, and what is done with the best, are none of the search's own.
    EXPECT_EQ(runCommand(folder, {"search", "d.tastescope", "--resume", "--trials", "2"}).code, 1);
    EXPECT_EQ(runCommand(folder, {"search", "d.tastescope", "--resume", "--train-best", "B"}).code, 1);
}

} // namespace
} // namespace tastescope
