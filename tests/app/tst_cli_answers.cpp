// SPDX-License-Identifier: GPL-3.0-or-later
// That answers and complaints are about what was asked: options by their own names, files by theirs, people
// too few for an interval, lists of people of whom next to nothing is known.
#include "tests/app/cli_process.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <map>
#include <optional>
#include <regex>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

namespace tastescope {
namespace {

namespace fs = std::filesystem;
using test::Answer;
using test::Finished;
using test::runCommand;
using test::TemporaryFolder;

using Words = std::vector<std::string>;

/// Twelve people with several likes, "one" and "bare" with a single one: of a described item, and of one of
/// which nothing is known. Events have no times.
class CliAnswers : public ::testing::Test {
protected:
    void SetUp() override {
        std::string events = "user,item\none,i1\nbare,x\n";
        for (int user = 0; user < 12; ++user) {
            for (int item = 0; item < 8; ++item) {
                if ((user * 7 + item * 3) % 4 != 0) {
                    events += "u" + std::to_string(user) + ",i" + std::to_string(item) + "\n";
                }
            }
        }
        std::string items = "item,categories,released\n";
        for (int item = 0; item < 8; ++item) {
            items += "i" + std::to_string(item) + "," + (item % 2 == 0 ? "Folk" : "Jazz") + ",2020-01-0" +
                     std::to_string(item + 1) + "\n";
        }
        folder.write("events.csv", events);
        folder.write("items.csv", items);
        const Finished made =
            runCommand(folder, {"import", "p.tastescope", "events.csv", "--items", "items.csv"});
        ASSERT_EQ(made.code, 0) << made.err;
        ASSERT_EQ(runCommand(folder, {"train", "p.tastescope", "--model", "als", "--set", "factors=2",
                                      "--set", "iterations=2", "--name", "A"})
                      .code,
                  0);
        folder.write("rules.json", R"({"balance": {"freshness": 0.5, "half_life_days": 3}})");
    }
    std::string done(const Words& arguments) const {
        const Finished finished = runCommand(folder, arguments);
        EXPECT_EQ(finished.code, 0) << arguments.front() << finished.err;
        return finished.out;
    }
    /// The complaint of a command that fails.
    std::string complaint(const Words& arguments) const {
        const Finished finished = runCommand(folder, arguments);
        EXPECT_TRUE(finished.code == 1 || finished.code == 2) << finished.out << finished.err;
        return finished.err;
    }
    void expectSays(const Words& arguments, const std::string& text) const {
        const std::string said = complaint(arguments);
        EXPECT_NE(said.find(text), std::string::npos) << arguments.front() << ": " << said;
    }
    TemporaryFolder folder;
};

TEST_F(CliAnswers, OptionsAreCalledByTheirNames) {
    ASSERT_EQ(runCommand(folder, {"train", "p.tastescope", "--model", "popularity", "--name", "B"}).code, 0);
    expectSays({"rerank", "p.tastescope", "--rules", "rules.json"}, "Choose one with --ranker: ");
    expectSays({"recommend", "p.tastescope", "--all-users"}, "Choose one with --model: ");
    for (const char* metrics : {"ndcg@x", "ndcg@0", "ndcg@", "ndcg@10,auc,map@-1"}) {
        expectSays({"evaluate", "p.tastescope", "--model", "als", "--metrics", metrics}, "--metrics: ");
    }
    expectSays({"evaluate", "p.tastescope", "--model", "als", "--k", "x"}, "--k: ");
    folder.write("ab.csv", "user,arm,clicks\n1,a,1\n2,b,0\n3,a,2\n4,b,1\n");
    expectSays({"ab", "analyse", "ab.csv", "--covariate", "nope"}, "--covariate: ");
    expectSays({"ab", "analyse", "ab.csv", "--segment", "nope"}, "--segment: ");
    expectSays({"ab", "analyse", "ab.csv", "--map", "user=nope"}, "--map: ");
}

TEST_F(CliAnswers, StandardInputIsCalledSo) {
    folder.write("l.csv", "user,item,rank\nu1,i1,1\n");
    const std::string p = "p.tastescope";
    for (const Words& arguments : std::vector<Words>{
             {"evaluate", p, "--lists", "-"},
             {"evaluate", p, "--scores", "-"},
             {"evaluate", p, "--predictions", "-"},
             {"evaluate", p, "--model", "als", "--folds", "-"},
             {"evaluate", p, "--model", "als", "--train", "-", "--test", "l.csv"},
             {"compare", p, "--lists", "-", "--lists", "l.csv"},
             {"rerank", p, "--rules", "rules.json", "--candidates", "-"},
             {"rerank", p, "--rules", "-"},
             {"import", "new.tastescope", "-"},
             {"ab", "analyse", "-"},
             {"ope", "-"},
         }) {
        const std::string said = complaint(arguments);
        EXPECT_FALSE(std::regex_search(said, std::regex("(: |^)[0-9]+: "))) << said;
        EXPECT_TRUE(said.find("standard input") != std::string::npos || said.find("-: ") != std::string::npos)
            << arguments.front() << " " << arguments.back() << ": " << said;
    }
}

TEST_F(CliAnswers, FilesThatAreNoneAreNamedWithWhatTheyAre) {
    fs::create_symlink("loop.tastescope", folder / "loop.tastescope");
    fs::create_symlink("nowhere", folder / "dangling.tastescope");
    const std::string longName(5000, 'x');
    for (const char* command : {"info", "check"}) {
        expectSays({command, "loop.tastescope"}, "loop.tastescope: The link leads in a circle");
        expectSays({command, "dangling.tastescope"}, "leads to \"nowhere\", which does not exist");
        expectSays({command, longName}, "xxx…: The name is too long");
        expectSays({command, "absent.tastescope"}, "absent.tastescope: The file does not exist");
    }
    expectSays({"train", "loop.tastescope", "--model", "als"}, "loop.tastescope");
    expectSays({"rerank", "p.tastescope", "--rules", "."}, "Is a folder. Give a file in it");
}

TEST_F(CliAnswers, RuleSetsSayWhereTheyStopBeingJson) {
    const auto with = [&](const std::string& text) {
        folder.write("r.json", text);
        return Words{"rerank", "p.tastescope", "--rules", "r.json", "--json"};
    };
    done(with("\xEF\xBB\xBF{\"list\": 5}"));
    expectSays(with(std::string("\xFF\xFE{\0}\0", 6)), "The text is in UTF-16. Save it as UTF-8");
    expectSays(with("{\n \"list\": 5,\n}"), "r.json: line 3, column 1: The rule set is no JSON: a comma");
    expectSays(with("{\"list\": 5 \"version\": 1}"),
               "line 1, column 12: The rule set is no JSON: a comma is");
    expectSays(with("{\"list\": five}"), "line 1, column 10: The rule set is no JSON: five is no value");
    folder.write("b.json", "{\"version\": 1,\n \"expectations\": [}");
    expectSays({"board", "p.tastescope", "b.json"}, "line 2, column 19");
}

TEST_F(CliAnswers, OnePersonHasNoInterval) {
    folder.write("c.csv", "user,item,score\nu1,i1,3\nu1,i2,2\nu1,i4,1\n");
    const std::string reranked =
        done({"rerank", "p.tastescope", "--rules", "rules.json", "--candidates", "c.csv", "--json"});
    const Answer rerank(reranked);
    ASSERT_TRUE(rerank.valid());
    for (const auto& [key, value] : rerank.at("/after").get_object()) {
        EXPECT_TRUE(value["users"].get_uint64().value() != 1 || value["low"].is_null()) << key;
    }
    folder.write("l.csv", "user,item,rank\nu1,i1,1\nu1,i2,2\n");
    const Answer compared(
        done({"compare", "p.tastescope", "--lists", "l.csv", "--lists", "l.csv", "--json"}));
    EXPECT_EQ(compared.number("/overlap/value"), 0.2);
    EXPECT_TRUE(compared.at("/overlap/low").is_null());
    folder.write("train.csv", "user,item\nu1,i1\nu2,i2\nu2,i3\n");
    folder.write("test.csv", "user,item\nu1,i2\n");
    const Words evaluate{"evaluate",  "p.tastescope", "--model",  "popularity", "--train",
                         "train.csv", "--test",       "test.csv", "--metrics",  "ndcg"};
    Words asJson = evaluate;
    asJson.emplace_back("--json");
    const Answer evaluated(done(asJson));
    EXPECT_EQ(evaluated.number("/models/0/metrics/ndcg@10/users"), 1);
    EXPECT_TRUE(evaluated.at("/models/0/metrics/ndcg@10/low").is_null());
    EXPECT_TRUE(evaluated.at("/models/0/metrics/ndcg@10/high").is_null());
    EXPECT_NE(done(evaluate).find(" -"), std::string::npos);
    const Answer onboarded(done(
        {"onboard", "p.tastescope", "--strategy", "random", "--questions", "1", "--people", "1", "--json"}));
    for (const auto& [key, value] : onboarded.at("/curve/0/metrics").get_object()) {
        EXPECT_TRUE(value["low"].is_null()) << key;
    }
}

TEST_F(CliAnswers, TwoRunsAreTheSameToTheBitWithoutTimes) {
    const Words rerank{"rerank", "p.tastescope", "--rules", "rules.json", "--json"};
    const auto withoutClock = [&] {
        return std::regex_replace(done(rerank), std::regex("\"milliseconds\": ?[^,]*,"), "");
    };
    const std::string first = withoutClock();
    ::usleep(20'000);
    EXPECT_EQ(first, withoutClock());
}

TEST_F(CliAnswers, WhoeverLikesOneThingIsNotTheModelsAffair) {
    for (const char* user : {"one", "bare"}) {
        const Answer answer(done({"recommend", "p.tastescope", "--user", user, "--json"}));
        ASSERT_GT(answer.size("/recommendations"), 0U) << user;
        EXPECT_NE(answer.text("/recommendations/0/source"), "model") << user;
    }
    const Answer asked(done({"recommend", "p.tastescope", "--user", "bare", "--no-fallback", "--json"}));
    EXPECT_EQ(asked.text("/recommendations/0/source"), "model");
    done({"recommend", "p.tastescope", "--user", "bare", "--out", "bare.csv"});
    done({"export", "p.tastescope", "recommendations", "--fallback", "--out", "all.csv"});
    const std::string all = folder.read("all.csv");
    const std::string own = folder.read("bare.csv");
    const std::string rows = own.substr(own.find('\n') + 1);
    EXPECT_NE(all.find(rows.substr(0, rows.find('\n'))), std::string::npos) << rows << all;
}

TEST_F(CliAnswers, WhoIsNamedAgainGetsNoSecondListAndWhoIsNewIsSaidToBe) {
    const Answer once(
        done({"recommend", "p.tastescope", "--user", "u1", "--user", "u2", "-n", "1", "--json"}));
    const Answer again(done(
        {"recommend", "p.tastescope", "--user", "u1", "--user", "u2", "--user", "u1", "-n", "1", "--json"}));
    ASSERT_EQ(once.size("/recommendations"), 2U);
    ASSERT_EQ(again.size("/recommendations"), 2U);
    EXPECT_EQ(again.text("/recommendations/0/user"), "u1");
    EXPECT_EQ(again.text("/recommendations/1/user"), "u2");
    const Finished made = runCommand(
        folder, {"recommend", "p.tastescope", "--user", "nobody-there", "--history", "i1", "--json"});
    EXPECT_EQ(made.code, 0) << made.err;
    EXPECT_NE(made.err.find("\"nobody-there\""), std::string::npos) << made.err;
    EXPECT_EQ(Answer(made.out).text("/recommendations/0/user"), "nobody-there");
    EXPECT_EQ(runCommand(folder, {"recommend", "p.tastescope", "--user", "u1", "--history", "i1"}).err, "");
}

/// Takes an empty folder away as soon as something was written into it and taken back: a command tries so
/// at its beginning whether it may write there.
void takeAwayOnceTried(const fs::path& taken, const std::atomic<bool>& over) {
    const fs::file_time_type before = fs::last_write_time(taken);
    std::error_code ignored;
    while (!over && fs::last_write_time(taken, ignored) == before) {
        std::this_thread::sleep_for(std::chrono::microseconds(100));
    }
    while (!over && !fs::remove(taken, ignored)) { // not while something is in it
        std::this_thread::sleep_for(std::chrono::microseconds(100));
    }
}

TEST_F(CliAnswers, ListsThatCannotBeWrittenInTheEndAreShown) {
    test::makeDemo(folder, 1500, 400, 30'000);
    ASSERT_EQ(runCommand(folder, {"train", "d.tastescope", "--model", "popularity"}).code, 0);
    for (const bool json : {false, true}) {
        Words arguments{"recommend", "d.tastescope", "--all-users", "-n", "10", "--out", "gone/l.csv"};
        if (json) {
            arguments.emplace_back("--json");
        }
        Finished finished;
        // Where the folder went only when all was written, once more.
        for (int attempt = 0; attempt < 20 && finished.code != 1; ++attempt) {
            fs::remove_all(folder / "gone");
            fs::create_directory(folder / "gone");
            fs::last_write_time(folder / "gone", fs::file_time_type::clock::now() - std::chrono::hours(1));
            std::atomic<bool> over = false;
            std::thread thief([&] { takeAwayOnceTried(folder / "gone", over); });
            finished = runCommand(folder, arguments);
            over = true;
            thief.join();
        }
        ASSERT_EQ(finished.code, 1) << finished.err;
        EXPECT_NE(finished.err.find("the lists are shown instead"), std::string::npos) << finished.err;
        EXPECT_FALSE(fs::exists(folder / "gone"));
        if (json) {
            const Answer answer(finished.out);
            ASSERT_TRUE(answer.valid());
            EXPECT_EQ(answer.size("/recommendations"), 1500U * 10U);
        } else {
            EXPECT_EQ(std::ranges::count(finished.out, '\n') > 1500 * 10, true);
        }
    }
}

TEST_F(CliAnswers, NamesThatNoModelCanHaveAreRefusedBeforeTheTraining) {
    const std::string longName(3000, 'n');
    for (const Words& arguments :
         std::vector<Words>{{"train", "p.tastescope", "--model", "popularity", "--name", longName},
                            {"train", "p.tastescope", "--model", "ranker", "--name", longName}}) {
        const Finished finished = runCommand(folder, arguments);
        EXPECT_EQ(finished.code, 2) << finished.out;
        EXPECT_NE(finished.err.find("The name of the model is too long"), std::string::npos) << finished.err;
    }
    EXPECT_EQ(Answer(done({"info", "p.tastescope", "--json"})).size("/models"), 1U);
    done({"train", "p.tastescope", "--model", "popularity", "--name", std::string(200, 'n')});
}

TEST_F(CliAnswers, RowsThatCountOtherwiseAreSaid) {
    folder.write("c.csv", "user,item,score\nu1,i0,3\nu1,i1,2\nu1,i2,1\nu1,i3,0\nwho,i0,1\nu1,new,1\n");
    const Answer answer(
        done({"rerank", "p.tastescope", "--rules", "rules.json", "--candidates", "c.csv", "--json"}));
    EXPECT_EQ(answer.number("/candidates/seen"), 3); // all of the four but i3, by the rule of the events
    EXPECT_NE(done({"rerank", "p.tastescope", "--rules", "rules.json", "--candidates", "c.csv"})
                  .find("had before 3"),
              std::string::npos);
    folder.write("ab.csv", "user,arm,clicks\n1,a,1\n1,a,4\n2,b,0\n3,a,2\n4,b,1\n");
    EXPECT_NE(done({"ab", "analyse", "ab.csv"}).find("the numbers of 1 further row"), std::string::npos);
}

TEST_F(CliAnswers, SplitLeavesNothingOfAnotherSplit) {
    done({"split", "p.tastescope", "--protocol", "cold-users", "--out", "parts"});
    ASSERT_TRUE(fs::exists(folder / "parts/cold_history.csv"));
    done({"split", "p.tastescope", "--protocol", "per-user", "--out", "parts"});
    EXPECT_FALSE(fs::exists(folder / "parts/cold_history.csv"));
    EXPECT_TRUE(fs::exists(folder / "parts/train.csv"));
}

TEST_F(CliAnswers, PoliciesAreJudgedWhateverThePropensities) {
    const auto log = [&](const std::string& propensity, const std::string& reward = "1") {
        std::string text = "action,reward,propensity,target\n";
        for (int row = 0; row < 200; ++row) {
            text += "a,1,0.5,0.5\n";
        }
        folder.write("log.csv", text + "a," + reward + "," + propensity + ",0.5\n");
        return Words{"ope", "log.csv"};
    };
    for (const char* tiny : {"1e-300", "5e-324", "1e-101"}) {
        expectSays(log(tiny), "log.csv, line 202");
    }
    for (const char* small : {"1e-100", "1e-99", "1e-20"}) {
        const std::string said = done(log(small));
        EXPECT_EQ(said.find("nan"), std::string::npos) << said;
        EXPECT_EQ(said.find("Verdict: no."), 0U) << said;
    }
    expectSays(log("0.5", "nan"), "is \"nan\", and it is the reward");
    expectSays(log("0.5", ""), "is empty, and it is the reward");
}

/// Runs a command as somebody who may not write everywhere: root may. Nothing where nobody else can be.
std::optional<Finished> runAsSomebody(const TemporaryFolder& folder, const Words& arguments) {
    if (::geteuid() != 0) {
        return runCommand(folder, arguments);
    }
    const TemporaryFolder outputs;
    const std::string somebody = "cd '" + folder.path().string() +
                                 "' && setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs ";
    const auto run = [&](const std::string& command) {
        const int status = std::system((somebody + command).c_str());
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    };
    if (run("test -x '" TASTESCOPE_CLI "' -a -r p.tastescope -a ! -w p.tastescope 2>/dev/null") != 0) {
        return std::nullopt; // without the tool, or where not all folders above are open to everybody
    }
    std::string command = "'" TASTESCOPE_CLI "'";
    for (const std::string& word : arguments) {
        command += " '" + word + "'";
    }
    Finished finished;
    finished.code =
        run(command + " >'" + (outputs / "out").string() + "' 2>'" + (outputs / "err").string() + "'");
    finished.out = test::contentOf(outputs / "out");
    finished.err = test::contentOf(outputs / "err");
    return finished;
}

/// What a folder holds, by name, with its bytes.
std::map<std::string, std::string> contentsOf(const TemporaryFolder& folder) {
    std::map<std::string, std::string> all;
    for (const auto& entry : fs::directory_iterator(folder.path())) {
        all[entry.path().filename().string()] = test::contentOf(entry.path());
    }
    return all;
}

constexpr fs::perms readable = fs::perms::owner_read | fs::perms::group_read | fs::perms::others_read;
constexpr fs::perms listed =
    readable | fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;

TEST_F(CliAnswers, ReadOnlyProjectsAreEvaluatedAndNothingIsStored) {
    const Words evaluate{"evaluate", "p.tastescope", "--model", "popularity"};
    for (const bool whole : {false, true}) { // the file alone, or its folder
        fs::permissions(folder / "p.tastescope", readable);
        fs::permissions(folder.path(), whole ? listed : fs::perms::all);
        const auto before = contentsOf(folder);
        for (int time = 0; time < 2; ++time) { // the first one leaves nothing in the way of the second
            const auto finished = runAsSomebody(folder, evaluate);
            if (!finished) {
                GTEST_SKIP() << "nobody but root can run the program here";
            }
            EXPECT_EQ(finished->code, 0) << whole << time << finished->err;
            EXPECT_NE(finished->err.find("shown but not stored"), std::string::npos) << finished->err;
            EXPECT_EQ(runAsSomebody(folder, {"info", "p.tastescope"})->code, 0);
            EXPECT_TRUE(contentsOf(folder) == before) << "what somebody leaves there keeps the owner out";
        }
        fs::permissions(folder.path(), fs::perms::all);
    }
}

TEST_F(CliAnswers, AReaderMendsNothingAfterAWriterThatWasKilled) {
    fs::permissions(folder / "p.tastescope", readable);
    fs::permissions(folder.path(), fs::perms::all);
    folder.write("p.tastescope-wal", "what was not yet put in its place");
    const auto before = contentsOf(folder);
    const auto finished = runAsSomebody(folder, {"info", "p.tastescope"});
    if (!finished) {
        GTEST_SKIP() << "nobody but root can run the program here";
    }
    EXPECT_EQ(finished->code, 1);
    EXPECT_NE(finished->err.find("was not closed"), std::string::npos) << finished->err;
    EXPECT_TRUE(contentsOf(folder) == before) << "a -shm of theirs keeps the owner out";
}

TEST_F(CliAnswers, ReadOnlyProjectsRefuseWhatIsToBeStoredBeforeTheWork) {
    const std::string p = "p.tastescope";
    for (const bool whole : {false, true}) {
        fs::permissions(folder / p, readable);
        fs::permissions(folder.path(), whole ? listed : fs::perms::all);
        const auto before = contentsOf(folder);
        for (const Words& arguments :
             std::vector<Words>{{"train", p, "--model", "als", "--set", "iterations=200"},
                                {"search", p, "--model", "als", "--trials", "100000"},
                                {"search", p, "--resume"},
                                {"rules", p, "--import", "rules.json"},
                                {"import", p, "events.csv", "--append"},
                                {"import", p, "events.csv", "--replace"}}) {
            const auto finished = runAsSomebody(folder, arguments);
            if (!finished) {
                GTEST_SKIP() << "nobody but root can run the program here";
            }
            EXPECT_EQ(finished->code, 1) << arguments.front() << finished->out << finished->err;
            EXPECT_NE(finished->err.find("ermission"), std::string::npos) << finished->err;
            EXPECT_EQ(std::count(finished->err.begin(), finished->err.end(), '\n'), 1) << finished->err;
            EXPECT_TRUE(contentsOf(folder) == before) << arguments.front() << whole;
        }
        fs::permissions(folder.path(), fs::perms::all);
    }
}

TEST_F(CliAnswers, OneOfAThingIsSingular) {
    folder.write("one.csv", "user,item,rating\nann,tea,0\nann,tea,0\n,milk,1\nann,\xFF,1\n");
    folder.write("test.csv", "user,item\nann,milk\n");
    folder.write("train.csv", "user,item\nann,tea\n");
    folder.write("lists.csv", "user,item\nann,milk\nann,milk\nann,tea\nbob,tea\nann,new\n");
    folder.write("ab.csv", "user,arm,clicks\n1,a,1\n1,a,4\n2,b,0\n3,a,2\n4,b,1\n5,a,\n6,a,1\n6,b,1\n");
    const std::string p = "one.tastescope";
    const std::regex plural("(^|[^0-9.,])1 (unknown |test |further )?(users|items|events|rows|ratings|people|"
                            "bytes|times|values|limits|files|models|lists|songs|strangers|are|have|were)\\b");
    for (const Words& arguments : std::vector<Words>{
             {"import", p, "one.csv"},
             {"import", p, "one.csv", "--append"},
             {"info", p},
             {"check", p},
             {"train", p, "--model", "popularity"},
             {"recommend", p, "--user", "ann"},
             {"recommend", p, "--all-users", "--out", "o.csv"},
             {"evaluate", p, "--model", "popularity", "--train", "train.csv", "--test", "test.csv"},
             {"evaluate", p, "--lists", "lists.csv", "--train", "train.csv", "--test", "test.csv"},
             {"compare", p, "--lists", "lists.csv", "--lists", "test.csv"},
             {"export", p, "items", "--out", "o.csv"},
             {"export", p, "metrics", "--out", "m.csv"},
             {"rerank", "p.tastescope", "--rules", "rules.json", "--candidates", "lists.csv"},
             {"ab", "analyse", "ab.csv"},
         }) {
        const Finished finished = runCommand(folder, arguments);
        const std::string said = finished.out + finished.err;
        std::smatch found;
        EXPECT_FALSE(std::regex_search(said, found, plural))
            << arguments.front() << ": " << found.str(0) << "\n"
            << said;
    }
}

} // namespace
} // namespace tastescope
