// SPDX-License-Identifier: GPL-3.0-or-later
// Ctrl-C during long commands: exit code 3 within 200 ms, and the project as it was.
#include "tests/app/cli_process.h"

#include <set>

namespace tastescope {
namespace {

using namespace std::chrono_literals;
using test::Finished;
using test::runCommand;
using test::TemporaryFolder;

// The promise is 200 ms; machines that run other tests beside this one are given some more.
constexpr auto allowed = 600ms;

std::set<std::string> filesIn(const TemporaryFolder& folder) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        names.insert(entry.path().filename().string());
    }
    return names;
}

TEST(CliCancelTiming, TrainingStopsAndStoresNothing) {
    const TemporaryFolder folder;
    test::makeDemo(folder, 2000, 1000, 100000);
    const std::string before = runCommand(folder, {"info", "d.tastescope", "--json"}).out;
    const Finished finished =
        runCommand(folder, {"train", "d.tastescope", "--model", "als:factors=256,iterations=200"}, 1500ms);
    EXPECT_EQ(finished.code, 3) << finished.err;
    EXPECT_EQ(finished.out, "");
    EXPECT_LT(finished.afterSignal, allowed);
    EXPECT_EQ(runCommand(folder, {"info", "d.tastescope", "--json"}).out, before);
}

TEST(CliCancelTiming, ImportStopsAndLeavesNothingBehind) {
    const TemporaryFolder folder;
    std::string rows = "user,item,rating,time\n";
    for (int row = 0; row < 3'000'000; ++row) {
        rows += std::to_string(row % 60'013) + "," + std::to_string(row % 9'973) + ",4," +
                std::to_string(1'600'000'000 + row) + "\n";
    }
    folder.write("large.csv", rows);
    const Finished finished = runCommand(folder, {"import", "p.tastescope", "large.csv"}, 400ms);
    EXPECT_EQ(finished.code, 3) << finished.err;
    EXPECT_LT(finished.afterSignal, allowed);
    EXPECT_EQ(filesIn(folder), (std::set<std::string>{"large.csv"}));
}

TEST(CliCancelTiming, WaitingForStandardInputStops) {
    const TemporaryFolder folder;
    const Finished finished = runCommand(folder, {"import", "p.tastescope", "-"}, 300ms, test::Input::Silent);
    EXPECT_EQ(finished.code, 3) << finished.err;
    EXPECT_LT(finished.afterSignal, allowed);
    EXPECT_EQ(filesIn(folder), std::set<std::string>());
}

TEST(CliCancelTiming, SplitLeavesAllPartsOrNone) {
    const TemporaryFolder folder;
    ASSERT_EQ(runCommand(folder, {"demo", "d.tastescope", "--events", "300000"}).code, 0);
    bool stopped = false;
    for (int round = 1; round <= 8; ++round) {
        const Finished finished = runCommand(
            folder, {"split", "d.tastescope", "--protocol", "per-user", "--out", "parts"}, 40ms * round);
        stopped = stopped || finished.code == 3;
        EXPECT_LT(finished.afterSignal, allowed);
        std::set<std::string> names;
        if (std::filesystem::exists(folder.path() / "parts")) {
            for (const auto& entry : std::filesystem::directory_iterator(folder.path() / "parts")) {
                names.insert(entry.path().filename().string());
            }
            std::filesystem::remove_all(folder.path() / "parts");
        }
        EXPECT_EQ(names, finished.code == 0 ? (std::set<std::string>{"test.csv", "train.csv"})
                                            : std::set<std::string>());
    }
    EXPECT_TRUE(stopped);
}

TEST(CliCancelTiming, EvaluationStops) {
    const TemporaryFolder folder;
    test::makeDemo(folder, 2000, 1000, 100000);
    const Finished finished = runCommand(
        folder, {"evaluate", "d.tastescope", "--model", "als:factors=256,iterations=200", "--json"}, 1500ms);
    EXPECT_EQ(finished.code, 3) << finished.err;
    EXPECT_EQ(test::Answer(finished.out).text("/error/code"), "cancelled");
    EXPECT_LT(finished.afterSignal, allowed);
}

TEST(CliCancelTiming, WhatAnEvaluationWritesBesideIsAsItWasToo) {
    const TemporaryFolder folder;
    test::makeDemo(folder, 2000, 1000, 100000);
    std::vector<std::string> command{"evaluate",   "d.tastescope", "--model", "als:factors=16,iterations=10",
                                     "--per-user", "users.csv"};
    const auto begin = std::chrono::steady_clock::now();
    ASSERT_EQ(runCommand(folder, command).code, 0);
    const auto once = std::chrono::steady_clock::now() - begin;
    folder.write("users.csv", "as it was");
    // Four times as much again: it is on its way by then.
    command.emplace_back("--side-by-side");
    const Finished finished =
        runCommand(folder, command, std::chrono::duration_cast<std::chrono::microseconds>(2 * once));
    EXPECT_EQ(finished.code, 3) << finished.err;
    EXPECT_EQ(finished.out, "");
    EXPECT_EQ(folder.read("users.csv"), "as it was");
}

} // namespace
} // namespace tastescope
