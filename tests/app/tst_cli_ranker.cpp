// SPDX-License-Identifier: GPL-3.0-or-later
// train --model ranker, and what is done with its name.
#include "engine/pipeline/ranker/tree_booster.h"
#include "tests/app/cli_process.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tastescope {
namespace {

using test::Answer;
using test::Finished;
using test::makeDemo;
using test::runCommand;
using test::TemporaryFolder;

TEST(CliRanker, IsTrainedAndUsedByItsName) {
    if (!canBoost()) {
        GTEST_SKIP() << "built without XGBoost";
    }
    const TemporaryFolder folder;
    makeDemo(folder, 120, 150, 4'000);
    const Finished made =
        runCommand(folder, {"--json", "train", "d.tastescope", "--model", "ranker", "--set",
                            "sources=popularity+item_knn", "--set", "trees=20", "--name", "second"});
    ASSERT_EQ(made.code, 0) << made.err;
    const Answer answer(made.out);
    ASSERT_TRUE(answer.valid()) << made.out;
    EXPECT_EQ(answer.text("/name"), "second");
    EXPECT_GT(answer.number("/seconds"), 0);
    EXPECT_GT(answer.number("/bytes"), 0);
    EXPECT_NEAR(answer.number("/loss"), 1 - answer.number("/ndcg@10"), 1e-9);
    EXPECT_EQ(answer.size("/sources"), 2U);
    EXPECT_FALSE(answer.text("/verdict").empty());
    folder.write("rules.json", R"({"version": 1, "list": 5})");
    const Finished lists = runCommand(folder, {"rerank", "d.tastescope", "--rules", "rules.json", "--ranker",
                                               "second", "--sample", "10", "--out", "out.csv"});
    ASSERT_EQ(lists.code, 0) << lists.err;
    EXPECT_EQ(std::ranges::count(folder.read("out.csv"), '\n'), 1 + 10 * 5);
    EXPECT_EQ(runCommand(folder, {"recommend", "d.tastescope", "--model", "second", "--all-users"}).code, 0);
    EXPECT_EQ(runCommand(folder, {"check", "d.tastescope"}).code, 0);
    const Finished wrong = runCommand(folder, {"train", "d.tastescope", "--model", "ranker:sources=als+alz"});
    EXPECT_EQ(wrong.code, 1);
    EXPECT_NE(wrong.err.find("alz"), std::string::npos) << wrong.err;
}

} // namespace
} // namespace tastescope
