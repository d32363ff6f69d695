// SPDX-License-Identifier: GPL-3.0-or-later
// Every option of every command that names a file to be read, given what is no such file: the answer comes
// soon, is one line and says what is wrong; where something is waited for, Ctrl-C is heard.
#include "tests/app/cli_process.h"

#include <algorithm>
#include <chrono>

#include <sys/stat.h>

namespace tastescope {
namespace {

using namespace std::chrono_literals;
using test::Finished;
using test::runCommand;
using test::TemporaryFolder;

using Command = std::vector<std::string>;

/// Every place where a command reads a file; FILE stands for it.
const std::vector<Command>& readers() {
    static const std::vector<Command> commands = {
        {"import", "p.tastescope", "FILE"},
        {"import", "p.tastescope", "good.csv", "FILE"},
        {"import", "p.tastescope", "good.csv", "--interactions", "FILE"},
        {"import", "p.tastescope", "good.csv", "--items", "FILE"},
        {"import", "p.tastescope", "good.csv", "--users", "FILE"},
        {"evaluate", "d.tastescope", "--model", "popularity", "--train", "FILE", "--test", "good.csv"},
        {"evaluate", "d.tastescope", "--model", "popularity", "--train", "good.csv", "--test", "FILE"},
        {"evaluate", "d.tastescope", "--model", "popularity", "--train", "good.csv", "--test", "good.csv",
         "--history", "FILE"},
        {"evaluate", "d.tastescope", "--lists", "FILE"},
        {"evaluate", "d.tastescope", "--model", "popularity", "--candidates", "FILE"},
        {"evaluate", "d.tastescope", "--model", "popularity", "--by", "FILE"},
        {"search", "d.tastescope", "--model", "als", "--train", "FILE"},
        {"ab", "analyse", "FILE"},
        {"ab", "sequential", "FILE"},
        {"ab", "plan", "--mde", ".1", "--from", "FILE"},
        {"ope", "FILE"},
        {"rerank", "d.tastescope", "--rules", "FILE", "--candidates", "good.csv"},
        {"rerank", "d.tastescope", "--rules", "rules.json", "--candidates", "FILE"},
        {"info", "FILE"},
        {"recommend", "FILE", "--model", "als", "--all-users"},
        {"evaluate", "FILE", "--model", "popularity"},
    };
    return commands;
}

Command with(Command command, const std::string& file) {
    for (std::string& word : command) {
        word = word == "FILE" ? file : word;
    }
    return command;
}

std::string wordsOf(const Command& command) {
    std::string text;
    for (const std::string& word : command) {
        text += word + " ";
    }
    return text;
}

bool readsProject(const Command& command) {
    return command[0] != "ope" && command[1] == "FILE";
}

class CliInputs : public testing::Test {
protected:
    CliInputs() {
        test::makeDemo(folder, 40, 30, 600);
        folder.write("good.csv", "user,item\nu1,i1\nu1,i2\nu2,i2\nu2,i3\nu3,i1\n");
        folder.write("rules.json", "{}");
        folder.write("empty.csv", "");
        folder.write("binary.csv", std::string("\x7F"
                                               "ELF\x02\x01\0\0\0\0\0\3\0\1\0\0\0\xFF\xFE\0\0",
                                               22));
        std::filesystem::create_directory(folder / "nothing");
        mkfifo((folder / "pipe").c_str(), 0600);
    }

    TemporaryFolder folder;
};

TEST_F(CliInputs, WhatIsNoFileOfDataIsRefusedInOneLine) {
    for (const Command& reader : readers()) {
        for (const char* file :
             {"/dev/zero", "/dev/null", "/dev/tty", "nothing", "empty.csv", "binary.csv", "none.csv"}) {
            const bool second = reader.size() == 4 && reader[2] == "good.csv" && reader[3] == "FILE";
            const std::string name = file;
            const Command command = with(reader, name);
            const auto start = std::chrono::steady_clock::now();
            const Finished finished = runCommand(folder, command);
            EXPECT_LT(std::chrono::steady_clock::now() - start, 10s) << wordsOf(command);
            // Beside a good file what is empty or no table is left out, and that is said.
            const bool leftOut = second && (name == "empty.csv" || name == "binary.csv" || name == "nothing");
            if (leftOut) {
                EXPECT_EQ(finished.code, 0) << wordsOf(command) << finished.err;
                EXPECT_EQ(finished.out.find("is not used") != std::string::npos, name != "nothing")
                    << wordsOf(command) << finished.out;
                std::filesystem::remove(folder / "p.tastescope");
                continue;
            }
            EXPECT_EQ(finished.code, 1) << wordsOf(command) << finished.out << finished.err;
            EXPECT_EQ(std::count(finished.err.begin(), finished.err.end(), '\n'), 1) << finished.err;
            EXPECT_EQ(finished.err.find("unexpected"), std::string::npos) << finished.err;
            EXPECT_FALSE(std::filesystem::exists(folder / "p.tastescope")) << wordsOf(command);
        }
    }
}

TEST_F(CliInputs, GroupsNeedTwoColumns) {
    folder.write("one.csv", "user\nu1\nu2\n");
    const Finished finished =
        runCommand(folder, {"evaluate", "d.tastescope", "--model", "popularity", "--by", "one.csv"});
    EXPECT_EQ(finished.code, 1) << finished.err;
    EXPECT_EQ(finished.err.find("--map"), std::string::npos) << finished.err;
    EXPECT_NE(finished.err.find("one.csv"), std::string::npos) << finished.err;
}

TEST_F(CliInputs, WaitingForAPipeHearsCtrlCTiming) {
    for (const Command& reader : readers()) {
        if (readsProject(reader)) {
            continue;
        }
        const Command command = with(reader, "pipe");
        const Finished finished = runCommand(folder, command, 400ms);
        EXPECT_EQ(finished.code, 3) << wordsOf(command) << finished.err;
        EXPECT_LT(finished.afterSignal, 600ms) << wordsOf(command);
        EXPECT_FALSE(std::filesystem::exists(folder / "p.tastescope")) << wordsOf(command);
    }
}

TEST_F(CliInputs, EndlessZerosOnStandardInputAreRefused) {
    const Finished finished = runCommand(folder, {"import", "p.tastescope", "-"}, 0ms, test::Input::Zeros);
    EXPECT_EQ(finished.code, 1) << finished.err;
    EXPECT_NE(finished.err.find("zero bytes"), std::string::npos) << finished.err;
}

TEST_F(CliInputs, WhatAnEvaluationLeavesOutIsInTheAnswer) {
    folder.write("lists.csv", "user,item\nu1,i3\nu1,i3\nu1,i1\nnobody,i1\nu2,unheard\nu2,i1\n");
    folder.write("test.csv", "user,item\nu1,i3\nu2,i1\nu2,unseen\n");
    const Finished json =
        runCommand(folder, {"evaluate", "d.tastescope", "--lists", "lists.csv", "--train", "good.csv",
                            "--test", "test.csv", "--candidates", "good.csv", "--json"});
    ASSERT_EQ(json.code, 0) << json.err;
    const test::Answer answer(json.out);
    EXPECT_EQ(answer.text("/files/0/role"), "train");
    EXPECT_EQ(answer.text("/files/1/role"), "test");
    EXPECT_EQ(answer.number("/files/1/cold"), 1);
    EXPECT_EQ(answer.text("/files/2/role"), "candidates");
    EXPECT_EQ(answer.number("/files/2/repeated"), 2);
    EXPECT_EQ(answer.text("/files/3/file"), "lists.csv");
    EXPECT_EQ(answer.number("/files/3/seen"), 1);
    EXPECT_EQ(answer.number("/files/3/repeated"), 1);
    EXPECT_EQ(answer.number("/files/3/unknown_items"), 1);
    EXPECT_EQ(answer.number("/files/3/unknown_users"), 1);
    const Finished words = runCommand(folder, {"evaluate", "d.tastescope", "--lists", "lists.csv", "--train",
                                               "good.csv", "--test", "test.csv"});
    EXPECT_NE(words.out.find(
                  "lists.csv (lists): 6 rows, 3 users, 1 seen, 1 repeated, 1 unknown item, 1 unknown user"),
              std::string::npos)
        << words.out;
}

} // namespace
} // namespace tastescope
