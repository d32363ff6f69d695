// SPDX-License-Identifier: GPL-3.0-or-later
// train --model ranker, and what is done with its name.
#include "engine/pipeline/ranker/tree_booster.h"
#include "tests/app/cli_process.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace tastescope {
namespace {

using test::Answer;
using test::Finished;
using test::makeDemo;
using test::runCommand;
using test::TemporaryFolder;

/// Where an item went, by the ranker "second": what each feature adds makes the raw score.
void expectFeaturesAddUp(const TemporaryFolder& folder) {
    const std::string rows = folder.read("out.csv");
    const std::size_t line = rows.find('\n') + 1;
    const std::string user = rows.substr(line, rows.find(',', line) - line);
    const std::vector<std::string> list{"--json",   "pipeline", "d.tastescope", "--user", user,
                                        "--ranker", "second",   "-n",           "5"};
    const Finished first = runCommand(folder, list);
    ASSERT_EQ(first.code, 0) << first.err;
    std::vector<std::string> traced = list;
    traced.insert(traced.end(), {"--trace", Answer(first.out).text("/after/0/item")});
    const Finished made = runCommand(folder, traced);
    ASSERT_EQ(made.code, 0) << made.err;
    const Answer answer(made.out);
    const std::string ranker = "/trace/ranking";
    const std::size_t shares = answer.size(ranker + "/shares");
    EXPECT_GE(shares, 1U) << made.out;
    double sum = answer.number(ranker + "/bias");
    for (std::size_t at = 0; at < shares; ++at) {
        const std::string share = ranker + "/shares/" + std::to_string(at);
        sum += answer.number(share + "/amount");
        EXPECT_NE(answer.text(share + "/feature"), "second");
    }
    const double raw = answer.number(ranker + "/raw");
    EXPECT_NEAR(sum, raw, 1e-5 * std::max(1.0, std::abs(raw)));
}

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
    expectFeaturesAddUp(folder);
    const Finished wrong = runCommand(folder, {"train", "d.tastescope", "--model", "ranker:sources=als+alz"});
    EXPECT_EQ(wrong.code, 1);
    EXPECT_NE(wrong.err.find("alz"), std::string::npos) << wrong.err;
}

} // namespace
} // namespace tastescope
