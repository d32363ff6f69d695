// SPDX-License-Identifier: GPL-3.0-or-later
// Lists beside lists, and the metrics by groups of people, as the command line gives them.
#include "storage/project/outside_store.h"
#include "storage/project/project.h"
#include "storage/use_cases/outside/outside_lists.h"
#include "tests/app/cli_process.h"

#include <cmath>

namespace tastescope {
namespace {

using test::Answer;
using test::Finished;
using test::runCommand;

class CliCompare : public ::testing::Test {
protected:
    CliCompare() {
        std::string events = "user,item\n";
        for (const char* user : {"u1", "u2", "u3", "u4"}) {
            for (const char* item : {"a", "b", "c", "d", "e", "f"}) {
                events += std::string(user) + "," + item + "\n";
            }
        }
        folder.write("events.csv", events);
        const Finished made = runCommand(folder, {"import", "p.tastescope", "events.csv"});
        EXPECT_EQ(made.code, 0) << made.err;
    }
    Finished compare(const char* a, const char* b, std::vector<std::string> more = {}) {
        std::vector<std::string> arguments{"compare", "p.tastescope", "--lists", a, "--lists", b};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return runCommand(folder, arguments);
    }

    test::TemporaryFolder folder;
};

TEST_F(CliCompare, SaysWhatTheSecondMakesOfTheFirst) {
    // u1: c climbs from 3 to 1, a falls from 1 to 2; new and strange are no items of the project. u2 has the
    // second only, u3 the first; u4's are equal; nobody is not in the data.
    folder.write("a.csv", "user,item,rank\nu1,a,1\nu1,b,2\nu1,c,3\nu3,a,1\nu4,d,1\nu4,e,2\nnobody,a,1\n");
    folder.write("b.csv", "user,item,score\nu1,c,9\nu1,a,8\nu1,strange,7\nu2,a,1\nu4,e,.1\nu4,d,.5\n");
    const Finished json = compare("a.csv", "b.csv", {"--k", "2", "--p", "0.5", "--json"});
    ASSERT_EQ(json.code, 0) << json.err;
    const Answer answer(json.out);
    EXPECT_EQ(answer.number("/users"), 2);
    EXPECT_EQ(answer.number("/only_a"), 1);
    EXPECT_EQ(answer.number("/only_b"), 1);
    EXPECT_DOUBLE_EQ(answer.number("/overlap/value"), (0.5 + 1) / 2);
    // u1: X = 0, 1, 2 of lists of three: (1-p)/p (p²/2 + 2p³/3) + 2p³/3 with p = 1/2.
    EXPECT_NEAR(answer.number("/rbo/value"), (0.125 + 1.0 / 12 + 1.0 / 12 + 1) / 2, 1e-12);
    EXPECT_DOUBLE_EQ(answer.number("/largest_climb/value"), 1);
    EXPECT_DOUBLE_EQ(answer.number("/largest_drop/value"), 0.5);
    EXPECT_DOUBLE_EQ(answer.number("/least_item_promoted/value"), 2.5);
    for (const char* key : {"overlap", "rbo", "largest_climb", "largest_drop", "least_item_promoted"}) {
        const std::string place = std::string("/") + key;
        EXPECT_EQ(answer.number(place + "/users"), 2) << key;
        EXPECT_LE(answer.number(place + "/low"), answer.number(place + "/value")) << key;
        EXPECT_GE(answer.number(place + "/high"), answer.number(place + "/value")) << key;
    }
    EXPECT_EQ(answer.number("/files/0/unknown_users"), 1);
    EXPECT_EQ(answer.number("/files/1/unknown_items"), 1);
    const Finished words = compare("a.csv", "b.csv", {"--k", "2"});
    EXPECT_NE(words.out.find("overlap@2"), std::string::npos) << words.out;
    EXPECT_NE(words.out.find("2 users with both lists"), std::string::npos) << words.out;
}

TEST_F(CliCompare, TheSameListsAreOne) {
    folder.write("a.csv", "user,item\nu1,a\nu1,b\nu1,c\nu2,f\nu2,e\n");
    const Finished json = compare("a.csv", "a.csv", {"--k", "2", "--json"});
    ASSERT_EQ(json.code, 0) << json.err;
    const Answer answer(json.out);
    EXPECT_EQ(answer.number("/overlap/value"), 1);
    EXPECT_NEAR(answer.number("/rbo/value"), 1, 1e-12);
    EXPECT_EQ(answer.number("/largest_climb/value"), 0);
    EXPECT_EQ(answer.number("/largest_drop/value"), 0);
}

TEST_F(CliCompare, RefusesInWordsWhatCannotBeCompared) {
    folder.write("a.csv", "user,item\nu1,a\n");
    folder.write("b.csv", "user,item\nu2,a\n");
    const Finished apart = compare("a.csv", "b.csv");
    EXPECT_EQ(apart.code, 1);
    EXPECT_NE(apart.err.find("Nobody has a list in both"), std::string::npos) << apart.err;
    EXPECT_EQ(compare("a.csv", "none.csv").code, 1);
    for (const std::vector<std::string>& wrong : {std::vector<std::string>{"--k", "0"},
                                                  {"--p", "1"},
                                                  {"--p", "0"},
                                                  {"--p", "x"},
                                                  {"--lists", "b.csv"}}) {
        const Finished finished = compare("a.csv", "b.csv", wrong);
        EXPECT_EQ(finished.code, 2) << wrong.back() << finished.err;
    }
    EXPECT_EQ(runCommand(folder, {"compare", "p.tastescope", "--lists", "a.csv"}).code, 2);
}

TEST_F(CliCompare, GapsBetweenGroupsStandBesideTheSegments) {
    std::string train = "user,item\n";
    std::string test = "user,item\n";
    std::string lists = "user,item\n";
    std::string groups = "user,group\n";
    for (int user = 0; user < 75; ++user) {
        const std::string id = "v" + std::to_string(user);
        train += id + ",a\n" + id + ",b\n";
        test += id + ",c\n";
        lists += id + (user % 3 == 0 ? ",c\n" : ",d\n");
        // One in three of the first group is served, all of the second, none of a third that is too small.
        groups += id + (user < 30       ? ",first\n"
                        : user < 40     ? ",small\n"
                        : user % 3 == 0 ? ",second\n"
                                        : ",none\n");
    }
    for (int user = 0; user < 12; ++user) { // so that the second has twenty and more
        const std::string id = "w" + std::to_string(user);
        train += id + ",a\n";
        test += id + ",c\n";
        lists += id + ",c\n";
        groups += id + ",second\n";
    }
    folder.write("train.csv", train);
    folder.write("test.csv", test);
    folder.write("lists.csv", lists);
    folder.write("groups.csv", groups);
    const std::vector<std::string> arguments{"evaluate", "p.tastescope", "--train",   "train.csv",
                                             "--test",   "test.csv",     "--lists",   "lists.csv",
                                             "--by",     "groups.csv",   "--metrics", "hit@1,user_group_gap"};
    std::vector<std::string> asJson = arguments;
    asJson.emplace_back("--json");
    const Finished json = runCommand(folder, asJson);
    ASSERT_EQ(json.code, 0) << json.err;
    const Answer answer(json.out);
    const std::string gap = "/gaps/0/metrics/user_group_gap(hit@1)";
    EXPECT_EQ(answer.text("/gaps/0/model"), "lists");
    EXPECT_DOUBLE_EQ(answer.number(gap + "/value"), 1);
    EXPECT_EQ(answer.text(gap + "/a"), "second");
    EXPECT_EQ(answer.text(gap + "/b"), "none");
    EXPECT_EQ(answer.size(gap + "/pairs"), 3U) << "the small group does not count";
    EXPECT_LE(answer.number(gap + "/p"), 1e-6);
    const Finished words = runCommand(folder, arguments);
    EXPECT_NE(words.out.find("user_group_gap(hit@1)"), std::string::npos) << words.out;
    const Finished without = runCommand(
        folder, {"evaluate", "p.tastescope", "--model", "popularity", "--metrics", "ndcg,user_group_gap"});
    EXPECT_EQ(without.code, 2) << without.err;
    EXPECT_NE(without.err.find("--by"), std::string::npos) << without.err;
}

TEST_F(CliCompare, MetricsAreExplainedFromTheirTable) {
    const Finished json = runCommand(folder, {"metrics", "--json"});
    ASSERT_EQ(json.code, 0) << json.err;
    const Answer answer(json.out);
    EXPECT_GE(answer.size("/metrics"), 33U);
    EXPECT_EQ(answer.text("/metrics/0/id"), "precision");
    EXPECT_EQ(answer.text("/metrics/0/key"), "precision@k");
    EXPECT_EQ(answer.text("/metrics/0/formula"), "|L ∩ T| / k");
    EXPECT_EQ(answer.text("/metrics/0/better"), "higher");
    const Finished words = runCommand(folder, {"metrics"});
    EXPECT_NE(words.out.find("user_group_gap(METRIC)"), std::string::npos);
    EXPECT_NE(words.out.find("Steck 2018"), std::string::npos);
}

TEST_F(CliCompare, ListsThatTheProjectKeepsAreJudgedByNameWhateverBecameOfTheirFile) {
    std::string rows = "user,item,rank\n";
    for (const char* user : {"u1", "u2", "u3", "u4"}) {
        rows += std::string(user) + ",b,1\n" + user + ",f,2\n" + user + ",a,3\n";
    }
    const auto evaluate = [&](const char* lists) {
        return runCommand(folder, {"evaluate", "p.tastescope", "--lists", lists, "--protocol", "random",
                                   "--test", ".5", "--metrics", "ndcg,coverage", "--json"});
    };
    const auto file = folder.write("theirs.csv", rows);
    const Finished byFile = evaluate("theirs.csv");
    ASSERT_EQ(byFile.code, 0) << byFile.err;
    {
        const auto project = Project::open(folder / "p.tastescope", OpenMode::ReadWrite);
        ASSERT_TRUE(project) << project.error().text();
        const auto read = readOutside(file);
        ASSERT_TRUE(read && (*project)->outside().put(read->head, read->lists));
    }
    folder.write("theirs.csv", "user,item,rank\nu1,e,1\n");
    EXPECT_NE(evaluate("theirs.csv").out, byFile.out);
    const Finished byName = evaluate("kept:theirs");
    EXPECT_EQ(byName.out, byFile.out) << byName.err;
    ASSERT_EQ(runCommand(folder, {"report", "p.tastescope", "--out", "r.html"}).code, 0);
    EXPECT_NE(folder.read("r.html").find("--lists kept:theirs "), std::string::npos);
    const Finished unknown = evaluate("kept:others");
    EXPECT_EQ(unknown.code, 1);
    EXPECT_NE(unknown.err.find("keeps no lists of that name"), std::string::npos) << unknown.err;
}

} // namespace
} // namespace tastescope
