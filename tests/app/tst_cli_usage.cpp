// SPDX-License-Identifier: GPL-3.0-or-later
// Wrong usage, failures and the places where global flags may stand.
#include "tests/app/cli_process.h"

#include <algorithm>

namespace tastescope {
namespace {

using test::Finished;
using test::runCommand;
using test::TemporaryFolder;

using test::Answer;

void expectOneLine(const Finished& finished, int code) {
    EXPECT_EQ(finished.code, code) << finished.err;
    EXPECT_EQ(std::count(finished.err.begin(), finished.err.end(), '\n'), 1) << finished.err;
}

TEST(CliUsage, WrongUsageIsTwoWithOneLine) {
    const TemporaryFolder folder;
    const std::vector<std::vector<std::string>> wrong{
        {},
        {"search", "p.tastescope"},
        {"info"},
        {"info", "p.tastescope", "surplus"},
        {"models", "--params", "no_such"},
        {"models", "--no-such-flag"},
        {"--threads", "many", "models"},
        {"train", "p.tastescope", "--model", "als", "--set", "factors"},
        {"train", "p.tastescope", "--model", "als", "--set", "factors=-1"},
        {"train", "p.tastescope", "--model", "als", "--set", "no_such=1"},
        {"evaluate", "p.tastescope"},
        {"evaluate", "p.tastescope", "--model", "als:factors"},
        {"evaluate", "p.tastescope", "--model", "als", "--metrics", "ndgc"},
        {"evaluate", "p.tastescope", "--model", "als", "--k", "0"},
        {"evaluate", "p.tastescope", "--model", "als", "--candidates", "sampled:x"},
        {"evaluate", "p.tastescope", "--model", "als", "--protocol", "sideways"},
        {"evaluate", "p.tastescope", "--model", "als", "--train", "t.csv"},
        {"recommend", "p.tastescope", "--model", "A"},
        {"similar", "p.tastescope", "--model", "A"},
        {"similar", "p.tastescope", "--item", "1", "--user", "2"},
        {"export", "p.tastescope", "everything", "--out", "r.csv"},
        {"export", "p.tastescope", "model", "--out", "m.csv"},
        {"import", "p.tastescope"},
        {"import", "p.tastescope", "f.csv", "--on-error", "shrug"},
    };
    for (const std::vector<std::string>& arguments : wrong) {
        std::string shown;
        for (const std::string& word : arguments) {
            shown += word + " ";
        }
        SCOPED_TRACE(shown);
        const Finished finished = runCommand(folder, arguments);
        expectOneLine(finished, 2);
        EXPECT_EQ(finished.out, "");
        std::vector<std::string> asJson = arguments;
        asJson.emplace_back("--json");
        const Answer answer(runCommand(folder, asJson).out);
        ASSERT_TRUE(answer.valid());
        EXPECT_EQ(answer.text("/error/code"), "wrong_usage");
        EXPECT_EQ(answer.number("/error/exit"), 2);
        EXPECT_FALSE(answer.text("/error/message").empty());
        EXPECT_FALSE(answer.text("/error/remedy").empty());
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(CliUsage, AnUnknownExportNamesTheKnownOnes) {
    const TemporaryFolder folder;
    const Finished finished = runCommand(folder, {"export", "p.tastescope", "everything", "--out", "r.csv"});
    EXPECT_NE(finished.err.find("recommendations, interactions, items, metrics or rules"), std::string::npos)
        << finished.err;
}

TEST(CliUsage, FailureIsOneWithOneLine) {
    const TemporaryFolder folder;
    folder.write("foreign.tastescope", "this is no database at all, however it is called");
    folder.write("empty.tastescope", "");
    for (const char* name : {"absent.tastescope", "foreign.tastescope", "empty.tastescope"}) {
        for (const char* command : {"info", "check"}) {
            SCOPED_TRACE(std::string(command) + " " + name);
            const Finished finished = runCommand(folder, {command, name, "--json"});
            expectOneLine(finished, 1);
            EXPECT_NE(finished.err.find(name), std::string::npos) << finished.err;
            const Answer answer(finished.out);
            ASSERT_TRUE(answer.valid()) << finished.out;
            EXPECT_EQ(answer.number("/error/exit"), 1);
            EXPECT_EQ(runCommand(folder, {command, name}).out, "") << "in words only stderr speaks";
        }
    }
}

TEST(CliUsage, NothingFromOutsideSteersTheTerminalOrBreaksTheJson) {
    const TemporaryFolder folder;
    const Finished finished = runCommand(folder, {"import", "p.tastescope", "a\x1b[2J\xff\n.csv", "--json"});
    expectOneLine(finished, 1);
    EXPECT_EQ(finished.err.find('\x1b'), std::string::npos);
    EXPECT_TRUE(Answer(finished.out).valid()) << finished.out;
}

TEST(CliUsage, HelpAndVersionAreAnswers) {
    const TemporaryFolder folder;
    const Finished help = runCommand(folder, {"--help"});
    EXPECT_EQ(help.code, 0);
    for (const char* command : {"demo", "import", "info", "check", "models", "train", "recommend", "similar",
                                "split", "evaluate", "export", "ab", "ope", "simulate"}) {
        EXPECT_NE(help.out.find(command), std::string::npos) << command;
        EXPECT_EQ(runCommand(folder, {command, "--help"}).code, 0) << command;
    }
    EXPECT_NE(runCommand(folder, {"evaluate", "--help"}).out.find("--candidates"), std::string::npos);
    EXPECT_EQ(runCommand(folder, {"--version"}).out,
              std::string("tastescope-cli ") + TASTESCOPE_VERSION + "\n");
}

TEST(CliUsage, GlobalFlagsStandBeforeOrAfterTheCommand) {
    const TemporaryFolder folder;
    const Finished before = runCommand(folder, {"--json", "--quiet", "--threads", "1", "models"});
    const Finished after = runCommand(folder, {"models", "--threads=1", "--quiet", "--json"});
    EXPECT_EQ(before.code, 0);
    EXPECT_TRUE(test::Answer(before.out).valid()) << before.out;
    EXPECT_EQ(before.out, after.out);
    EXPECT_EQ(after.err, "");
}

} // namespace
} // namespace tastescope
