// SPDX-License-Identifier: GPL-3.0-or-later
// rerank as it is called from outside: candidates in, lists out, and what is said about them.
#include "tests/app/cli_process.h"

#include <algorithm>
#include <sstream>

namespace tastescope {
namespace {

using test::Finished;
using test::runCommand;
using test::TemporaryFolder;

class CliRerank : public testing::Test {
protected:
    CliRerank() {
        folder.write("events.csv", "user,item,time\n"
                                   "u1,a,2024-01-01\nu1,b,2024-01-20\nu2,a,2024-01-02\nu2,c,2024-01-05\n"
                                   "u3,a,2024-01-03\nu3,b,2024-01-31\nu3,d,2024-01-09\n");
        folder.write("items.csv",
                     "item,title,creator,categories,released,explicit\n"
                     "a,A,Ann,Folk|Jazz,2020-01-01,0\nb,B,Bob,Folk,2024-01-20,1\n"
                     "c,C,Ann,Jazz,2023-06-01,0\nd,D,Cid,Pop,2024-01-28,0\ne,E,Dan,Pop,2022-01-01,0\n");
        folder.write("people.csv", "user,age\nu1,15\nu2,40\nu3,33\n");
        const Finished made = runCommand(folder, {"import", "p.tastescope", "events.csv", "--items",
                                                  "items.csv", "--users", "people.csv"});
        EXPECT_EQ(made.code, 0) << made.err;
        folder.write("candidates.csv", "user,item,score\nu1,a,0.5\nu1,c,0.9\nu1,d,0.8\nu1,b,0.7\nu1,e,0.6\n"
                                       "u2,b,3\nu2,d,2\nu2,e,1\n");
    }

    Finished rerank(const std::string& rules, std::vector<std::string> more = {}) {
        folder.write("rules.json", rules);
        std::vector<std::string> command{"rerank",       "p.tastescope",   "--rules", "rules.json",
                                         "--candidates", "candidates.csv", "--out",   "out.csv"};
        command.insert(command.end(), more.begin(), more.end());
        return runCommand(folder, command);
    }
    /// "u1: c d b e a; u2: b d e", from the file; its ranks count from 1.
    std::string lists(const std::string& rules) {
        const Finished made = rerank(rules);
        EXPECT_EQ(made.code, 0) << made.err;
        std::istringstream rows(folder.read("out.csv"));
        std::string line;
        std::getline(rows, line);
        EXPECT_EQ(line, "user,item,rank\r");
        std::string out;
        std::string last;
        int rank = 0;
        while (std::getline(rows, line)) {
            std::istringstream cells(line);
            std::string user;
            std::string item;
            std::string number;
            std::getline(cells, user, ',');
            std::getline(cells, item, ',');
            std::getline(cells, number);
            rank = user == last ? rank + 1 : 1;
            EXPECT_EQ(number, std::to_string(rank) + "\r");
            out += user == last ? " " + item : (out.empty() ? "" : "; ") + user + ": " + item;
            last = user;
        }
        return out;
    }

    TemporaryFolder folder;
};

TEST_F(CliRerank, ListsByRules) {
    EXPECT_EQ(lists("{}"), "u1: c d b e a; u2: b d e");
    EXPECT_EQ(lists(R"({"version": 1, "list": 2})"), "u1: c d; u2: b d");
    EXPECT_EQ(lists(R"({"rules": [{"do": "filter", "condition": "explicit == 1"}]})"),
              "u1: c d e a; u2: d e");
    EXPECT_EQ(
        lists(R"({"rules": [{"do": "filter", "condition": "explicit == 1", "audience": "user.age < 18"}]})"),
        "u1: c d e a; u2: b d e");
    EXPECT_EQ(lists(R"({"rules": [{"do": "pin", "item": "e", "place": 1}]})"), "u1: e c d b a; u2: e b d");
    EXPECT_EQ(lists(R"({"rules": [{"do": "boost", "condition": "category == 'Pop'", "by": 0.6}]})"),
              "u1: d c e b a; u2: d b e");
    // Ages and "seen" count from the newest event, the last of January.
    EXPECT_EQ(lists(R"({"rules": [{"do": "bury", "condition": "age_days < 10"}]})"),
              "u1: c b e a d; u2: b e d");
    EXPECT_EQ(lists(R"({"rules": [{"do": "filter", "condition": "seen_days < 15"}]})"),
              "u1: c d e a; u2: b d e");
    EXPECT_EQ(lists(R"({"limits": [{"attribute": "creator", "max": 1}]})"), "u1: c d b e; u2: b d e");
    EXPECT_EQ(lists(R"({"balance": {"mmr": 0.5}})"), "u1: c d b e a; u2: b d e");
    EXPECT_EQ(lists(R"({"balance": {"shares": {"relevance": 100}}})"), "u1: c d b e a; u2: b d e");
    EXPECT_EQ(lists(R"({"balance": {"shares": {"freshness": 50, "relevance": 50}}})"),
              "u1: c d b e a; u2: b d e");
    EXPECT_EQ(lists(R"({"balance": {"shares": {"freshness": 100}}})"), "u1: d b c e a; u2: d b e");
    EXPECT_EQ(lists(R"({"balance": {"shares": {"relevance": 50, "attributes": {"explicit": 50}}}})"),
              "u1: c b d e a; u2: b d e");
    EXPECT_EQ(lists(R"({"rules": [{"do": "filter", "condition": "explicit == 1", "until": "2001-01-01"}]})"),
              "u1: c d b e a; u2: b d e");
}

TEST_F(CliRerank, BrokenRulesNameTheirPath) {
    const std::pair<const char*, const char*> wrong[] = {
        {R"({"balance": {"mmr": 1.5}})", "rules.json: balance.mmr: "},
        {R"({"limits": [{"attribute": "creator", "max": 2}, {"attribute": "artist", "max": 2}]})",
         "rules.json: limits[1].attribute: "},
        {R"({"rules": [{"do": "bury", "condition": "agedays < 3"}]})", "rules.json: rules[0].condition: "},
        {R"({"rules": [{"do": "bury", "condition": "age_days <"}]})", "rules.json: rules[0].condition: "},
        {R"({"balance": {"shares": {"relevance": 60, "novelty": 39}}})", "rules.json: balance.shares: "},
        {R"({"balance": {"mmr": 0.5, "shares": {"relevance": 100}}})", "rules.json: balance.mmr: "},
        {R"({"balance": {"shares": {"relevance": 60, "attributes": {"margin": 40}}}})",
         "rules.json: balance.shares.attributes.margin: "},
        {R"({"rule": []})", "rules.json: rule: "},
        {"{", "rules.json: "},
    };
    for (const auto& [rules, path] : wrong) {
        const Finished made = rerank(rules);
        EXPECT_EQ(made.code, 1) << rules;
        EXPECT_NE(made.err.find(path), std::string::npos) << made.err;
        EXPECT_EQ(std::count(made.err.begin(), made.err.end(), '\n'), 1) << made.err;
        EXPECT_FALSE(std::filesystem::exists(folder / "out.csv"));
    }
}

TEST_F(CliRerank, AnswerHasItsKeys) {
    const Finished made = rerank(
        R"({"list": 3, "balance": {"mmr": 0.4}, "limits": [{"attribute": "creator", "max": 1}, {"condition": "category == 'Jazz'", "min_share": 1}],
            "rules": [{"do": "pin", "item": "nothing", "place": 1}, {"do": "bury", "condition": "explicit == 1"}]})",
        {"--json"});
    ASSERT_EQ(made.code, 0) << made.err;
    const test::Answer answer(made.out);
    ASSERT_TRUE(answer.valid()) << made.out;
    EXPECT_EQ(answer.number("/users"), 2);
    for (const char* side : {"before", "after"}) {
        for (const char* metric : {"relevance_kept@3", "ild@3", "novelty@3", "calibration_kl@3", "coverage@3",
                                   "small_creator_exposure@3", "freshness@3"}) {
            const std::string path = std::string("/") + side + "/" + metric;
            EXPECT_LE(answer.number(path + "/low"), answer.number(path + "/value")) << path;
            EXPECT_GE(answer.number(path + "/high"), answer.number(path + "/value")) << path;
        }
    }
    EXPECT_EQ(answer.number("/before/relevance_kept@3/value"), 1);
    EXPECT_GT(answer.number("/milliseconds"), 0);
    ASSERT_EQ(answer.size("/rules"), 5U);
    EXPECT_EQ(answer.text("/rules/0/path"), "rules[0]");
    EXPECT_TRUE(bool(answer.at("/rules/0/dead")));
    EXPECT_EQ(answer.number("/rules/1/fired"), 2);
    EXPECT_FALSE(bool(answer.at("/rules/1/dead")));
    EXPECT_LE(answer.number("/rules/1/price/value"), 1);
    EXPECT_EQ(answer.text("/rules/4/path"), "balance.mmr");
    ASSERT_EQ(answer.size("/relaxed"), 2U);
    EXPECT_EQ(answer.text("/relaxed/1/path"), "limits[1].min_share");
    EXPECT_EQ(answer.number("/relaxed/1/asked"), 1);
    EXPECT_EQ(answer.number("/relaxed/1/given"), 0); // u2 has no Jazz
    EXPECT_NE(answer.text("/relaxed/1/why").find("floor lowered from 100 % to 0 %"), std::string::npos);
    EXPECT_EQ(answer.text("/relaxed/0/path"), "rules[0]");
    EXPECT_TRUE(answer.at("/relaxed/0/given").is_null());
    EXPECT_EQ(answer.number("/short_lists"), 0);
}

/// What is unknown to the project is re-ranked as it is: without attributes and past.
TEST_F(CliRerank, UnknownItemsAndPeople) {
    folder.write("candidates.csv", "user;item;score\nnobody;x;2\nnobody;a;1\nu1;a;1\nu1;y;3\nu1;a;2\n");
    const Finished made = rerank(
        R"({"limits": [{"attribute": "creator", "max": 1}], "rules": [{"do": "bury", "condition": "creator is missing"}]})",
        {"--json"});
    ASSERT_EQ(made.code, 0) << made.err;
    EXPECT_EQ(folder.read("out.csv"), "user,item,rank\r\nnobody,a,1\r\nnobody,x,2\r\nu1,a,1\r\nu1,y,2\r\n");
    const test::Answer answer(made.out);
    EXPECT_EQ(answer.number("/candidates/rows"), 5);
    EXPECT_EQ(answer.number("/candidates/repeated"), 1);
    EXPECT_EQ(answer.number("/candidates/unknown_items"), 2);
    EXPECT_EQ(answer.number("/candidates/unknown_users"), 2);
    folder.write("candidates.csv", "user,item,score\nu1,x,2\n");
    EXPECT_EQ(rerank("{}").code, 1);
    folder.write("candidates.csv", "user,item,score\nu1,a,much\n");
    EXPECT_NE(rerank("{}").err.find("line 2"), std::string::npos);
}

TEST_F(CliRerank, RanksTheBestOfAModel) {
    ASSERT_EQ(runCommand(folder, {"train", "p.tastescope", "--model", "popularity", "--name", "pop"}).code,
              0);
    folder.write("rules.json", R"({"list": 2, "rules": [{"do": "pin", "item": "e", "place": 2}]})");
    const std::vector<std::string> command{"rerank",   "p.tastescope", "--rules", "rules.json",
                                           "--ranker", "pop",          "--out",   "out.csv"};
    const Finished made = runCommand(folder, command);
    ASSERT_EQ(made.code, 0) << made.err;
    EXPECT_NE(made.out.find("Relevance kept"), std::string::npos) << made.out;
    EXPECT_NE(made.out.find("rules[0]"), std::string::npos);
    // Nobody is shown what they had; everybody has the pin.
    EXPECT_EQ(folder.read("out.csv"),
              "user,item,rank\r\nu1,c,1\r\nu1,e,2\r\nu2,b,1\r\nu2,e,2\r\nu3,c,1\r\nu3,e,2\r\n");
    const auto one = [&](const char* seed) {
        std::vector<std::string> sampled = command;
        sampled.insert(sampled.end(), {"--sample", "1", "--seed", seed});
        EXPECT_EQ(runCommand(folder, sampled).code, 0);
        return folder.read("out.csv");
    };
    const std::string first = one("1");
    EXPECT_EQ(std::count(first.begin(), first.end(), '\n'), 3);
    EXPECT_EQ(one("1"), first);
}

TEST_F(CliRerank, WrongUsage) {
    EXPECT_EQ(runCommand(folder, {"rerank", "p.tastescope"}).code, 2);
    EXPECT_EQ(rerank("{}", {"--now", "soon"}).code, 2);
    EXPECT_EQ(rerank("{}", {"--ranker", "pop"}).code, 2);
    EXPECT_EQ(rerank("{}", {"--sample", "0"}).code, 2);
    EXPECT_EQ(rerank("{}", {"--now", "2024-02-10"}).code, 0);
}

} // namespace
} // namespace tastescope
