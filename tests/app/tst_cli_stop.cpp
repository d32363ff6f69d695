// SPDX-License-Identifier: GPL-3.0-or-later
// Ctrl-C at random moments of every command: what it still computes, in processor time, so that a busy
// machine does not matter, and what it leaves behind.
#include "engine/base/random.h"
#include "storage/project/experiment_store.h"
#include "storage/project/model_store.h"
#include "storage/project/project.h"
#include "tests/app/cli_process.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <iterator>
#include <utility>

namespace tastescope {
namespace {

using std::chrono::microseconds;
using test::Finished;
using test::runCommand;
using test::TemporaryFolder;

constexpr double soon = 0.1; ///< seconds of processor time, of nearly all stops

struct Command {
    std::string name;
    std::vector<std::string> words;
    std::vector<std::string> leavesBehind{}; ///< when it is let finish; taken away before the next time
};

/// What the tests of all commands need: a project with models, and a table of as many rows.
void prepare(const TemporaryFolder& folder, int users, int items, int events) {
    test::makeDemo(folder, users, items, events);
    for (const std::string model : {"popularity", "item_knn", "als"}) {
        ASSERT_EQ(runCommand(folder, {"train", "d.tastescope", "--model", model, "--name", model}).code, 0);
    }
    ASSERT_EQ(runCommand(folder, {"export", "d.tastescope", "interactions", "--out", "rows.csv"}).code, 0);
}

std::vector<Command> commands() {
    const std::string project = "d.tastescope";
    return {
        {"demo", {"demo", "new.tastescope", "--users", "40000", "--events", "300000"}, {"new.tastescope"}},
        {"import", {"import", "new.tastescope", "rows.csv"}, {"new.tastescope"}},
        {"info", {"info", project}},
        {"check", {"check", project}},
        {"recommend",
         {"recommend", project, "--model", "als", "--all-users", "--out", "lists.csv"},
         {"lists.csv"}},
        {"explain",
         {"recommend", project, "--model", "item_knn", "--all-users", "--explain", "--out", "lists.csv"},
         {"lists.csv"}},
        {"reasons", {"recommend", project, "--model", "item_knn", "--all-users", "--explain", "--json"}},
        {"similar", {"similar", project, "--model", "item_knn", "--item", "T000001"}},
        {"split", {"split", project, "--protocol", "time", "--out", "parts"}, {"parts"}},
        {"evaluate", {"evaluate", project, "--model", "popularity", "--model", "als:iterations=2"}},
        {"metrics", {"evaluate", project, "--model", "popularity", "--metrics", "all"}},
        {"protocols", {"evaluate", project, "--model", "popularity", "--side-by-side"}},
        {"search", {"search", project, "--model", "als:iterations=2", "--trials", "2"}},
        {"simulate",
         {"simulate", project, "--policy", "als", "--policy", "popularity", "--policy", "random", "--out",
          "rounds.csv"},
         {"rounds.csv"}},
        {"lists", {"export", project, "recommendations", "--model", "als", "--out", "out.csv"}, {"out.csv"}},
        {"rows", {"export", project, "interactions", "--out", "out.csv"}, {"out.csv"}},
        {"train", {"train", project, "--model", "als:factors=128,iterations=200"}},
        {"features", {"train", project, "--model", "features"}},
    };
}

/// The commands about lists, rules, experiments and tests. `metrics` and `models` alone read no rows.
std::vector<Command> furtherCommands() {
    const std::string project = "d.tastescope";
    return {
        {"compare", {"compare", project, "--lists", "a.csv", "--lists", "b.csv"}},
        {"rerank",
         {"rerank", project, "--rules", "calm.json", "--ranker", "als", "--sample", "20000", "--out",
          "out.csv"},
         {"out.csv"}},
        {"candidates",
         {"rerank", project, "--rules", "calm.json", "--candidates", "b.csv", "--out", "out.csv"},
         {"out.csv"}},
        {"judged", {"evaluate", project, "--lists", "b.csv", "--model", "popularity"}},
        {"per user",
         {"evaluate", project, "--model", "popularity", "--per-user", "users.csv"},
         {"users.csv"}},
        {"pipeline", {"pipeline", project, "--history", "T000001", "--model", "als", "--rules", "calm.json"}},
        {"onboard", {"onboard", project, "--strategy", "tree", "--strategy", "random"}},
        {"onboard items", {"onboard", project, "--items"}},
        {"interleave", {"interleave", project, "--policy", "als", "--policy", "popularity"}},
        {"report", {"report", project, "--out", "report.html"}, {"report.html"}},
        {"ab", {"ab", "analyse", "ab.csv"}},
        {"ope", {"ope", "log.csv"}},
        {"board", {"board", project, "board.json"}},
        {"rules", {"rules", project, "--import", "calm.json", "--name", "calm"}},
    };
}

/// What these need beside prepare().
void prepareFurther(const TemporaryFolder& folder) {
    for (const auto& [model, file] : {std::pair("popularity", "a.csv"), std::pair("als", "b.csv")}) {
        ASSERT_EQ(
            runCommand(folder, {"recommend", "d.tastescope", "--model", model, "--all-users", "--out", file})
                .code,
            0);
    }
    folder.write("calm.json", R"({"list": 10, "balance": {"mmr": 0.6}})");
    ASSERT_EQ(runCommand(folder, {"evaluate", "d.tastescope", "--model", "popularity"}).code, 0);
    folder.write("board.json", R"({"version": 1, "model": "als", "expectations": [
        {"user": "L00001", "condition": "popularity > 0", "within": 10}]})");
    std::string rows = "user,arm,clicks\n";
    std::string log = "action,reward,propensity,target\n";
    for (int row = 0; row < 882'709; ++row) {
        const std::string number = std::to_string(row % 7 % 3);
        rows += std::to_string(row) + (row % 2 == 0 ? ",a," : ",b,") + number + "\n";
        log += "a" + number + "," + (row % 5 == 0 ? "1" : "0") + ",0.3333,0.5\n";
    }
    folder.write("ab.csv", rows);
    folder.write("log.csv", log);
}

void tidy(const TemporaryFolder& folder, const Command& command) {
    for (const std::string& name : command.leavesBehind) {
        std::filesystem::remove_all(folder.path() / name);
    }
}

std::vector<std::string> filesIn(const TemporaryFolder& folder) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        names.push_back(entry.path().filename().string());
    }
    std::ranges::sort(names);
    return names;
}

/// How many models and runs the project keeps: a command that was cancelled adds none.
std::pair<std::size_t, std::size_t> keptBy(const TemporaryFolder& folder) {
    const auto project = Project::open(folder / "d.tastescope", OpenMode::ReadOnly).value();
    return {project->models().all()->size(), project->experiments().all()->size()};
}

/// Interrupts a command at `moments` moments spread at random over its course. Returns the seconds of
/// processor time after each that ended it.
std::vector<double> interruptAt(const TemporaryFolder& folder, const Command& command, int moments,
                                microseconds most) {
    const std::vector<std::string> before = filesIn(folder);
    // Once through, for its length; a long one is interrupted in its first part only.
    const auto begin = std::chrono::steady_clock::now();
    const Finished whole = runCommand(folder, command.words, most);
    const auto length =
        std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now() - begin).count();
    EXPECT_TRUE(whole.code == 0 || whole.code == 3) << command.name << ": " << whole.err;
    tidy(folder, command);
    Random random(17);
    std::vector<double> after;
    for (int moment = 0; moment < moments; ++moment) {
        const double part = (moment + random.uniform()) / moments;
        const microseconds when(
            std::max<std::int64_t>(1'000, static_cast<std::int64_t>(part * static_cast<double>(length))));
        const auto kept = keptBy(folder);
        const Finished ended = runCommand(folder, command.words, when);
        EXPECT_TRUE(ended.code == 0 || ended.code == 3)
            << command.name << ": " << ended.code << " " << ended.err;
        if (ended.code == 3) {
            after.push_back(ended.processorAfterSignal);
            if (ended.processorAfterSignal > soon) { // where to look
                std::printf("%s: stopped at %.2f s, %.0f ms of processor time, %.0f ms by the clock\n",
                            command.name.c_str(), 1e-6 * static_cast<double>(when.count()),
                            1e3 * ended.processorAfterSignal, static_cast<double>(ended.afterSignal.count()));
            }
            EXPECT_EQ(filesIn(folder), before) << command.name;
            EXPECT_EQ(keptBy(folder), kept) << command.name;
        }
        tidy(folder, command);
    }
    return after;
}

std::string fingerprintOf(const TemporaryFolder& folder) {
    return test::Answer(runCommand(folder, {"info", "d.tastescope", "--json"}).out).text("/fingerprint");
}

void expectSoonDone(const TemporaryFolder& folder, int moments, microseconds most,
                    const std::vector<Command>& asked = commands()) {
    const std::string data = fingerprintOf(folder);
    std::vector<double> all;
    for (const Command& command : asked) {
        std::vector<double> after = interruptAt(folder, command, moments, most);
        std::ranges::sort(after);
        if (!after.empty()) {
            std::printf("%-10s %2zu times; after the signal: median %5.1f, worst %5.1f ms\n",
                        command.name.c_str(), after.size(), 1e3 * after[after.size() / 2],
                        1e3 * after.back());
            EXPECT_LT(after.back(), 0.2) << command.name;
        }
        all.insert(all.end(), after.begin(), after.end());
    }
    // A command that is done before its moment says nothing of stops.
    ASSERT_GE(2 * all.size(), asked.size() * static_cast<std::size_t>(moments));
    std::ranges::sort(all);
    const double nearly = all[(all.size() * 95 + 99) / 100 - 1];
    std::printf("all        %2zu times; after the signal: 95th percentile %5.1f ms\n", all.size(),
                1e3 * nearly);
    EXPECT_LT(nearly, soon);
    EXPECT_EQ(fingerprintOf(folder), data);
    EXPECT_EQ(runCommand(folder, {"check", "d.tastescope"}).code, 0);
}

TEST(CliStopTiming, EveryCommandEndsSoonAndLeavesNothingHalfDone) {
    const TemporaryFolder folder;
    prepare(folder, 2000, 1000, 60'000);
    expectSoonDone(folder, 3, std::chrono::seconds(1));
}

TEST(CliStopLengthy, EveryCommandEndsSoonOnManyRows) {
    const TemporaryFolder folder;
    prepare(folder, 40'000, 12'000, 882'709);
    expectSoonDone(folder, 40, std::chrono::seconds(6));
}

TEST(CliStopLengthy, SoDoTheCommandsAboutListsAndExperiments) {
    const TemporaryFolder folder;
    prepare(folder, 40'000, 12'000, 882'709);
    prepareFurther(folder);
    expectSoonDone(folder, 40, std::chrono::seconds(6), furtherCommands());
}

/// "Cancelled" says that all is as it was: whoever has put its file in place is past hearing it.
TEST(CliStop, OnceItsFileIsInPlaceACommandIsDone) {
    const TemporaryFolder folder;
    prepare(folder, 2000, 1000, 60'000);
    prepareFurther(folder);
    std::vector<Command> asked = commands();
    std::ranges::move(furtherCommands(), std::back_inserter(asked));
    for (const Command& command : asked) {
        for (const std::string& name : command.leavesBehind) {
            for (const bool json : {false, true}) {
                std::vector<std::string> words = command.words;
                if (json) {
                    words.emplace_back("--json");
                }
                const Finished ended =
                    test::interruptWhenThere(folder, words, name == "parts" ? "parts/train.csv" : name);
                EXPECT_EQ(ended.code, 0) << command.name << (json ? " as JSON: " : ": ") << ended.err;
                EXPECT_TRUE(std::filesystem::exists(folder.path() / name)) << command.name;
                tidy(folder, command);
            }
        }
    }
}

TEST(CliStopTiming, AnInterruptAtTheVeryStartIsHeard) {
    const TemporaryFolder folder;
    test::makeDemo(folder, 500, 300, 20'000);
    int heard = 0;
    constexpr int times = 15;
    for (int time = 0; time < times; ++time) {
        const Finished ended =
            runCommand(folder, {"train", "d.tastescope", "--model", "als:factors=256,iterations=200"},
                       microseconds(2000 * (time + 1)), test::Input::None, test::Interrupt::AtOnce);
        EXPECT_TRUE(ended.code == 3 || ended.code == -SIGINT) << ended.code << ended.err;
        heard += ended.code == 3 ? 1 : 0;
    }
    // Before the libraries are in place nobody can listen: some milliseconds, more beside other processes.
    EXPECT_GE(heard, times - 5);
}

} // namespace
} // namespace tastescope
