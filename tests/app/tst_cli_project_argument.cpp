// SPDX-License-Identifier: GPL-3.0-or-later
// What stands where the project belongs and is none: every command says what it is instead and which argument
// is which, and touches nothing.
#include "tests/app/cli_process.h"

#include <algorithm>
#include <map>
#include <regex>
#include <set>

namespace tastescope {
namespace {

using test::Finished;
using test::runCommand;
using test::TemporaryFolder;

/// What a command needs behind PROJECT, so that nothing else is wrong with it.
const std::map<std::string, std::vector<std::string>>& commands() {
    static const std::map<std::string, std::vector<std::string>> all = {
        {"board", {"board.json"}},
        {"check", {}},
        {"compare", {"--lists", "lists.csv", "--lists", "lists.csv"}},
        {"evaluate", {"--model", "popularity"}},
        {"export", {"items", "--out", "x.csv"}},
        {"import", {"one.csv"}},
        {"info", {}},
        {"interleave", {"--policy", "popularity", "--policy", "random"}},
        {"onboard", {"--strategy", "popular"}},
        {"pipeline", {"--user", "u1"}},
        {"recommend", {"--all-users"}},
        {"report", {"--out", "x.html"}},
        {"rerank", {"--rules", "rules.json"}},
        {"rules", {}},
        {"search", {"--model", "als"}},
        {"similar", {"--item", "i1"}},
        {"simulate", {"--policy", "popularity"}},
        {"split", {"--protocol", "random", "--out", "parts"}},
        {"train", {"--model", "popularity"}},
    };
    return all;
}

class CliProjectArgument : public testing::Test {
protected:
    CliProjectArgument() {
        folder.write("one.csv", "user,item\nu1,i1\nu1,i2\nu2,i2\nu2,i3\nu3,i1\n");
        folder.write("lists.csv", "user,item\nu1,i1\n");
        folder.write("rules.json", "{}");
        folder.write("board.json", "{}");
        folder.write("empty", "");
        folder.write("page.html", "<!DOCTYPE html><html><body>Not found</body></html>");
        folder.write("packed.zip", std::string("PK\x03\x04\x14\0\0\0\0\0", 10) + std::string(200, 'x'));
        folder.write("packed.gz", std::string("\x1F\x8B\x08\0\0\0", 6) + std::string(200, 'x'));
        folder.write("letter.txt", "Dear all");
        folder.write("other.db", std::string("SQLite format 3\0", 16) + std::string(200, '\0'));
        std::filesystem::create_directory(folder / "folder");
        names = contents();
    }
    std::set<std::string> contents() const {
        std::set<std::string> found;
        for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
            found.insert(entry.path().filename());
        }
        return found;
    }
    void expectTold(const std::vector<std::string>& command, const std::string& what) const {
        const Finished finished = runCommand(folder, command);
        EXPECT_EQ(finished.code, 1) << finished.out << finished.err;
        EXPECT_EQ(std::count(finished.err.begin(), finished.err.end(), '\n'), 1) << finished.err;
        EXPECT_NE(finished.err.find(command[1] + ": This is " + what + ", no Tastescope project"),
                  std::string::npos)
            << finished.err;
        EXPECT_NE(finished.err.find("tastescope-cli " + command[0] + " PROJECT"), std::string::npos)
            << finished.err;
        EXPECT_EQ(contents(), names) << "something was left behind by " << command[0];
    }

    TemporaryFolder folder;
    std::set<std::string> names;
};

TEST_F(CliProjectArgument, EveryCommandSaysWhatStandsInItsPlace) {
    const std::string help = runCommand(folder, {"--help"}).out;
    const std::regex line("\n  ([a-z]+) ");
    std::size_t found = 0;
    for (std::sregex_iterator at(help.begin(), help.end(), line), end; at != end; ++at) {
        const std::string name = (*at)[1];
        const std::string own = runCommand(folder, {name, "--help"}).out;
        if (name == "demo" || own.find("\n  PROJECT ") == std::string::npos) {
            continue;
        }
        SCOPED_TRACE(name);
        const auto known = commands().find(name);
        ASSERT_NE(known, commands().end()) << "say what it needs above";
        std::vector<std::string> command{name, "one.csv"};
        command.insert(command.end(), known->second.begin(), known->second.end());
        expectTold(command, "a file of interactions");
        ++found;
    }
    EXPECT_EQ(found, commands().size());
}

TEST_F(CliProjectArgument, WhateverItIs) {
    const std::vector<std::pair<std::string, std::string>> kinds{
        {"one.csv", "a file of interactions"},
        {"folder", "a folder"},
        {"empty", "an empty file"},
        {"page.html", "a web page (HTML)"},
        {"packed.zip", "a zip archive"},
        {"packed.gz", "a file packed with gzip"},
        {"letter.txt", "a file of text"},
        {"other.db", "a SQLite database"},
        {"/dev/null", "a device or a pipe"},
    };
    for (const auto& [file, what] : kinds) {
        SCOPED_TRACE(file);
        // The two swapped, into a project that is still to be made; and with either way of filling one.
        expectTold({"import", file, "new.tastescope"}, what);
        expectTold({"import", file, "one.csv", "--append"}, what);
        expectTold({"import", file, "one.csv", "--replace"}, what);
        expectTold({"info", file}, what);
    }
}

TEST_F(CliProjectArgument, AProjectAmongTheFilesIsCalledOne) {
    ASSERT_EQ(runCommand(folder, {"import", "p.tastescope", "one.csv"}).code, 0);
    const Finished swapped = runCommand(folder, {"import", "new.csv", "p.tastescope"});
    EXPECT_EQ(swapped.code, 1) << swapped.out;
    EXPECT_NE(swapped.err.find("p.tastescope: This is a Tastescope project"), std::string::npos)
        << swapped.err;
    EXPECT_NE(swapped.err.find("import PROJECT FILE"), std::string::npos) << swapped.err;
    EXPECT_FALSE(std::filesystem::exists(folder / "new.csv"));
    const Finished again = runCommand(folder, {"import", "p.tastescope", "one.csv"});
    EXPECT_EQ(again.code, 1);
    EXPECT_NE(again.err.find("There is a project of this name already"), std::string::npos) << again.err;
}

} // namespace
} // namespace tastescope
