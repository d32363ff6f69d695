// SPDX-License-Identifier: GPL-3.0-or-later
// onboard, interleave and the fallbacks of recommend as they are called from outside.
#include "tests/app/cli_process.h"

#include <sstream>

namespace tastescope {
namespace {

using test::Answer;
using test::Finished;
using test::makeDemo;
using test::runCommand;
using test::TemporaryFolder;

class CliColdStart : public testing::Test {
protected:
    static void SetUpTestSuite() {
        folder = new TemporaryFolder;
        makeDemo(*folder, 150, 120, 6000);
    }
    static void TearDownTestSuite() {
        delete folder;
        folder = nullptr;
    }
    static std::string json(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "--json");
        const Finished run = runCommand(*folder, arguments);
        EXPECT_EQ(run.code, 0) << run.err;
        return run.out;
    }

    static TemporaryFolder* folder;
};
TemporaryFolder* CliColdStart::folder = nullptr;

TEST_F(CliColdStart, OnboardHasTheKeysOfTheContract) {
    const Answer answer(json({"onboard", "d.tastescope", "--strategy", "popular", "--strategy", "tree",
                              "--questions", "3", "--model", "als:factors=8,iterations=3"}));
    ASSERT_TRUE(answer.valid());
    ASSERT_EQ(answer.size("/curve"), 8U);
    EXPECT_EQ(answer.text("/curve/0/strategy"), "popular");
    EXPECT_EQ(answer.text("/curve/4/strategy"), "tree");
    for (std::size_t at = 0; at < 8; ++at) {
        const std::string point = "/curve/" + std::to_string(at);
        EXPECT_EQ(answer.number(point + "/questions"), static_cast<double>(at % 4));
        const double value = answer.number(point + "/metrics/ndcg@10/value");
        EXPECT_LE(answer.number(point + "/metrics/ndcg@10/low"), value);
        EXPECT_GE(answer.number(point + "/metrics/ndcg@10/high"), value);
        EXPECT_GT(answer.number(point + "/metrics/ild@10/value"), 0);
    }
    // Nothing was asked: the same for every strategy, what is popular with people like them.
    EXPECT_EQ(answer.number("/curve/0/metrics/ndcg@10/value"),
              answer.number("/curve/4/metrics/ndcg@10/value"));
    EXPECT_GT(answer.number("/popularity/metrics/ndcg@10/value"), 0);
    EXPECT_GT(answer.number("/full_history/metrics/ndcg@10/users"), 10);
}

TEST_F(CliColdStart, OnboardItemsHasThemWithTheirReach) {
    const Answer answer(json({"onboard", "d.tastescope", "--items", "--model", "content_tfidf"}));
    ASSERT_TRUE(answer.valid());
    ASSERT_EQ(answer.size("/curve"), 1U);
    EXPECT_EQ(answer.text("/curve/0/strategy"), "content_tfidf");
    EXPECT_GT(answer.number("/curve/0/metrics/auc/value"), 0.5);
    ASSERT_GT(answer.size("/items"), 2U);
    EXPECT_LE(answer.number("/items/0/low"), answer.number("/items/0/high"));
}

TEST_F(CliColdStart, InterleaveHasTheKeysOfTheContract) {
    for (const char* method : {"team", "balanced"}) {
        const Answer same(json({"interleave", "d.tastescope", "--policy", "popularity", "--policy",
                                "popularity", "--method", method, "--sessions", "2000"}));
        ASSERT_TRUE(same.valid());
        EXPECT_LE(same.number("/low"), 0);
        EXPECT_GE(same.number("/high"), 0);
        EXPECT_EQ(same.number("/sessions"), 2000);
        EXPECT_TRUE(same.at("/ab_sessions").is_null());
    }
    folder->write("rules.json", R"({"rules": [{"do": "filter", "condition": "age_days < 1"}]})");
    const Answer better(json({"interleave", "d.tastescope", "--policy", "item_knn", "--policy",
                              "random+rules.json", "--sessions", "3000"}));
    ASSERT_TRUE(better.valid());
    EXPECT_GT(better.number("/low"), 0);
    EXPECT_GT(better.number("/ab_sessions"), better.number("/sessions_needed"));
    EXPECT_EQ(json({"interleave", "d.tastescope", "--policy", "popularity", "--policy", "random"}),
              json({"--threads", "1", "interleave", "d.tastescope", "--policy", "popularity", "--policy",
                    "random"}));
}

TEST_F(CliColdStart, WrongUsageIsSaid) {
    const auto code = [&](std::vector<std::string> arguments) { return runCommand(*folder, arguments).code; };
    EXPECT_EQ(code({"onboard", "d.tastescope", "--strategy", "nonsense"}), 2);
    EXPECT_EQ(code({"onboard", "d.tastescope", "--questions", "100000"}), 2);
    EXPECT_EQ(code({"onboard", "d.tastescope", "--test", "1"}), 2);
    EXPECT_EQ(code({"onboard", "d.tastescope", "--items", "--strategy", "popular"}), 2);
    EXPECT_EQ(code({"onboard", "d.tastescope", "--items", "--model", "als"}), 2);
    EXPECT_EQ(code({"interleave", "d.tastescope", "--policy", "als"}), 2);
    EXPECT_EQ(code({"interleave", "d.tastescope", "--policy", "als", "--policy", "no such"}), 2);
    EXPECT_EQ(code({"interleave", "d.tastescope", "--policy", "als", "--policy", "als+"}), 2);
    EXPECT_EQ(code({"interleave", "d.tastescope", "--policy", "als", "--policy", "als", "--sessions", "0"}),
              2);
    EXPECT_EQ(code({"interleave", "d.tastescope", "--policy", "als", "--policy", "als+missing.json"}), 1);
}

TEST_F(CliColdStart, RecommendFallsBackWhereLittleIsKnown) {
    TemporaryFolder own;
    own.write("events.csv", "user,item,time\nu1,a,2024-01-01\nu1,b,2024-01-20\nu1,c,2024-01-21\n"
                            "u2,a,2024-01-02\nu2,c,2024-01-05\nu2,d,2024-01-05\n"
                            "u3,a,2024-01-03\nu3,b,2024-01-31\nu3,d,2024-01-09\nu4,b,2024-01-09\n");
    own.write("items.csv", "item,title,categories\na,A,Folk|Jazz\nb,B,Folk\nc,C,Jazz\nd,D,Pop\ne,E,Folk\n");
    own.write("people.csv", "user,age\nu1,15\nu2,40\nu3,33\nu4,20\n");
    ASSERT_EQ(runCommand(own, {"import", "p.tastescope", "events.csv", "--items", "items.csv", "--users",
                               "people.csv"})
                  .code,
              0);
    ASSERT_EQ(runCommand(own, {"train", "p.tastescope", "--model", "als", "--name", "m"}).code, 0);
    const auto sourceOf = [&](std::vector<std::string> more) {
        std::vector<std::string> command{"--json", "recommend", "p.tastescope", "--model", "m"};
        command.insert(command.end(), more.begin(), more.end());
        return Answer(runCommand(own, command).out).text("/recommendations/0/source");
    };
    const Answer check(runCommand(own, {"--json", "check", "p.tastescope"}).out);
    EXPECT_EQ(check.text("/against/0/id"), "few_items");
    EXPECT_NE(check.text("/against/0/detail").find("46 more"), std::string::npos);
    EXPECT_EQ(sourceOf({"--user", "u1"}), "model");
    EXPECT_EQ(sourceOf({"--user", "u4"}), "content");
    EXPECT_EQ(sourceOf({"--user", "u4", "--no-fallback"}), "model");
    EXPECT_EQ(sourceOf({"--history", "a"}), "model"); // a history that is given is scored as it is
    const Finished shown = runCommand(own, {"recommend", "p.tastescope", "--model", "m", "--user", "u4"});
    EXPECT_NE(shown.out.find("From one liked item"), std::string::npos) << shown.out;
    // What is exported is the model's own, so that what is measured of it is measured of the model.
    const auto listOf = [&](std::vector<std::string> more) {
        std::vector<std::string> command{"--json", "recommend", "p.tastescope", "--model", "m",
                                         "--user", "u4"};
        command.insert(command.end(), more.begin(), more.end());
        const Answer answer(runCommand(own, command).out);
        std::string items;
        for (std::size_t at = 0; at < answer.size("/recommendations"); ++at) {
            items += answer.text("/recommendations/" + std::to_string(at) + "/item") + " ";
        }
        return items;
    };
    const auto exported = [&](std::vector<std::string> more) {
        std::vector<std::string> command{"export", "p.tastescope", "recommendations", "--out", "lists.csv"};
        command.insert(command.end(), more.begin(), more.end());
        EXPECT_EQ(runCommand(own, command).code, 0);
        std::istringstream file(own.read("lists.csv"));
        std::string items;
        for (std::string line; std::getline(file, line);) {
            if (line.starts_with("u4,")) {
                items += line.substr(3, line.find(',', 3) - 3) + " ";
            }
        }
        return items;
    };
    EXPECT_NE(listOf({}), listOf({"--no-fallback"}));
    EXPECT_EQ(exported({}), listOf({"--no-fallback"}));
    EXPECT_EQ(exported({"--fallback"}), listOf({}));
    // A file says who made a list, too, and with --explain why.
    ASSERT_EQ(runCommand(own, {"recommend", "p.tastescope", "--model", "m", "--user", "u1", "u4", "--explain",
                               "--out", "said.csv"})
                  .code,
              0);
    const std::string said = own.read("said.csv");
    EXPECT_NE(said.find(",source,why\r\n"), std::string::npos) << said;
    EXPECT_NE(said.find(",model,"), std::string::npos) << said;
    EXPECT_NE(said.find(",content,"), std::string::npos) << said;
    ASSERT_EQ(runCommand(own, {"compare", "p.tastescope", "--lists", "said.csv", "--lists", "said.csv"}).code,
              0)
        << "two columns more are read over";
    const Finished explained =
        runCommand(own, {"recommend", "p.tastescope", "--model", "m", "--user", "u4", "--explain"});
    EXPECT_EQ(explained.code, 0) << explained.err;
}

} // namespace
} // namespace tastescope
