// SPDX-License-Identifier: GPL-3.0-or-later
// Rule sets that a project keeps, in and out again by the command line.
#include "tests/app/cli_process.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace tastescope {
namespace {

using test::runCommand;

class CliRules : public testing::Test {
protected:
    CliRules() {
        test::makeDemo(folder, 30, 40, 600);
        folder.write("rules.json", text);
    }
    static constexpr const char* text =
        R"({"list": 5, "balance": {"mmr": 0.6}, "limits": [{"attribute": "creator", "max": 1}],
            "rules": [{"do": "boost", "condition": "age_days < 30", "by": 0.1}]})";
    test::TemporaryFolder folder;
};

TEST_F(CliRules, ComeOutAsTheyWentIn) {
    const auto kept = runCommand(folder, {"rules", "d.tastescope", "--import", "rules.json", "--json"});
    ASSERT_EQ(kept.code, 0) << kept.err;
    const test::Answer answer(kept.out);
    ASSERT_TRUE(answer.valid()) << kept.out;
    ASSERT_EQ(answer.size("/rules"), 1U);
    EXPECT_EQ(answer.text("/rules/0/name"), "rules"); // the file's
    EXPECT_EQ(answer.number("/rules/0/limits"), 1);
    const auto written = runCommand(folder, {"export", "d.tastescope", "rules", "--out", "out.json"});
    ASSERT_EQ(written.code, 0) << written.err;
    // The same rule set: rerank gives the same lists by either file.
    ASSERT_EQ(runCommand(folder, {"train", "d.tastescope", "--model", "popularity"}).code, 0);
    std::string lists[2];
    for (const int at : {0, 1}) {
        const auto made = runCommand(folder, {"rerank", "d.tastescope", "--rules",
                                              at == 0 ? "rules.json" : "out.json", "--out", "lists.csv"});
        ASSERT_EQ(made.code, 0) << made.err;
        lists[at] = folder.read("lists.csv");
    }
    EXPECT_EQ(lists[0], lists[1]);
    EXPECT_GT(lists[0].size(), 100U);
    // And again: byte for byte.
    ASSERT_EQ(runCommand(folder, {"rules", "d.tastescope", "--import", "out.json"}).code, 0);
    ASSERT_EQ(runCommand(folder, {"export", "d.tastescope", "rules", "rules", "--out", "again.json"}).code,
              0);
    EXPECT_EQ(folder.read("again.json"), folder.read("out.json"));
}

TEST_F(CliRules, SeveralAreToldApartByName) {
    for (const char* name : {"Quiet", "Loud"}) {
        ASSERT_EQ(
            runCommand(folder, {"rules", "d.tastescope", "--import", "rules.json", "--name", name}).code, 0);
    }
    const auto which = runCommand(folder, {"export", "d.tastescope", "rules", "--out", "out.json"});
    EXPECT_EQ(which.code, 1);
    EXPECT_NE(which.err.find("\"Quiet\", \"Loud\""), std::string::npos) << which.err;
    EXPECT_FALSE(std::filesystem::exists(folder / "out.json"));
    EXPECT_EQ(runCommand(folder, {"export", "d.tastescope", "rules", "Loud", "--out", "out.json"}).code, 0);
    EXPECT_NE(folder.read("out.json").find("\"Loud\""), std::string::npos);
    EXPECT_EQ(runCommand(folder, {"rules", "d.tastescope", "--remove", "Quiet"}).code, 0);
    EXPECT_EQ(runCommand(folder, {"rules", "d.tastescope", "--remove", "Quiet"}).code, 1);
    EXPECT_EQ(runCommand(folder, {"export", "d.tastescope", "rules", "--out", "out.json"}).code, 0);
}

TEST_F(CliRules, StandBehindAModelInAnEvaluation) {
    ASSERT_EQ(runCommand(folder, {"rules", "d.tastescope", "--import", "rules.json", "--name", "calm"}).code,
              0);
    // By file, by name and in place: the same numbers, and others than without.
    std::string numbers[4];
    std::size_t at = 0;
    for (const std::string& model : {std::string("popularity+rules.json"), std::string("popularity+calm"),
                                     std::string("popularity+") + text, std::string("popularity")}) {
        const auto run = runCommand(folder, {"--json", "evaluate", "d.tastescope", "--model", model, "--k",
                                             "5", "--metrics", "ndcg,ild,coverage"});
        ASSERT_EQ(run.code, 0) << run.err;
        const test::Answer answer(run.out);
        ASSERT_TRUE(answer.valid()) << run.out;
        for (const char* key : {"ndcg@5", "ild@5", "coverage@5"}) {
            numbers[at] +=
                std::to_string(answer.number("/models/0/metrics/" + std::string(key) + "/value")) + " ";
        }
        ++at;
    }
    EXPECT_EQ(numbers[0], numbers[1]);
    EXPECT_EQ(numbers[0], numbers[2]);
    EXPECT_NE(numbers[0], numbers[3]);

    const auto swept =
        runCommand(folder, {"--json", "evaluate", "d.tastescope", "--model", "popularity+calm", "--k", "5",
                            "--metrics", "ndcg,ild", "--sweep", "balance.mmr=1,0.6,0.2"});
    ASSERT_EQ(swept.code, 0) << swept.err;
    const test::Answer answer(swept.out);
    ASSERT_EQ(answer.size("/models"), 3U);
    EXPECT_EQ(answer.text("/models/2/model"), "popularity+calm, mmr 0.2");
    EXPECT_LT(answer.number("/models/0/metrics/ild@5/value"), answer.number("/models/2/metrics/ild@5/value"));

    for (const auto& [model, sweep] :
         std::vector<std::pair<std::string, std::string>>{{"popularity+", ""},
                                                          {"popularity+nothing.json", ""},
                                                          {"popularity+calm", "balance.mmr=much"},
                                                          {"popularity+calm", "colour=1"},
                                                          {"popularity+calm", "balance.mmr"}}) {
        std::vector<std::string> words{"evaluate", "d.tastescope", "--model", model};
        if (!sweep.empty()) {
            words.insert(words.end(), {"--sweep", sweep});
        }
        const auto wrong = runCommand(folder, words);
        EXPECT_EQ(wrong.code, 2) << model << " " << sweep << ": " << wrong.err;
        EXPECT_TRUE(wrong.out.empty()) << wrong.out;
    }
    const auto two = runCommand(folder, {"evaluate", "d.tastescope", "--model", "popularity", "--model",
                                         "random", "--sweep", "seed=1,2"});
    EXPECT_EQ(two.code, 2) << two.err;
}

TEST_F(CliRules, MistakesChangeNothing) {
    folder.write("broken.json", R"({"limits": [{"attribute": "creator", "max": 0}]})");
    const auto broken = runCommand(folder, {"rules", "d.tastescope", "--import", "broken.json"});
    EXPECT_EQ(broken.code, 1);
    EXPECT_NE(broken.err.find("broken.json: limits[0].max"), std::string::npos) << broken.err;
    EXPECT_EQ(runCommand(folder, {"rules", "d.tastescope", "--name", "x"}).code, 2);
    EXPECT_EQ(runCommand(folder, {"export", "d.tastescope", "rules", "--out", "out.json"}).code, 1);
    EXPECT_EQ(runCommand(folder, {"export", "d.tastescope", "rules", "--out", "out.csv"}).code, 2);
    EXPECT_EQ(runCommand(folder, {"export", "d.tastescope", "items", "name", "--out", "out.csv"}).code, 2);
    const auto none = runCommand(folder, {"rules", "d.tastescope"});
    EXPECT_NE(none.out.find("no rule sets"), std::string::npos) << none.out;
}

} // namespace
} // namespace tastescope
