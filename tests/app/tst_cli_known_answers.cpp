// SPDX-License-Identifier: GPL-3.0-or-later
// The published examples of METRICS.md through the whole program: files in, numbers out.
#include "tests/app/cli_process.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace tastescope {
namespace {

using test::Answer;
using test::Finished;
using test::runCommand;

using Numbers = std::vector<std::pair<std::string, double>>;

void expectAnswers(const test::TemporaryFolder& folder, const std::string& k, const Numbers& known) {
    ASSERT_EQ(runCommand(folder, {"import", "p.tastescope", "train.csv"}).code, 0);
    const Finished finished =
        runCommand(folder, {"evaluate", "p.tastescope", "--lists", "lists.csv", "--train", "train.csv",
                            "--test", "test.csv", "--k", k, "--metrics", "all", "--json"});
    ASSERT_EQ(finished.code, 0) << finished.err;
    const Answer answer(finished.out);
    for (const auto& [metric, value] : known) {
        // The literals were published cut, not rounded.
        EXPECT_NEAR(answer.number("/models/0/metrics/" + metric + "@" + k + "/value"), value, 1e-5) << metric;
    }
}

TEST(CliKnownAnswers, OfRanking) {
    const test::TemporaryFolder folder;
    const std::vector<std::vector<int>> wanted{
        {1, 2, 3}, {1, 4, 5, 6, 7}, {2, 5, 6, 8, 9, 10, 11, 12, 13, 14}};
    const std::vector<std::vector<int>> lists{
        {3, 12, 10}, {10, 3, 5, 11, 13}, {4, 10, 7, 13, 1, 3, 5, 2, 11, 14}};
    const auto rowsOf = [](const std::vector<std::vector<int>>& all) {
        std::string rows = "user,item\n";
        for (std::size_t user = 0; user < all.size(); ++user) {
            for (const int item : all[user]) {
                rows += "u" + std::to_string(user + 1) + ",i" + std::to_string(item) + "\n";
            }
        }
        return rows;
    };
    std::string train = "user,item\nu1,other\nu2,other\nu3,other\n"; // somebody else knows the items
    for (int item = 1; item <= 14; ++item) {
        train += "u4,i" + std::to_string(item) + "\n";
    }
    folder.write("train.csv", train);
    folder.write("test.csv", rowsOf(wanted));
    folder.write("lists.csv", rowsOf(lists));
    expectAnswers(folder, "10",
                  {{"ndcg", 0.38172}, {"map", 0.23613}, {"precision", 0.26666}, {"recall", 0.37777}});
}

TEST(CliKnownAnswers, BeyondAccuracy) {
    const test::TemporaryFolder folder;
    folder.write("train.csv", "user,item\nu1,i1\nu1,i2\nu1,i4\nu2,i3\nu2,i4\nu3,i3\nu3,i4\nu3,i5\n");
    folder.write("test.csv", "user,item\nu1,i3\nu2,i2\nu2,i5\nu3,i1\n");
    folder.write("lists.csv", "user,item\nu1,i3\nu1,i5\nu2,i2\nu2,i5\nu3,i1\nu3,i2\n");
    expectAnswers(folder, "2",
                  {{"coverage", 0.8},
                   {"entropy", 1.91830},
                   {"ild_cooc", 0.43096},
                   {"serendipity_cooc", 0.43408},
                   {"novelty_interactions", 2.83333}});
}

} // namespace
} // namespace tastescope
