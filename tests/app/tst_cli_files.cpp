// SPDX-License-Identifier: GPL-3.0-or-later
// Outputs that would destroy what is read: asked of every command that writes a file.
#include "app/cli/commands.h"
#include "app/cli/option_checks.h"
#include "app/cli/shell.h"
#include "tests/app/cli_process.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace tastescope {
namespace {

namespace fs = std::filesystem;
using test::Finished;
using test::runCommand;
using test::TemporaryFolder;

const char* const small =
    "user,item,rating\n=1+1,@sum,5\n=1+1,-5,4\n'-5,'=x,3\n+b,\"\ttab\",5\n+b,-5,2\n-7,@sum,1\n";

std::string shown(const std::vector<std::string>& arguments) {
    std::string words;
    for (const std::string& word : arguments) {
        words += word + " ";
    }
    return words;
}

class CliOutputs : public ::testing::Test {
protected:
    void SetUp() override {
        folder.write("in.csv", small);
        folder.write("set/events.csv", small);
        ASSERT_EQ(runCommand(folder, {"import", "p.tastescope", "in.csv"}).code, 0);
        ASSERT_EQ(runCommand(folder, {"train", "p.tastescope", "--model", "popularity"}).code, 0);
    }
    /// Exit 2, and every file has the bytes that it had.
    Finished expectRefused(const std::vector<std::string>& arguments) const {
        const auto before = contents();
        Finished finished = runCommand(folder, arguments);
        EXPECT_EQ(finished.code, 2) << shown(arguments) << finished.err;
        EXPECT_EQ(contents(), before) << shown(arguments);
        return finished;
    }
    /// Two names of one file: the same, and a link on either side.
    std::vector<std::pair<std::string, std::string>> namesOfOne(const std::string& victim) const {
        std::vector<std::pair<std::string, std::string>> names{{"soft.csv", victim}};
        for (const std::string& way : waysTo(victim)) {
            names.emplace_back(victim, way);
        }
        return names;
    }
    std::map<std::string, std::string> contents() const {
        std::map<std::string, std::string> all;
        for (const auto& entry : fs::recursive_directory_iterator(folder.path())) {
            std::error_code ignored; // a circle of links is one of the cases
            all[entry.path().string()] = entry.is_regular_file(ignored) ? test::contentOf(entry.path()) : "";
        }
        return all;
    }
    /// Every way to say a file: as it is, round about, by a symbolic link, by a link to a link, by a hard
    /// one.
    std::vector<std::string> waysTo(const std::string& victim) const {
        fs::create_directories(folder / "sub");
        for (const char* link : {"soft.csv", "softer.csv", "hard.csv"}) {
            fs::remove(folder / link);
        }
        fs::create_symlink(folder / victim, folder / "soft.csv");
        fs::create_symlink("soft.csv", folder / "softer.csv");
        std::vector<std::string> ways{victim, "sub/../" + victim, (folder / victim).string(), "soft.csv",
                                      "softer.csv"};
        if (fs::exists(folder / victim)) {
            fs::create_hard_link(folder / victim, folder / "hard.csv");
            ways.emplace_back("hard.csv");
        }
        return ways;
    }
    TemporaryFolder folder;
};

TEST_F(CliOutputs, ThatWouldDestroyTheProjectAreRefused) {
    for (const char* end : {"", ".lock", "-wal", "-shm", "-journal"}) {
        for (const std::string& way : waysTo(std::string("p.tastescope") + end)) {
            expectRefused({"import", "p.tastescope", "in.csv", "--rejects", way});
            expectRefused({"recommend", "p.tastescope", "--all-users", "--out", way});
            for (const char* what : {"recommendations", "interactions", "items", "metrics"}) {
                expectRefused({"export", "p.tastescope", what, "--out", way});
            }
        }
    }
    for (const char* end : {"", ".lock", "-wal"}) { // of a project that is still to be made
        expectRefused(
            {"import", "new.tastescope", "in.csv", "--rejects", std::string("new.tastescope") + end});
    }
    for (const char* part : {"train.csv", "test.csv", "cold_history.csv"}) {
        fs::create_directories(folder / "parts");
        fs::create_hard_link(folder / "p.tastescope", folder / "parts" / part);
        expectRefused({"split", "p.tastescope", "--protocol", "random", "--out", "parts"});
        fs::remove_all(folder / "parts");
    }
}

TEST_F(CliOutputs, ThatWouldDestroyAnotherProjectAreRefused) {
    fs::copy_file(folder / "p.tastescope", folder / "other.tastescope");
    folder.write("films.db", "SQLite format 3" + std::string(100, '\0')); // any database
    std::vector<std::string> victims{"films.db", "films.db-journal"};
    for (const char* end : {"", ".lock", "-wal", "-shm", "-journal"}) { // which need not be there
        victims.push_back(std::string("other.tastescope") + end);
    }
    for (const std::string& victim : victims) {
        for (const std::string& way : waysTo(victim)) {
            expectRefused({"import", "new.tastescope", "in.csv", "--rejects", way});
        }
        expectRefused({"recommend", "p.tastescope", "--all-users", "--out", victim});
        expectRefused({"export", "p.tastescope", "items", "--out", victim});
        expectRefused({"evaluate", "p.tastescope", "--model", "popularity", "--per-user", victim});
    }
    fs::create_directories(folder / "parts");
    fs::create_hard_link(folder / "other.tastescope", folder / "parts" / "train.csv");
    expectRefused({"split", "p.tastescope", "--protocol", "random", "--out", "parts"});
    // Only beside a database such a name is one of its own.
    EXPECT_EQ(runCommand(folder, {"import", "new.tastescope", "in.csv", "--rejects", "notes.lock"}).code, 0);
}

TEST_F(CliOutputs, ThatWouldDestroyWhatIsReadAreRefused) {
    for (const std::string& way : waysTo("in.csv")) {
        expectRefused({"import", "new.tastescope", "in.csv", "--rejects", way});
        expectRefused({"import", "p.tastescope", "in.csv", "--append", "--rejects", way});
    }
    for (const std::string& way : waysTo("set/events.csv")) {
        expectRefused({"import", "new.tastescope", "set", "--rejects", way});
    }
}

/// Options of all commands with a value: "evaluate --lists" and its type without what may be chosen from.
std::vector<std::pair<std::string, std::string>> allOptions(const CLI::App& app, const std::string& name) {
    std::vector<std::pair<std::string, std::string>> out;
    for (const CLI::Option* option : app.get_options()) {
        const std::string type = option->get_type_name();
        if (option->get_items_expected_max() > 0 && !type.empty()) {
            out.emplace_back(name + option->get_name(), type.substr(0, type.find(':')));
        }
    }
    for (const CLI::App* inner : app.get_subcommands([](const CLI::App*) { return true; })) {
        const bool group = inner->get_name().empty() || inner->get_name() == "which";
        const auto more = allOptions(*inner, group ? name : name + inner->get_name() + " ");
        out.insert(out.end(), more.begin(), more.end());
    }
    return out;
}

std::vector<std::pair<std::string, std::string>> allOptions() {
    CLI::App app;
    Shell shell;
    declareCommands(app, shell);
    return allOptions(app, "");
}

TEST(CliFiles, EveryOptionSaysWhetherItNamesAFile) {
    // Texts that name none. Whoever adds an option says here, or by its type, what it names.
    const std::set<std::string> words{"import --format",
                                      "import --map",
                                      "import --delimiter",
                                      "import --encoding",
                                      "import --header",
                                      "import --weights",
                                      "import --policy",
                                      "import --above",
                                      "import --below",
                                      "import --on-error",
                                      "models --params",
                                      "train --model",
                                      "train --set",
                                      "train --name",
                                      "recommend --model",
                                      "recommend --user",
                                      "recommend --history",
                                      "similar --model",
                                      "similar --item",
                                      "similar --user",
                                      "split --protocol",
                                      "evaluate --sweep",
                                      "evaluate --protocol",
                                      "evaluate --unseen",
                                      "evaluate --signals",
                                      "evaluate --from",
                                      "evaluate --until",
                                      "evaluate --min-value",
                                      "evaluate --k",
                                      "evaluate --metrics",
                                      "evaluate --users",
                                      "evaluate --map",
                                      "evaluate --pairs",
                                      "compare --map",
                                      "search --model",
                                      "search --set",
                                      "search --strategy",
                                      "search --metric",
                                      "search --protocol",
                                      "search --test",
                                      "search --validation",
                                      "search --map",
                                      "search --train-best",
                                      "rerank --ranker",
                                      "rerank --now",
                                      "pipeline --user",
                                      "pipeline --history",
                                      "pipeline --model",
                                      "pipeline --ranker",
                                      "pipeline --trace",
                                      "pipeline --sources",
                                      "pipeline --index",
                                      "pipeline --now",
                                      "rules --name",
                                      "rules --remove",
                                      "export WHAT",
                                      "export NAME",
                                      "export --model",
                                      "ab plan --covariate",
                                      "ab plan --metric",
                                      "ab plan --map",
                                      "ab analyse --map",
                                      "ab analyse --metric",
                                      "ab analyse --control",
                                      "ab analyse --covariate",
                                      "ab analyse --shares",
                                      "ab analyse --segment",
                                      "ab sequential --map",
                                      "ab sequential --metric",
                                      "ab sequential --control",
                                      "ope --map",
                                      "ope --clip",
                                      "ope --switch",
                                      "simulate --choice",
                                      "simulate --places",
                                      "onboard --strategy",
                                      "onboard --model",
                                      "interleave --method",
                                      "interleave --clicks",
                                      "interleave --protocol"};
    std::set<std::string> found;
    for (const auto& [option, type] : allOptions()) {
        if (type == "TEXT" && !option.ends_with(" PROJECT")) {
            EXPECT_TRUE(words.contains(option)) << option;
            found.insert(option);
        } else {
            const std::set<std::string> types{"TEXT",     "UINT",      "INT",         "FLOAT",      fileRead,
                                              wordOrFile, fileWritten, modelAndRules, folderWritten};
            EXPECT_TRUE(types.contains(type)) << option << ": " << type;
        }
    }
    EXPECT_EQ(found, words);
}

TEST_F(CliOutputs, ThatAreReadByAnyOptionOfAnyCommandAreRefused) {
    folder.write("v.csv", R"({"version": 1})");
    // READ stands for the file that is read, OUT for the same under another name.
    const std::string project = "p.tastescope";
    std::map<std::string, std::vector<std::string>> uses{
        {"import PATH", {"import", "new.tastescope", "READ"}},
        {"import --interactions", {"import", "new.tastescope", "set", "--interactions", "READ"}},
        {"import --items", {"import", "new.tastescope", "set", "--items", "READ"}},
        {"import --users", {"import", "new.tastescope", "set", "--users", "READ"}},
        {"rerank --rules", {"rerank", project, "--rules", "READ"}},
        {"rerank --candidates", {"rerank", project, "--rules", "r.json", "--candidates", "READ"}},
        {"simulate --policy", {"simulate", project, "--policy", "random", "--policy", "als+READ"}},
        {"evaluate --model", {"evaluate", project, "--model", "als:factors=2+READ"}},
        {"evaluate --test", {"evaluate", project, "--model", "als", "--train", "in.csv", "--test", "READ"}},
        {"evaluate --train", {"evaluate", project, "--model", "als", "--train", "READ", "--test", "in.csv"}},
        {"evaluate --history",
         {"evaluate", project, "--model", "als", "--train", "in.csv", "--test", "in.csv", "--history",
          "READ"}},
    };
    for (const char* option :
         {"--lists", "--scores", "--predictions", "--folds", "--validation", "--candidates", "--by"}) {
        uses[std::string("evaluate ") + option] = {"evaluate", project, "--model", "als", option, "READ"};
    }
    std::map<std::string, std::string> outputs;
    for (const auto& [option, type] : allOptions()) {
        if (type == fileWritten) {
            const std::string command = option.substr(0, option.find(' '));
            EXPECT_TRUE(outputs.emplace(command, option.substr(option.find(' ') + 1)).second) << option;
        }
    }
    EXPECT_EQ(outputs.size(), 7U); // import, recommend, evaluate, rerank, export, report, simulate
    std::size_t seen = 0;
    for (const auto& [option, type] : allOptions()) {
        const auto output = outputs.find(option.substr(0, option.find(' ')));
        if (output == outputs.end() || (type != fileRead && type != wordOrFile && type != modelAndRules)) {
            continue;
        }
        ++seen;
        ASSERT_TRUE(uses.contains(option)) << option;
        for (const auto& [in, out] : namesOfOne("v.csv")) {
            std::vector<std::string> arguments = uses.at(option);
            std::string& read = *std::ranges::find_if(
                arguments, [](const std::string& word) { return word.ends_with("READ"); });
            read.replace(read.size() - 4, 4, in);
            arguments.insert(arguments.end(), {output->second, out});
            const Finished finished = expectRefused(arguments);
            EXPECT_NE(finished.err.find("it would be overwritten"), std::string::npos)
                << shown(arguments) << finished.err;
        }
    }
    EXPECT_EQ(seen, uses.size());
    expectRefused({"export", project, "items", "--out", "one.csv", "--out", "one.csv"});
}

TEST_F(CliOutputs, FilesThatAreNoProjectAreNoProjectToWriteEither) {
    for (const std::vector<std::string>& command :
         std::vector<std::vector<std::string>>{{"demo"},
                                               {"import", "in.csv"},
                                               {"import", "set", "--append"},
                                               {"train", "--model", "als"},
                                               {"rules", "--import", "in.csv"},
                                               {"search", "--model", "als"},
                                               {"evaluate", "--model", "als"}}) {
        std::vector<std::string> arguments = command;
        arguments.insert(arguments.begin() + 1, "in.csv");
        const auto before = contents();
        const Finished finished = runCommand(folder, arguments);
        EXPECT_NE(finished.code, 0) << shown(arguments);
        EXPECT_EQ(contents(), before) << shown(arguments);
    }
}

TEST_F(CliOutputs, ThatCannotBeWrittenAreRefusedBeforeTheWork) {
    fs::create_symlink("b", folder / "a");
    fs::create_symlink("a", folder / "b");
    fs::create_symlink("b.csv", folder / "a.csv");
    fs::create_symlink("a.csv", folder / "b.csv");
    fs::create_directories(folder / "folder.csv");
    for (const char* out : {"", "a.csv", "folder.csv"}) {
        expectRefused({"import", "new.tastescope", "in.csv", "--rejects", out});
        expectRefused({"recommend", "p.tastescope", "--all-users", "--out", out});
        expectRefused({"export", "p.tastescope", "items", "--out", out});
    }
    expectRefused({"import", "new.tastescope", "in.csv", "--rejects", "a"});
    expectRefused({"split", "p.tastescope", "--protocol", "random", "--out", "in.csv"});
    const Finished missing =
        runCommand(folder, {"import", "new.tastescope", "in.csv", "--rejects", "no/such/folder.csv"});
    EXPECT_EQ(missing.code, 1) << missing.err;
    EXPECT_FALSE(fs::exists(folder / "new.tastescope"));
}

} // namespace
} // namespace tastescope
