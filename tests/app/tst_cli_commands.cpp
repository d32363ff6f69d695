// SPDX-License-Identifier: GPL-3.0-or-later
// Every command on a small file and on the demo, as a script would use it.
#include "app/cli/text_table.h"
#include "tests/app/cli_process.h"

#include <algorithm>
#include <memory>

namespace tastescope {
namespace {

using test::Answer;
using test::Finished;
using test::runCommand;
using test::TemporaryFolder;

constexpr const char* smallFile = "user,item,rating,time\n"
                                  "007,x,5,2024-01-01T00:00:00Z\n"
                                  "007,y,4,2024-01-02T00:00:00Z\n"
                                  "008,x,3,2024-01-03T00:00:00Z\n"
                                  "008,z,5,2024-01-04T00:00:00Z\n"
                                  "009,y,2,2024-01-05T00:00:00Z\n"
                                  "009,z,1,not a time\n"
                                  "9007199254740993,x,4,2024-01-06T00:00:00Z\n"
                                  "9007199254740993,y,5,2024-01-07T00:00:00Z\n";

/// One demo project for all tests that only read it or add models to it.
class CliDemo : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        folder = std::make_unique<TemporaryFolder>();
        const Finished made = runCommand(*folder, {"--json", "demo", "d.tastescope", "--users", "300",
                                                   "--items", "200", "--events", "15000"});
        ASSERT_EQ(made.code, 0) << made.err;
        const Answer answer(made.out);
        EXPECT_EQ(answer.number("/users"), 300);
        EXPECT_EQ(answer.number("/items"), 200);
        EXPECT_NEAR(answer.number("/events"), 15000, 300);
        for (const char* model : {"als:factors=8,iterations=3", "item_knn"}) {
            const Finished trained = runCommand(
                *folder, {"train", "d.tastescope", "--model", model, "--name", std::string(model, 3)});
            ASSERT_EQ(trained.code, 0) << trained.err;
        }
    }
    static void TearDownTestSuite() { folder.reset(); }

    static Answer ask(std::vector<std::string> arguments) {
        arguments.emplace_back("--json");
        const Finished finished = runCommand(*folder, arguments);
        EXPECT_EQ(finished.code, 0) << finished.err;
        EXPECT_EQ(finished.err, "");
        Answer answer(finished.out);
        EXPECT_TRUE(answer.valid()) << finished.out;
        return answer;
    }

    /// The id of some listener and of some song, taken from the exported events.
    static std::pair<std::string, std::string> someIds() {
        EXPECT_EQ(runCommand(*folder, {"export", "d.tastescope", "interactions", "--out", "e.csv"}).code, 0);
        const std::string text = folder->read("e.csv");
        const std::size_t line = text.find('\n') + 1;
        const std::size_t comma = text.find(',', line);
        return {text.substr(line, comma - line),
                text.substr(comma + 1, text.find(',', comma + 1) - comma - 1)};
    }

    static std::unique_ptr<TemporaryFolder> folder;
};
std::unique_ptr<TemporaryFolder> CliDemo::folder;

TEST_F(CliDemo, InfoCountsAndFingerprints) {
    const Answer answer = ask({"info", "d.tastescope"});
    EXPECT_EQ(answer.number("/users"), 300);
    EXPECT_EQ(answer.number("/items"), 200);
    EXPECT_GT(answer.number("/density"), 0);
    EXPECT_EQ(answer.text("/fingerprint").size(), 16U);
    const double shares = answer.number("/long_tail/head_share") + answer.number("/long_tail/middle_share") +
                          answer.number("/long_tail/tail_share");
    EXPECT_NEAR(shares, 1, 1e-9);
    EXPECT_EQ(answer.size("/models"), 2U);
    EXPECT_NE(runCommand(*folder, {"info", "d.tastescope"}).out.find("long tail"), std::string::npos);
}

TEST_F(CliDemo, CheckFindsTheFileIntact) {
    const Answer answer = ask({"check", "d.tastescope"});
    EXPECT_EQ(answer.text("/integrity"), "ok");
    ASSERT_GT(answer.size("/readiness"), 0U);
    const std::string status = answer.text("/readiness/0/status");
    EXPECT_TRUE(status == "ok" || status == "warn" || status == "stop") << status;
    EXPECT_GT(answer.number("/readiness/0/needed"), 0);
}

TEST_F(CliDemo, ModelsAndTheirParameters) {
    const Answer all = ask({"models"});
    EXPECT_GE(all.size("/models"), 3U);
    EXPECT_FALSE(all.text("/models/0/family").empty());
    const Answer one = ask({"models", "--params", "als"});
    EXPECT_EQ(one.size("/models"), 1U);
    EXPECT_EQ(one.text("/models/0/id"), "als");
    EXPECT_EQ(one.text("/models/0/params/0/name"), "factors");
    EXPECT_EQ(one.text("/models/0/params/0/type"), "integer");
}

TEST_F(CliDemo, TrainReportsAndStores) {
    const Answer trained = ask({"train", "d.tastescope", "--model", "als", "--set", "factors=4",
                                "iterations=2", "--name", "tiny", "--seed", "7"});
    EXPECT_EQ(trained.text("/name"), "tiny");
    EXPECT_GT(trained.number("/bytes"), 0);
    EXPECT_GT(trained.number("/loss"), 0);
    EXPECT_GE(trained.number("/seconds"), 0);
    EXPECT_NE(trained.text("/params").find("factors=4"), std::string::npos);
    const Answer listed = ask({"info", "d.tastescope"});
    EXPECT_EQ(listed.size("/models"), 3U);
    const Finished renamed =
        runCommand(*folder, {"train", "d.tastescope", "--model", "als:factors=4,iterations=2", "--name",
                             "tiny", "--seed", "7", "--json", "--quiet"});
    EXPECT_NE(renamed.err.find("stored as \"tiny 2\""), std::string::npos) << renamed.err;
    const Answer again(renamed.out);
    EXPECT_EQ(again.text("/name"), "tiny 2");
    EXPECT_EQ(again.number("/loss"), trained.number("/loss")) << "same seed, same model";
}

TEST_F(CliDemo, RecommendExplainsByPastItems) {
    const auto [user, item] = someIds();
    const Answer answer =
        ask({"recommend", "d.tastescope", "--model", "ite", "--user", user, "-n", "5", "--explain"});
    ASSERT_EQ(answer.size("/recommendations"), 5U);
    EXPECT_EQ(answer.text("/recommendations/0/user"), user);
    EXPECT_EQ(answer.number("/recommendations/4/rank"), 5);
    EXPECT_EQ(answer.number("/recommendations/0/percentile"), 100); // nothing stands above the first
    EXPECT_LT(answer.number("/recommendations/4/percentile"), answer.number("/recommendations/3/percentile"));
    EXPECT_LE(answer.number("/recommendations/0/against_popularity"), 100);
    EXPECT_GE(answer.number("/recommendations/0/score"), answer.number("/recommendations/1/score"));
    ASSERT_GT(answer.size("/recommendations/0/why"), 0U);
    EXPECT_FALSE(answer.text("/recommendations/0/why/0/item").empty());
    EXPECT_NE(answer.number("/recommendations/0/why/0/amount"), 0);
    const Finished nobody =
        runCommand(*folder, {"recommend", "d.tastescope", "--model", "ite", "--user", "nobody at all"});
    EXPECT_EQ(nobody.code, 1);
    EXPECT_NE(nobody.err.find("nobody at all"), std::string::npos);
}

TEST_F(CliDemo, RecommendFromAHistory) {
    const auto [user, item] = someIds();
    const Answer answer =
        ask({"recommend", "d.tastescope", "--model", "als", "--history", item, "-n", "199"});
    EXPECT_TRUE(answer.at("/recommendations/0/user").is_null());
    for (std::size_t place = 0; place < answer.size("/recommendations"); ++place) {
        EXPECT_NE(answer.text("/recommendations/" + std::to_string(place) + "/item"), item);
    }
    const Finished unknown =
        runCommand(*folder, {"recommend", "d.tastescope", "--model", "als", "--history", "no such song"});
    EXPECT_EQ(unknown.code, 1);
    EXPECT_NE(unknown.err.find("no such song"), std::string::npos);
}

TEST_F(CliDemo, ListsOfEverybodyAreTheSameForOneAndTwoThreads) {
    ASSERT_EQ(runCommand(*folder, {"recommend", "d.tastescope", "--model", "als", "--all-users", "-n", "4",
                                   "--out", "one.csv", "--threads", "1"})
                  .code,
              0);
    ASSERT_EQ(runCommand(*folder, {"export", "d.tastescope", "recommendations", "--model", "als", "-n", "4",
                                   "--fallback", "--out", "two.csv", "--threads", "2"})
                  .code,
              0);
    const std::string one = folder->read("one.csv");
    EXPECT_EQ(std::count(one.begin(), one.end(), '\n'), 1 + 300 * 4);
    EXPECT_EQ(one, folder->read("two.csv"));
}

TEST_F(CliDemo, SimilarItemsAndUsers) {
    const auto [user, item] = someIds();
    const Answer items = ask({"similar", "d.tastescope", "--model", "als", "--item", item, "-n", "3"});
    ASSERT_EQ(items.size("/neighbours"), 3U);
    EXPECT_NE(items.text("/neighbours/0/id"), item);
    EXPECT_GE(items.number("/neighbours/0/score"), items.number("/neighbours/1/score"));
    const Answer users = ask({"similar", "d.tastescope", "--model", "als", "--user", user});
    EXPECT_EQ(users.size("/neighbours"), 10U);
    EXPECT_EQ(runCommand(*folder, {"similar", "d.tastescope", "--model", "als", "--item", "none"}).code, 1);
    EXPECT_EQ(runCommand(*folder, {"similar", "d.tastescope", "--model", "none", "--item", item}).code, 1);
}

TEST_F(CliDemo, SplitAndEvaluateItsFiles) {
    const Answer parts = ask({"split", "d.tastescope", "--protocol", "per-user", "--out", "parts"});
    const double events = ask({"info", "d.tastescope"}).number("/events");
    EXPECT_EQ(parts.number("/train") + parts.number("/test"), events);
    const std::string test = folder->read("parts/test.csv");
    EXPECT_EQ(std::count(test.begin(), test.end(), '\n'), 1 + static_cast<long>(parts.number("/test")));
    const Answer result = ask({"evaluate", "d.tastescope", "--model", "popularity", "--train",
                               "parts/train.csv", "--test", "parts/test.csv", "--metrics", "ndcg,recall"});
    EXPECT_GT(result.number("/models/0/metrics/ndcg@10/value"), 0);
}

TEST_F(CliDemo, EvaluateComparesInPairs) {
    const Answer result = ask({"evaluate", "d.tastescope", "--model", "popularity", "--model", "item_knn",
                               "--model", "als:factors=8,iterations=5", "--k", "5,10", "--seed", "1"});
    ASSERT_EQ(result.size("/models"), 3U);
    EXPECT_EQ(result.text("/models/2/model"), "als:factors=8,iterations=5");
    EXPECT_GE(result.number("/models/0/fit_seconds"), 0);
    for (const char* key :
         {"precision@5", "ndcg@10", "map_capped@10", "auc", "coverage@10", "novelty@10", "ild@5"}) {
        const std::string metric = std::string("/models/1/metrics/") + key;
        EXPECT_LE(result.number(metric + "/low"), result.number(metric + "/high")) << key;
        EXPECT_GT(result.number(metric + "/users"), 200) << key;
    }
    EXPECT_EQ(result.text("/pairs/0/a"), "popularity");
    EXPECT_EQ(result.text("/pairs/0/b"), "item_knn");
    EXPECT_GE(result.number("/pairs/0/p"), 0);
    EXPECT_NEAR(result.number("/pairs/0/difference"),
                result.number("/models/0/metrics/" + result.text("/pairs/0/metric") + "/value") -
                    result.number("/models/1/metrics/" + result.text("/pairs/0/metric") + "/value"),
                1e-12);
    const Finished table = runCommand(*folder, {"evaluate", "d.tastescope", "--model", "popularity",
                                                "--candidates", "sampled:20", "--metrics", "ndcg"});
    EXPECT_EQ(table.code, 0) << table.err;
    EXPECT_NE(table.out.find("sampled"), std::string::npos);
    EXPECT_NE(table.out.find('['), std::string::npos);
}

TEST_F(CliDemo, EvaluateShowsThePairsThatAreWanted) {
    const std::vector<std::string> three{"evaluate",  "d.tastescope",    "--model", "popularity",
                                         "--model",   "random",          "--model", "item_knn",
                                         "--metrics", "recall,ndcg,map", "--k",     "5,10"};
    const auto with = [&](std::vector<std::string> more) {
        more.insert(more.begin(), three.begin(), three.end());
        return more;
    };
    // Three pairs by six numbers: all of them for programs, those of the first number for people.
    EXPECT_EQ(ask(with({})).size("/pairs"), 18U);
    EXPECT_EQ(ask(with({"--pairs", "first"})).size("/pairs"), 3U);
    EXPECT_EQ(ask(with({"--pairs", "none"})).size("/pairs"), 0U);
    const auto tableOf = [&](std::vector<std::string> more) {
        return runCommand(*folder, with(std::move(more))).out;
    };
    const auto linesOf = [](const std::string& text) { return std::count(text.begin(), text.end(), '\n'); };
    const auto none = linesOf(tableOf({"--pairs", "none"}));
    EXPECT_EQ(tableOf({"--pairs", "none"}).find("p (Holm)"), std::string::npos);
    const std::string first = tableOf({});
    const std::string all = tableOf({"--pairs", "all"});
    EXPECT_NE(first.find("p (Holm)"), std::string::npos);
    EXPECT_EQ(linesOf(all) - linesOf(first), 15) << all;
    EXPECT_GT(linesOf(first), none);
    EXPECT_EQ(runCommand(*folder, with({"--pairs", "some"})).code, 2);
}

TEST_F(CliDemo, EvaluateTakesMetricsWithTheirLengths) {
    const Answer one =
        ask({"evaluate", "d.tastescope", "--model", "popularity", "--metrics", "ndcg@5,recall@20,auc"});
    for (const char* key : {"ndcg@5", "ndcg@20", "recall@5", "recall@20", "auc"}) {
        EXPECT_GT(one.number(std::string("/models/0/metrics/") + key + "/value"), 0) << key;
    }
    const Answer both =
        ask({"evaluate", "d.tastescope", "--model", "popularity", "--metrics", "ndcg@5", "--k", "10"});
    EXPECT_GT(both.number("/models/0/metrics/ndcg@10/value"), 0);
    EXPECT_EQ(
        runCommand(*folder, {"evaluate", "d.tastescope", "--model", "popularity", "--metrics", "ndcg@x"})
            .code,
        2);
}

TEST_F(CliDemo, EvaluateTakesListsMadeElsewhere) {
    ASSERT_EQ(runCommand(*folder, {"export", "d.tastescope", "recommendations", "--model", "als", "--out",
                                   "lists.csv"})
                  .code,
              0);
    const Answer result = ask({"evaluate", "d.tastescope", "--lists", "lists.csv", "--metrics", "ndcg,auc"});
    ASSERT_EQ(result.size("/models"), 1U);
    EXPECT_GE(result.number("/models/0/metrics/ndcg@10/value"), 0);
}

TEST_F(CliDemo, EvaluateSeparatesGroups) {
    const Answer byActivity = ask({"evaluate", "d.tastescope", "--model", "popularity", "--model", "item_knn",
                                   "--metrics", "ndcg,coverage", "--by", "users"});
    ASSERT_GE(byActivity.size("/segments"), 4U);
    EXPECT_EQ(byActivity.text("/segments/0/by"), "activity");
    EXPECT_EQ(byActivity.text("/segments/0/models/1/model"), "item_knn");

    const auto [user, item] = someIds();
    folder->write("groups.csv", "user,group\n" + user + ",\"the one, alone\"\nnobody,other\n");
    const Answer byFile =
        ask({"evaluate", "d.tastescope", "--model", "popularity", "--metrics", "ndcg", "--by", "groups.csv"});
    ASSERT_EQ(byFile.size("/segments"), 1U);
    EXPECT_EQ(byFile.text("/segments/0/segment"), "the one, alone");
    EXPECT_EQ(byFile.number("/segments/0/users"), 1);
    EXPECT_TRUE(byFile.at("/segments/0/models/0/metrics/ndcg@10/low").is_null()); // one user: no interval

    folder->write("strangers.csv", "user,group\nnobody,a\n");
    const Finished failed =
        runCommand(*folder, {"evaluate", "d.tastescope", "--model", "popularity", "--by", "strangers.csv"});
    EXPECT_EQ(failed.code, 1);
    EXPECT_NE(failed.err.find("user ids"), std::string::npos) << failed.err;
}

TEST_F(CliDemo, EvaluateFindsSlices) {
    const Answer found = ask({"evaluate", "d.tastescope", "--model", "random", "--model", "item_knn",
                              "--metrics", "recall", "--k", "20", "--slices"});
    ASSERT_EQ(found.size("/slices"), 2U);
    EXPECT_EQ(found.text("/slices/0/a"), "random");
    EXPECT_EQ(found.text("/slices/0/b"), "item_knn");
    EXPECT_EQ(found.text("/slices/0/metric"), "recall@20");
    EXPECT_GT(found.number("/slices/0/looked"), 0);
    EXPECT_GE(found.number("/slices/0/found"), static_cast<double>(found.size("/slices/0/slices")));
    for (std::size_t at = 0; at < found.size("/slices/0/slices"); ++at) {
        const std::string slice = "/slices/0/slices/" + std::to_string(at);
        EXPECT_GT(found.number(slice + "/low"), 0);
        EXPECT_GE(found.number(slice + "/loss"), found.number(slice + "/low"));
        EXPECT_GE(found.number(slice + "/users"), 30);
        EXPECT_FALSE(found.text(slice + "/conditions/0/by").empty());
    }
    const Finished table = runCommand(*folder, {"evaluate", "d.tastescope", "--model", "random", "--model",
                                                "item_knn", "--metrics", "recall", "--slices"});
    EXPECT_EQ(table.code, 0) << table.err;
    EXPECT_TRUE(table.out.find("at least") != std::string::npos ||
                table.out.find("No model certainly loses") != std::string::npos)
        << table.out;
}

TEST_F(CliDemo, ExportItemsAsJson) {
    ASSERT_EQ(runCommand(*folder, {"export", "d.tastescope", "items", "--out", "items.json"}).code, 0);
    const Answer items(folder->read("items.json"));
    ASSERT_TRUE(items.valid());
    EXPECT_EQ(items.size(""), 200U);
    EXPECT_FALSE(items.text("/0/title").empty());
    EXPECT_EQ(runCommand(*folder, {"export", "d.tastescope", "items", "--out", "items.xlsx"}).code, 2);
    EXPECT_EQ(
        runCommand(*folder, {"export", "d.tastescope", "items", "--out", "no/such/folder/items.csv"}).code,
        1);
}

TEST(CliImport, SmallFileWithABadRow) {
    const TemporaryFolder folder;
    folder.write("small.csv", smallFile);
    const Finished finished =
        runCommand(folder, {"import", "p.tastescope", "small.csv", "--rejects", "bad.csv", "--json"});
    ASSERT_EQ(finished.code, 0) << finished.err;
    const Answer answer(finished.out);
    EXPECT_EQ(answer.number("/rows_read"), 8);
    EXPECT_EQ(answer.number("/rows_imported"), 7);
    EXPECT_EQ(answer.number("/rows_rejected"), 1);
    EXPECT_EQ(answer.number("/duplicates"), 0);
    EXPECT_EQ(answer.number("/users"), 4);
    EXPECT_EQ(answer.number("/items"), 3);
    EXPECT_EQ(answer.number("/events"), 7);
    EXPECT_EQ(answer.number("/rejects/0/line"), 7);
    EXPECT_EQ(answer.number("/rejects/0/count"), 1);
    EXPECT_NE(folder.read("bad.csv").find("not a time"), std::string::npos);
    ASSERT_EQ(runCommand(folder, {"export", "p.tastescope", "interactions", "--out", "e.csv"}).code, 0);
    EXPECT_NE(folder.read("e.csv").find("007,x,rating,5,2024-01-01T00:00:00Z\r\n"), std::string::npos);
    EXPECT_NE(folder.read("e.csv").find("9007199254740993,x"), std::string::npos) << "ids stay text";
}

TEST(CliImport, SaysWhichColumnBecameWhat) {
    const TemporaryFolder folder;
    folder.write("shop.csv", "Kunde;Artikel;Menge;Datum;Notiz\na;x;2;25.12.2024;gut\nb;y;-5;26.12.2024;gut\n"
                             "b;x;0;27.12.2024;schlecht\n");
    const Finished finished = runCommand(folder, {"import", "p.tastescope", "shop.csv", "--json"});
    ASSERT_EQ(finished.code, 0) << finished.err;
    const Answer answer(finished.out);
    ASSERT_EQ(answer.size("/roles"), 4U) << finished.out;
    const char* expected[][2] = {
        {"user", "Kunde"}, {"item", "Artikel"}, {"value", "Menge"}, {"time", "Datum"}};
    for (std::size_t at = 0; at < 4; ++at) {
        const std::string pointer = "/roles/" + std::to_string(at);
        EXPECT_EQ(answer.text(pointer + "/role"), expected[at][0]);
        EXPECT_EQ(answer.text(pointer + "/column"), expected[at][1]);
        EXPECT_EQ(answer.text(pointer + "/why"), "by its name");
        EXPECT_EQ(answer.text(pointer + "/file"), "shop.csv");
    }
    EXPECT_EQ(answer.text("/roles/3/order"), "dmy");
    ASSERT_EQ(answer.size("/ignored"), 1U);
    EXPECT_EQ(answer.text("/ignored/0/column"), "Notiz");
    EXPECT_FALSE(answer.text("/ignored/0/why").empty());
    EXPECT_EQ(answer.number("/zero_values"), 1);
    EXPECT_EQ(answer.number("/negative_values"), 1);
    const Answer check(runCommand(folder, {"check", "p.tastescope", "--json"}).out);
    bool said = false;
    for (std::size_t at = 0; at < check.size("/readiness"); ++at) {
        const std::string pointer = "/readiness/" + std::to_string(at);
        said |= check.text(pointer + "/id") == "denied_events" && check.number(pointer + "/value") == 2;
    }
    EXPECT_TRUE(said);
    const Finished table =
        runCommand(folder, {"import", "q.tastescope", "shop.csv", "--map", "user.note=Notiz"});
    EXPECT_EQ(table.code, 0) << table.err;
    for (const char* words :
         {"user.note", "by --map", "by its name", "--map role=column", "day.month.year dates"}) {
        EXPECT_NE(table.out.find(words), std::string::npos) << words << table.out;
    }
    folder.write("names.csv", "alpha,beta\nanna,tea\nbert,milk\n");
    const Finished asked = runCommand(folder, {"import", "r.tastescope", "names.csv"});
    EXPECT_EQ(asked.code, 1);
    EXPECT_NE(asked.err.find("--map user="), std::string::npos) << asked.err;
}

TEST(CliImport, OverAProjectNeedsAWord) {
    const TemporaryFolder folder;
    folder.write("small.csv", smallFile);
    ASSERT_EQ(runCommand(folder, {"import", "p.tastescope", "small.csv"}).code, 0);
    ASSERT_EQ(runCommand(folder, {"train", "p.tastescope", "--model", "popularity", "--name", "P"}).code, 0);
    const std::string before = folder.read("p.tastescope");
    const Finished refused = runCommand(folder, {"import", "p.tastescope", "no-such-file.csv"});
    EXPECT_EQ(refused.code, 1);
    EXPECT_NE(refused.err.find("--replace"), std::string::npos) << "before anything is read: " << refused.err;
    EXPECT_EQ(folder.read("p.tastescope"), before);
    const Finished replaced =
        runCommand(folder, {"import", "p.tastescope", "small.csv", "--replace", "--json"});
    EXPECT_EQ(replaced.code, 0) << replaced.err;
    EXPECT_EQ(Answer(replaced.out).text("/models/usable/0"), "P");
    folder.write("other.csv", "user,item\n1,2\n3,4\n");
    const Finished other = runCommand(folder, {"import", "p.tastescope", "other.csv", "--replace", "--json"});
    EXPECT_EQ(Answer(other.out).text("/models/lost/0"), "P") << other.out;
    EXPECT_EQ(runCommand(folder, {"import", "p.tastescope", "other.csv", "--append"}).code, 0);
    EXPECT_EQ(runCommand(folder, {"import", "p.tastescope", "other.csv", "--append", "--replace"}).code, 2);
}

TEST(CliTrain, ModelsSayWhetherTheyWeigh) {
    const TemporaryFolder folder;
    folder.write("plays.csv", "user,item,plays\na,x,90\na,y,1\nb,x,2\nb,z,70\nc,y,5\nc,z,1\n");
    ASSERT_EQ(runCommand(folder, {"import", "p.tastescope", "plays.csv"}).code, 0);
    const std::pair<const char*, const char*> ways[] = {
        {"", "signals"}, {"--values", "values"}, {"--no-values", "once"}};
    for (const auto& [flag, name] : ways) {
        std::vector<std::string> arguments{"train",  "p.tastescope", "--model", "item_knn",
                                           "--name", name,           "--json"};
        if (*flag != '\0') {
            arguments.emplace_back(flag);
        }
        const Finished trained = runCommand(folder, arguments);
        ASSERT_EQ(trained.code, 0) << trained.err;
        EXPECT_EQ(Answer(trained.out).text("/weighing"), name);
    }
    const Answer info(runCommand(folder, {"info", "p.tastescope", "--json"}).out);
    ASSERT_EQ(info.size("/models"), 3U);
    EXPECT_EQ(info.text("/models/1/weighing"), "values");
    EXPECT_EQ(info.text("/models/2/weighing"), "once");
}

TEST(CliImport, RejectsThatCannotBeWrittenAreSaidBeforeTheWork) {
    const TemporaryFolder folder;
    folder.write("small.csv", smallFile);
    const Finished finished =
        runCommand(folder, {"import", "p.tastescope", "small.csv", "--rejects", "no/such/folder/bad.csv"});
    EXPECT_EQ(finished.code, 1);
    EXPECT_NE(finished.err.find("no/such/folder/bad.csv"), std::string::npos) << finished.err;
    EXPECT_FALSE(std::filesystem::exists(folder / "p.tastescope"));
}

TEST(CliCheck, ADamagedFileIsAnAnswerAndAFailure) {
    const TemporaryFolder folder;
    folder.write("small.csv", smallFile);
    ASSERT_EQ(runCommand(folder, {"import", "p.tastescope", "small.csv"}).code, 0);
    folder.write("half.tastescope", folder.read("p.tastescope").substr(0, 5'000));
    const Finished finished = runCommand(folder, {"check", "half.tastescope", "--json"});
    EXPECT_EQ(finished.code, 1);
    const Answer answer(finished.out);
    ASSERT_TRUE(answer.valid()) << finished.out;
    EXPECT_EQ(answer.text("/integrity"), "damaged");
    EXPECT_EQ(answer.size("/problems"), 1U);
    EXPECT_EQ(answer.size("/readiness"), 0U);
}

TEST(CliImport, AbortLeavesNoProject) {
    const TemporaryFolder folder;
    folder.write("small.csv", smallFile);
    const Finished finished =
        runCommand(folder, {"import", "p.tastescope", "small.csv", "--on-error", "abort"});
    EXPECT_EQ(finished.code, 1);
    EXPECT_NE(finished.err.find("7"), std::string::npos) << "the line is named: " << finished.err;
    EXPECT_FALSE(std::filesystem::exists(folder / "p.tastescope"));
}

TEST(CliImport, AppendWeightsMapAndThreshold) {
    const TemporaryFolder folder;
    folder.write("odd.txt", "who;what;stars\n1;a;5\n1;b;2\n2;a;4\n");
    const std::vector<std::string> map{"--map", "user=who", "item=what", "value=3"};
    std::vector<std::string> arguments{"import", "p.tastescope", "odd.txt", "--threshold",
                                       "4",      "--weights",    "like=2",  "dislike=-1"};
    arguments.insert(arguments.end(), map.begin(), map.end());
    const Finished first = runCommand(folder, arguments);
    ASSERT_EQ(first.code, 0) << first.err;
    const Answer info(runCommand(folder, {"info", "p.tastescope", "--json"}).out);
    std::vector<std::string> signals;
    for (std::size_t at = 0; at < info.size("/signals"); ++at) {
        const std::string pointer = "/signals/" + std::to_string(at);
        if (info.number(pointer + "/events") > 0) {
            signals.push_back(info.text(pointer + "/name") + " " +
                              std::to_string(static_cast<int>(info.number(pointer + "/weight"))));
        }
    }
    std::sort(signals.begin(), signals.end());
    EXPECT_EQ(signals, (std::vector<std::string>{"dislike -1", "like 2"}));
    folder.write("more.txt", "who;what;stars\n3;c;5\n");
    arguments[2] = "more.txt";
    arguments.emplace_back("--append");
    const Finished second = runCommand(folder, arguments);
    ASSERT_EQ(second.code, 0) << second.err;
    const Answer grown(runCommand(folder, {"info", "p.tastescope", "--json"}).out);
    EXPECT_EQ(grown.number("/users"), 3);
    EXPECT_EQ(grown.number("/events"), 4);
}

TEST(CliImport, AFileThatIsNotThereIsNamed) {
    const TemporaryFolder folder;
    const Finished finished = runCommand(folder, {"import", "p.tastescope", "absent.csv"});
    EXPECT_EQ(finished.code, 1);
    EXPECT_NE(finished.err.find("absent.csv"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(folder / "p.tastescope"));
}

TEST_F(CliDemo, EvaluateTellsBetweenWhatItsNumbersDiffer) {
    const std::vector<std::string> once{"evaluate",  "d.tastescope", "--model", "popularity",
                                        "--metrics", "ndcg",         "--k",     "10"};
    EXPECT_EQ(runCommand(*folder, once).out.find("sd of"), std::string::npos);
    std::vector<std::string> often = once;
    often.insert(often.end(), {"--folds", "2", "--repeat", "2"});
    const Answer answer = ask(often);
    const Finished table = runCommand(*folder, often);
    ASSERT_EQ(table.code, 0) << table.err;
    const std::size_t head = table.out.find("sd of users");
    ASSERT_NE(head, std::string::npos) << table.out;
    const std::size_t row = table.out.find("ndcg@10", head);
    ASSERT_NE(row, std::string::npos) << table.out;
    const std::string heads = table.out.substr(head, table.out.find('\n', head) - head);
    const std::string cells = table.out.substr(row, table.out.find('\n', row) - row);
    EXPECT_NE(heads.find("sd of seeds"), std::string::npos) << heads;
    EXPECT_NE(heads.find("sd of folds"), std::string::npos) << heads;
    std::size_t from = 0; // in the order of the headings
    for (const char* name : {"sd_users", "sd_seeds", "sd_folds"}) {
        const double deviation = answer.number(std::string("/models/0/metrics/ndcg@10/") + name);
        EXPECT_GT(deviation, 0) << name;
        from = cells.find(decimalText(deviation), from);
        ASSERT_NE(from, std::string::npos) << name << ": " << cells;
        ++from;
    }
}

} // namespace
} // namespace tastescope
