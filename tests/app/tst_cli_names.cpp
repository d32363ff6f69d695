// SPDX-License-Identifier: GPL-3.0-or-later
// Names of the data that hold what the command line cuts at: commas in every option that is a list of names,
// and "=" where a number stands behind the name.
#include "tests/app/cli_process.h"

#include <array>
#include <string>
#include <vector>

namespace tastescope {
namespace {

using test::Answer;
using test::Finished;
using test::runCommand;
using test::TemporaryFolder;

class CliNames : public testing::Test {
protected:
    void SetUp() override {
        constexpr std::array kinds{"like", "\"click, view\"", "a=b", "c\\d"};
        std::string file = "user,item,event\n";
        for (std::size_t user = 0; user < 12; ++user) {
            for (std::size_t item = 0; item < 12; ++item) {
                file += "u" + std::to_string(user) + ",i" + std::to_string(item) + "," +
                        kinds[(user + item) % kinds.size()] + "\n";
            }
        }
        folder.write("events.csv", file);
        ASSERT_EQ(runCommand(folder, {"import", "p.tastescope", "events.csv"}).code, 0);
    }
    Finished evaluate(const std::vector<std::string>& more) {
        std::vector<std::string> words{"--json", "evaluate", "p.tastescope", "--model", "popularity",
                                       "--test", "0.5",      "--metrics",    "ndcg,hit"};
        words.insert(words.end(), more.begin(), more.end());
        return runCommand(folder, words);
    }
    /// Events that the filter has taken away; -1 when it was refused.
    double removed(const std::vector<std::string>& more) {
        const Finished finished = evaluate(more);
        EXPECT_EQ(finished.code, 0) << finished.err;
        return finished.code == 0 ? Answer(finished.out).number("/filters/0/removed_events") : -1;
    }

    TemporaryFolder folder;
};

TEST_F(CliNames, SignalsMayHoldCommas) {
    EXPECT_EQ(removed({"--signals", "like"}), 108);
    EXPECT_EQ(removed({"--signals", "like,a=b"}), 72);
    EXPECT_EQ(removed({"--signals", R"(click\, view)"}), 108);
    EXPECT_EQ(removed({"--signals", R"(like,click\, view)"}), 72);
    EXPECT_EQ(removed({"--signals", R"(click\, view)", "--signals", "like,a=b"}), 36);
    EXPECT_EQ(removed({R"(--signals=click\, view)", "--signals=like"}), 72);
    EXPECT_EQ(removed({"--signals", R"(c\d)"}), 108) << "other backslashes are letters";
    EXPECT_EQ(removed({"--signals", R"(c\\d,like)"}), 72) << "as a copied command has it";
}

TEST_F(CliNames, ARefusalNamesSignalsAsTheyAreWritten) {
    const Finished refused = evaluate({"--signals", "click, view"});
    EXPECT_EQ(refused.code, 2);
    EXPECT_NE(refused.err.find("no signal \"click\""), std::string::npos) << refused.err;
    EXPECT_NE(refused.err.find(R"(click\, view)"), std::string::npos) << refused.err;
}

TEST_F(CliNames, SourcesMayHoldCommas) {
    ASSERT_EQ(
        runCommand(folder, {"train", "p.tastescope", "--model", "item_knn", "--name", "rows, first"}).code,
        0);
    const Finished made =
        runCommand(folder, {"--json", "pipeline", "p.tastescope", "--user", "u1", "--sources",
                            R"(rows\, first=4,items:rows\, first=3,popular=2)", "--candidates", "9"});
    ASSERT_EQ(made.code, 0) << made.err;
    const Answer answer(made.out);
    ASSERT_EQ(answer.size("/sources"), 3U);
    EXPECT_EQ(answer.text("/sources/0/name"), "rows, first");
    EXPECT_EQ(answer.text("/sources/1/name"), "items:rows, first");
    EXPECT_EQ(answer.number("/sources/1/quota"), 3);
}

TEST_F(CliNames, SharesMayNameArmsWithCommas) {
    std::string file = "arm,user,bought\n";
    for (int user = 0; user < 60; ++user) {
        const std::string id = std::to_string(user);
        file += "\"new, bold\",n" + id + "," + std::to_string(user % 3) + "\nold,o" + id + "," +
                std::to_string(user % 2) + "\n";
    }
    folder.write("ab.csv", file);
    const auto chi2 = [&](const std::string& shares) {
        const Finished made = runCommand(folder, {"--json", "ab", "analyse", "ab.csv", "--shares", shares});
        EXPECT_EQ(made.code, 0) << made.err;
        return made.code == 0 ? Answer(made.out).number("/srm/chi2") : -1;
    };
    EXPECT_NEAR(chi2(R"(new\, bold=.6,old=.4)"), 5, 1e-9);
    EXPECT_EQ(chi2(R"(old=.4,new\, bold=.6)"), chi2(".4,.6")) << "the control first";
    const Finished refused = runCommand(folder, {"ab", "analyse", "ab.csv", "--shares", "old=.5,new=.5"});
    EXPECT_EQ(refused.code, 2);
    EXPECT_NE(refused.err.find(R"(old, new\, bold)"), std::string::npos) << refused.err;
}

TEST_F(CliNames, TheWeightOfASignalStandsBehindTheLastSign) {
    ASSERT_EQ(
        runCommand(folder, {"import", "w.tastescope", "events.csv", "--weights", "a=b=2.5", "click, view=4"})
            .code,
        0);
    const Answer info(runCommand(folder, {"--json", "info", "w.tastescope"}).out);
    ASSERT_EQ(info.size("/signals"), 4U);
    for (std::size_t at = 0; at < 4; ++at) {
        const std::string place = "/signals/" + std::to_string(at);
        const std::string name = info.text(place + "/name");
        if (name == "a=b" || name == "click, view") {
            EXPECT_EQ(info.number(place + "/weight"), name == "a=b" ? 2.5 : 4) << name;
        }
    }
    EXPECT_EQ(runCommand(folder, {"import", "x.tastescope", "events.csv", "--weights", "like"}).code, 2);
}

TEST_F(CliNames, BracketsAreLettersOfAName) {
    std::string file = "user,item\n";
    for (const char* user : {"[9]", "9", "\"[a,b]\"", "a", "b", "[]"}) {
        for (int item = 0; item < 4; ++item) {
            file += std::string(user) + ",i" + std::to_string(item + (*user == '9' ? 2 : 0)) + "\n";
        }
    }
    folder.write("[ids].csv", file);
    ASSERT_EQ(runCommand(folder, {"import", "[b]", "[ids].csv"}).code, 0);
    ASSERT_EQ(runCommand(folder, {"train", "[b]", "--model", "popularity", "--name", "[x]"}).code, 0);
    for (const std::vector<std::string>& users : std::vector<std::vector<std::string>>{
             {"--user", "[9]"}, {"--user", "[a,b]", "9"}, {"--user=[]"}, {"--user", "9", "--user", "[9]"}}) {
        std::vector<std::string> words{"recommend", "[b]", "--model", "[x]", "-n", "1", "--json"};
        words.insert(words.end(), users.begin(), users.end());
        const Finished finished = runCommand(folder, words);
        ASSERT_EQ(finished.code, 0) << finished.err;
        EXPECT_EQ(finished.out.find('\x1F'), std::string::npos);
        const std::string last = users.back().substr(users.back().find('=') + 1);
        EXPECT_NE(finished.out.find('"' + last + '"'), std::string::npos) << finished.out;
    }
    const Finished refused = runCommand(folder, {"recommend", "[b]", "--user", "[8]"});
    EXPECT_EQ(refused.code, 1);
    EXPECT_NE(refused.err.find("[8]"), std::string::npos) << refused.err;
    const Finished wrong = runCommand(folder, {"train", "[b]", "--no-such]"});
    EXPECT_EQ(wrong.code, 2);
    EXPECT_EQ(wrong.err.find('\x1F'), std::string::npos) << wrong.err;
}

} // namespace
} // namespace tastescope
