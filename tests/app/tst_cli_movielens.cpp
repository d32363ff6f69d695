// SPDX-License-Identifier: GPL-3.0-or-later
// The path that the product promises, on MovieLens 100K where it is at hand.
#include "tests/app/cli_process.h"

namespace tastescope {
namespace {

using test::Answer;
using test::Finished;
using test::runCommand;
using test::TemporaryFolder;

const std::string data = TASTESCOPE_SOURCE_DIR "/../shared/data/";

TEST(CliMovieLens, ImportThenEvaluateAndRecommend) {
    if (!std::filesystem::exists(data + "ml-100k/u.data")) {
        GTEST_SKIP() << "MovieLens 100K is not at " << data << "ml-100k";
    }
    const TemporaryFolder folder;
    const Finished imported = runCommand(folder, {"import", "p.tastescope", data + "ml-100k", "--json"});
    ASSERT_EQ(imported.code, 0) << imported.err;
    const Answer report(imported.out);
    EXPECT_EQ(report.number("/rows_read"), 100'000);
    EXPECT_EQ(report.number("/rows_imported"), 100'000);
    EXPECT_EQ(report.number("/users"), 943);
    EXPECT_EQ(report.number("/items"), 1'682);

    const Finished evaluated =
        runCommand(folder, {"evaluate", "p.tastescope", "--model", "popularity", "--model", "item_knn",
                            "--model", "als", "--protocol", "per-user", "--test", "0.2", "--json"});
    ASSERT_EQ(evaluated.code, 0) << evaluated.err;
    const Answer result(evaluated.out);
    const double popularityAtBest = result.number("/models/0/metrics/ndcg@10/high");
    EXPECT_GT(result.number("/models/1/metrics/ndcg@10/low"), popularityAtBest + 0.05);
    EXPECT_GT(result.number("/models/2/metrics/ndcg@10/low"), popularityAtBest + 0.05);
    EXPECT_EQ(result.number("/models/0/metrics/ndcg@10/users"), 943);

    ASSERT_EQ(runCommand(folder, {"train", "p.tastescope", "--model", "als", "--name", "A"}).code, 0);
    const Finished list = runCommand(
        folder, {"recommend", "p.tastescope", "--model", "A", "--user", "196", "--explain", "--json"});
    const Answer answer(list.out);
    ASSERT_EQ(answer.size("/recommendations"), 10U) << list.err;
    EXPECT_FALSE(answer.text("/recommendations/0/title").empty());
    EXPECT_GT(answer.size("/recommendations/0/why"), 0U);
}

TEST(CliMovieLens, PublishedCutsAreReadAsFiles) {
    if (!std::filesystem::exists(data + "ml-100k-stratified/train.csv")) {
        GTEST_SKIP() << "The published cut is not at " << data << "ml-100k-stratified";
    }
    const TemporaryFolder folder;
    test::makeDemo(folder, 20, 20, 200);
    const Finished evaluated = runCommand(folder, {"evaluate", "d.tastescope", "--model",
                                                   "item_knn:similarity=jaccard,neighbours=0,shrinkage=0",
                                                   "--train", data + "ml-100k-stratified/train.csv", "--test",
                                                   data + "ml-100k-stratified/test.csv", "--metrics",
                                                   "map,ndcg,precision,recall", "--json"});
    ASSERT_EQ(evaluated.code, 0) << evaluated.err;
    const Answer result(evaluated.out);
    EXPECT_EQ(result.number("/models/0/metrics/ndcg@10/users"), 943);
    // Counting events as 1 lies near the published .3962 and .1154, which weigh them by rating.
    EXPECT_NEAR(result.number("/models/0/metrics/ndcg@10/value"), 0.396, 0.005);
    EXPECT_NEAR(result.number("/models/0/metrics/map@10/value"), 0.1154, 0.002);
}

} // namespace
} // namespace tastescope
