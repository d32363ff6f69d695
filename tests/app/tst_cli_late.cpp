// SPDX-License-Identifier: GPL-3.0-or-later
// What fails behind the work: the work is not lost with it, and what is done is said to be done.
#include "storage/project/experiment_store.h"
#include "storage/project/model_store.h"
#include "storage/project/project.h"
#include "tests/app/cli_process.h"

#include <cstdlib>
#include <functional>
#include <string_view>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tastescope {
namespace {

using namespace std::chrono_literals;
using test::Answer;
using test::Finished;
using test::runCommand;
using test::TemporaryFolder;
using Words = std::vector<std::string>;

class CliLate : public testing::Test {
protected:
    CliLate() {
        test::makeDemo(folder, 60, 80, 2'500);
        std::filesystem::create_directory(folder / "out");
        EXPECT_EQ(mkfifo((folder / "rules.json").c_str(), 0600), 0);
    }

    /// Runs a command that reads rules.json, which is a pipe: what happens meanwhile happens after the
    /// command looked at its arguments and before it works.
    Finished runWhile(const Words& command, const std::function<void()>& meanwhile) {
        std::thread other([&] {
            const auto last = std::chrono::steady_clock::now() + 60s;
            int pipe = -1;
            while (pipe < 0 && std::chrono::steady_clock::now() < last) {
                // Refused until somebody reads.
                pipe = open((folder / "rules.json").c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
                std::this_thread::sleep_for(1ms);
            }
            EXPECT_GE(pipe, 0) << "nobody read the rules";
            meanwhile();
            constexpr std::string_view rules = R"({"version": 1})";
            EXPECT_EQ(write(pipe, rules.data(), rules.size()), static_cast<ssize_t>(rules.size()));
            close(pipe);
        });
        Finished finished = runCommand(folder, command);
        other.join();
        return finished;
    }

    static bool stored(const Answer& answer) {
        bool value = false;
        EXPECT_EQ(answer.at("/stored").get(value), simdjson::SUCCESS);
        return value;
    }
    std::size_t experiments() {
        const auto project = Project::open(folder / "d.tastescope", OpenMode::ReadOnly);
        return project ? (*project)->experiments().all()->size() : 999;
    }
    void removeOut() { std::filesystem::remove_all(folder / "out"); }

    TemporaryFolder folder;
};

TEST_F(CliLate, AnEvaluationIsShownThoughTheProjectWasMovedMeanwhile) {
    for (const std::string format : {"json", "words"}) {
        const std::string name = format + ".tastescope";
        std::filesystem::copy_file(folder / "d.tastescope", folder / name);
        Words command{"evaluate", name, "--model", "popularity+rules.json"};
        if (format == "json") {
            command.emplace_back("--json");
        }
        const Finished finished =
            runWhile(command, [&] { std::filesystem::rename(folder / name, folder / ("moved-" + name)); });
        EXPECT_EQ(finished.code, 1);
        EXPECT_NE(finished.err.find("was moved"), std::string::npos) << finished.err;
        if (format == "json") {
            const Answer answer(finished.out);
            ASSERT_TRUE(answer.valid()) << finished.out;
            EXPECT_GT(answer.number("/models/0/metrics/ndcg@10/users"), 0);
            EXPECT_FALSE(stored(answer));
        } else {
            EXPECT_NE(finished.out.find("popularity+rules"), std::string::npos) << finished.out;
        }
    }
}

TEST_F(CliLate, AnEvaluationIsShownAndKeptThoughItsFileCannotBeWritten) {
    const Finished finished = runWhile({"evaluate", "d.tastescope", "--model", "popularity+rules.json",
                                        "--per-user", "out/users.csv", "--json"},
                                       [&] { removeOut(); });
    EXPECT_EQ(finished.code, 1);
    EXPECT_NE(finished.err.find("users.csv"), std::string::npos) << finished.err;
    const Answer answer(finished.out);
    ASSERT_TRUE(answer.valid()) << finished.out;
    EXPECT_EQ(answer.size("/models"), 1U);
    EXPECT_TRUE(stored(answer));
    EXPECT_EQ(experiments(), 1U);
}

TEST_F(CliLate, WhatIsNotStoredIsSaidAlsoToWhoWantsItQuiet) {
    const Words command{"--quiet", "--json", "evaluate", "d.tastescope", "--model", "popularity"};
    {
        const auto window = Project::open(folder / "d.tastescope", OpenMode::ReadWrite);
        ASSERT_TRUE(window) << window.error().text();
        const Finished finished = runCommand(folder, command);
        EXPECT_EQ(finished.code, 0) << finished.err;
        EXPECT_NE(finished.err.find("shown but not stored"), std::string::npos) << finished.err;
        EXPECT_FALSE(stored(Answer(finished.out)));
    }
    EXPECT_EQ(experiments(), 0U);
    const Finished finished = runCommand(folder, command);
    EXPECT_EQ(finished.code, 0);
    EXPECT_EQ(finished.err, "");
    EXPECT_TRUE(stored(Answer(finished.out)));
    EXPECT_EQ(experiments(), 1U);
}

TEST_F(CliLate, RoundsAreShownThoughTheirFileCannotBeWritten) {
    const Finished finished =
        runWhile({"simulate", "d.tastescope", "--policy", "popularity+rules.json", "--rounds", "2",
                  "--repeats", "1", "--users", "20", "--out", "out/rounds.csv", "--json"},
                 [&] { removeOut(); });
    EXPECT_EQ(finished.code, 1);
    EXPECT_NE(finished.err.find("rounds.csv"), std::string::npos) << finished.err;
    const Answer answer(finished.out);
    ASSERT_TRUE(answer.valid()) << finished.out;
    EXPECT_EQ(answer.size("/rounds"), 2U);
}

TEST_F(CliLate, WhatRulesDoIsShownThoughTheListsCannotBeWritten) {
    ASSERT_EQ(runCommand(folder, {"train", "d.tastescope", "--model", "popularity"}).code, 0);
    const Finished finished = runWhile(
        {"rerank", "d.tastescope", "--rules", "rules.json", "--out", "out/lists.csv"}, [&] { removeOut(); });
    EXPECT_EQ(finished.code, 1);
    EXPECT_NE(finished.err.find("lists.csv"), std::string::npos) << finished.err;
    EXPECT_NE(finished.out.find("effect"), std::string::npos) << finished.out;
    EXPECT_EQ(finished.out.find("Wrote"), std::string::npos) << finished.out;
}

TEST_F(CliLate, ANameThatIsTakenIsSaidAlsoToWhoWantsItQuiet) {
    const auto train = [&](Words more) {
        more.insert(more.begin(), {"--quiet", "--json", "train", "d.tastescope", "--model", "popularity"});
        return runCommand(folder, more);
    };
    const Finished first = train({"--name", "nightly"});
    EXPECT_EQ(first.err, "");
    const Finished second = train({"--name", "nightly"});
    EXPECT_EQ(second.code, 0) << second.err;
    EXPECT_EQ(Answer(second.out).text("/name"), "nightly 2");
    EXPECT_NE(second.err.find("stored as \"nightly 2\""), std::string::npos) << second.err;
    const Finished best = runCommand(folder, {"--quiet", "--json", "search", "d.tastescope", "--model",
                                              "item_knn", "--trials", "1", "--train-best", "nightly"});
    EXPECT_EQ(best.code, 0) << best.err;
    EXPECT_EQ(Answer(best.out).text("/trained"), "nightly 3");
    EXPECT_NE(best.err.find("stored as \"nightly 3\""), std::string::npos) << best.err;
    // Nobody asked for these names.
    train({});
    EXPECT_EQ(train({}).err, "");
}

TEST_F(CliLate, WhatIsDoneIsSaidToBeDoneThoughTheAnswerFindsNoRoom) {
    if (!std::filesystem::exists("/dev/full")) {
        GTEST_SKIP() << "this system has no device without room";
    }
    for (const char* flag : {"", "--json"}) {
        const std::string command = "cd '" + folder.path().string() + "' && '" TASTESCOPE_CLI "' " + flag +
                                    " train d.tastescope --model popularity --name kept >/dev/full 2>err";
        const int status = std::system(command.c_str());
        ASSERT_TRUE(WIFEXITED(status));
        EXPECT_EQ(WEXITSTATUS(status), 1);
        EXPECT_NE(folder.read("err").find("is done"), std::string::npos) << folder.read("err");
    }
    const auto project = Project::open(folder / "d.tastescope", OpenMode::ReadOnly);
    ASSERT_TRUE(project) << project.error().text();
    EXPECT_EQ((*project)->models().all()->size(), 2U);
}

} // namespace
} // namespace tastescope
