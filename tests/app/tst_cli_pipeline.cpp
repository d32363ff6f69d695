// SPDX-License-Identifier: GPL-3.0-or-later
// pipeline as it is called from outside: stages, lists before and after, and the way of any item.
#include "tests/app/cli_process.h"

#include <cmath>

namespace tastescope {
namespace {

using test::Answer;
using test::Finished;
using test::runCommand;
using test::TemporaryFolder;

class CliPipeline : public testing::Test {
protected:
    Finished pipeline(std::vector<std::string> more, const std::string& project = "d.tastescope") {
        std::vector<std::string> command{"--json", "pipeline", project};
        command.insert(command.end(), more.begin(), more.end());
        return runCommand(folder, command);
    }
    void demo() {
        test::makeDemo(folder, 60, 120, 3'000);
        ASSERT_EQ(runCommand(folder, {"train", "d.tastescope", "--model", "als", "--set", "factors=8",
                                      "--name", "vectors"})
                      .code,
                  0);
        ASSERT_EQ(runCommand(folder, {"train", "d.tastescope", "--model", "ease", "--name", "rows"}).code, 0);
        const Finished info = runCommand(
            folder, {"--json", "recommend", "d.tastescope", "--model", "rows", "--all-users", "-n", "5"});
        const Answer answer(info.out);
        user = answer.text("/recommendations/0/user");
        for (std::size_t at = 0; at < 5; ++at) {
            best.push_back(answer.text("/recommendations/" + std::to_string(at) + "/item"));
        }
    }
    static std::string idAt(const Answer& answer, const std::string& list, std::size_t at) {
        return answer.text(list + "/" + std::to_string(at) + "/item");
    }

    TemporaryFolder folder;
    std::string user;
    std::vector<std::string> best; ///< of `user` by "rows"
};

TEST_F(CliPipeline, WithoutModelsOrRulesItIsTheMostPopular) {
    folder.write("events.csv", "user,item\nu1,a\nu2,a\nu2,b\nu3,a\nu3,b\nu3,c\n");
    ASSERT_EQ(runCommand(folder, {"import", "p.tastescope", "events.csv"}).code, 0);
    const Finished made = pipeline({"--user", "u1"}, "p.tastescope");
    ASSERT_EQ(made.code, 0) << made.err;
    const Answer answer(made.out);
    ASSERT_TRUE(answer.valid()) << made.out;
    ASSERT_EQ(answer.size("/after"), 2U);
    EXPECT_EQ(idAt(answer, "/after", 0), "b");
    EXPECT_EQ(idAt(answer, "/after", 1), "c");
    EXPECT_EQ(answer.number("/after/0/rank"), 1);
    EXPECT_EQ(answer.number("/after/0/was"), 1);
    ASSERT_EQ(answer.size("/stages"), 3U);
    EXPECT_EQ(answer.text("/stages/0/name"), "candidates");
    EXPECT_EQ(answer.number("/stages/0/count"), 2);
    EXPECT_GE(answer.number("/stages/2/milliseconds"), 0);
    EXPECT_TRUE(answer.at("/trace").is_null());
    // Somebody new, who has had everything but one.
    const Finished stranger = pipeline({"--history", "a", "b"}, "p.tastescope");
    ASSERT_EQ(stranger.code, 0) << stranger.err;
    EXPECT_EQ(Answer(stranger.out).size("/after"), 1U);
    EXPECT_TRUE(Answer(stranger.out).at("/user").is_null());
}

TEST_F(CliPipeline, TheRankersOrderIsWhatRecommendSays) {
    demo();
    const Finished made = pipeline({"--user", user, "--model", "rows", "-n", "5"});
    ASSERT_EQ(made.code, 0) << made.err;
    const Answer answer(made.out);
    ASSERT_EQ(answer.size("/before"), 5U);
    for (std::size_t at = 0; at < 5; ++at) {
        EXPECT_EQ(idAt(answer, "/before", at), best[at]);
        EXPECT_EQ(idAt(answer, "/after", at), best[at]);
        EXPECT_EQ(answer.size("/after/" + std::to_string(at) + "/reasons"), 0U);
        EXPECT_GE(answer.size("/before/" + std::to_string(at) + "/reasons"), 1U);
    }
    EXPECT_EQ(answer.text("/ranker"), "rows");
    EXPECT_EQ(answer.number("/recall/value"), 1) << "the model's own best are among the sources";
    EXPECT_EQ(answer.size("/recall/sources"), answer.size("/sources"));
    EXPECT_EQ(
        pipeline({"--user", user, "--model", "rows", "-n", "5", "--threads", "1", "--recall-sample", "0"})
            .code,
        0);
}

TEST_F(CliPipeline, RulesMoveAndTracesTellWhy) {
    demo();
    folder.write("rules.json", R"({"list": 4, "rules": [{"do": "pin", "item": ")" + best[3] +
                                   R"(", "place": 1}, {"do": "filter", "condition": "item == ')" + best[0] +
                                   R"('"}]})");
    const auto traced = [&](const std::string& item) {
        return pipeline({"--user", user, "--model", "rows", "--rules", "rules.json", "--trace", item,
                         "--recall-sample", "0"});
    };
    const Finished made = traced(best[3]);
    ASSERT_EQ(made.code, 0) << made.err;
    const Answer answer(made.out);
    ASSERT_EQ(answer.size("/after"), 4U);
    EXPECT_EQ(idAt(answer, "/after", 0), best[3]);
    EXPECT_EQ(answer.number("/after/0/was"), 4);
    EXPECT_EQ(answer.text("/after/0/reasons/0"), "rules[0] (pin)");
    EXPECT_EQ(idAt(answer, "/before", 0), best[0]);
    EXPECT_EQ(idAt(answer, "/after", 1), best[1]);
    EXPECT_EQ(answer.text("/trace/stage"), "list");
    EXPECT_EQ(answer.number("/trace/place"), 1);
    EXPECT_EQ(answer.number("/trace/ranking/rank"), 4);
    double raw = answer.number("/trace/ranking/bias");
    for (std::size_t at = 0; at < answer.size("/trace/ranking/shares"); ++at) {
        raw += answer.number("/trace/ranking/shares/" + std::to_string(at) + "/amount");
    }
    EXPECT_NEAR(raw, answer.number("/trace/ranking/raw"), 1e-9);
    EXPECT_EQ(answer.number("/trace/sources/0/rank"), 4);
    EXPECT_EQ(answer.number("/trace/sources/0/exact_rank"), 4);
    EXPECT_EQ(answer.text("/trace/rules/0/path"), "rules[0]");

    EXPECT_EQ(Answer(traced(best[0]).out).text("/trace/stage"), "filter");
    const Finished words = runCommand(folder, {"pipeline", "d.tastescope", "--user", user, "--model", "rows",
                                               "--rules", "rules.json", "--trace", best[0]});
    EXPECT_EQ(words.code, 0);
    EXPECT_NE(words.out.find("rules[1] (filter) takes it out"), std::string::npos) << words.out;
    EXPECT_NE(words.out.find("re-ranking"), std::string::npos);
}

TEST_F(CliPipeline, SourcesAreWhatIsAskedFor) {
    demo();
    const Finished made = pipeline({"--user", user, "--model", "vectors", "--sources",
                                    "neighbours=20,items:rows=10,rows=10,content,popular,new,random=5",
                                    "--candidates", "80", "--index", "hnsw", "--trace", best[0]});
    ASSERT_EQ(made.code, 0) << made.err;
    const Answer answer(made.out);
    ASSERT_EQ(answer.size("/sources"), 7U);
    EXPECT_EQ(answer.text("/sources/1/name"), "items:rows");
    EXPECT_EQ(answer.number("/sources/0/quota"), 20);
    EXPECT_EQ(answer.number("/sources/3/quota") + answer.number("/sources/4/quota") +
                  answer.number("/sources/5/quota"),
              35);
    EXPECT_EQ(answer.number("/stages/0/count"), 80);
    EXPECT_GT(answer.number("/sources/0/index_recall"), 0.5);
    EXPECT_LE(answer.number("/recall/value"), 1);
    EXPECT_GT(answer.number("/recall/sources/0/found/value"), 0);

    const std::pair<std::vector<std::string>, const char*> wrong[] = {
        {{"--sources", "neighbours:nobody=5"}, "nobody"},
        {{"--sources", "popular=x"}, "popular=x"},
        {{"--sources", "popular:rows=5"}, "asks no model"},
        {{"--sources", "popular=5,popular=6"}, "two sources"},
        {{"--sources", "popular=5000"}, "add up to 5000"},
        {{"--model", "nobody"}, "nobody"},
        {{"--ranker", "nobody"}, "nobody"},
        {{"--trace", "no such item"}, "no such item"},
        {{"--rules", "missing.json"}, "missing.json"},
        {{"--now", "yesterday"}, "--now"},
    };
    for (const auto& [arguments, told] : wrong) {
        std::vector<std::string> command{"pipeline", "d.tastescope", "--user", user};
        command.insert(command.end(), arguments.begin(), arguments.end());
        const Finished failed = runCommand(folder, command);
        EXPECT_TRUE(failed.code == 1 || failed.code == 2) << told;
        EXPECT_NE(failed.err.find(told), std::string::npos) << failed.err;
    }
    EXPECT_EQ(runCommand(folder, {"pipeline", "d.tastescope"}).code, 2) << "nobody to list for";
    folder.write("broken.json", R"({"limits": [{"attribute": "no such", "max": 1}]})");
    const Finished broken =
        runCommand(folder, {"pipeline", "d.tastescope", "--user", user, "--rules", "broken.json"});
    EXPECT_EQ(broken.code, 1);
    EXPECT_NE(broken.err.find("broken.json: limits[0].attribute"), std::string::npos) << broken.err;
}

} // namespace
} // namespace tastescope
