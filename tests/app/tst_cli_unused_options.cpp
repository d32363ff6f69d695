// SPDX-License-Identifier: GPL-3.0-or-later
// No option of any command is taken and then does nothing: whoever gives it thinks that it counts.
#include "tests/app/cli_process.h"

#include <fmt/format.h>

namespace tastescope {
namespace {

using test::Finished;
using test::runCommand;
using test::TemporaryFolder;

using Words = std::vector<std::string>;

/// A command that is right, and with what it would be given an option that changes nothing of it.
struct Unused {
    Words command;
    Words more;
    std::string named; ///< what the complaint has to say
};

class CliUnusedOptions : public ::testing::Test {
protected:
    void SetUp() override {
        std::string events = "user,item,time\n";
        std::string log = "user,clicks,earlier\n";
        for (int user = 0; user < 30; ++user) {
            for (int at = 0; at < 4 + user % 4; ++at) {
                events += fmt::format("u{},i{},2024-01-{:02}\n", user, (user * 5 + at * 3 + at * at) % 12,
                                      1 + (user + at * 4) % 28);
            }
            log += fmt::format("{},{},{}\n", user, user % 3, user % 5);
        }
        folder.write("events.csv", events);
        folder.write("log.csv", log);
        folder.write("results.csv", "user,arm,x\n1,A,1\n2,A,0\n3,A,0\n4,B,1\n5,B,1\n6,B,0\n");
        folder.write("rules.json", R"({"list": 5})");
        ASSERT_EQ(runCommand(folder, {"import", "p.tastescope", "events.csv"}).code, 0);
        ASSERT_EQ(runCommand(folder, {"train", "p.tastescope", "--model", "popularity", "--name", "A"}).code,
                  0);
    }
    /// Each with a line that names the option, before anything is done.
    void expectRefused(const std::vector<Unused>& all) const {
        for (const Unused& unused : all) {
            Words arguments = unused.command;
            arguments.insert(arguments.end(), unused.more.begin(), unused.more.end());
            SCOPED_TRACE(fmt::format("{}", fmt::join(arguments, " ")));
            const Finished finished = runCommand(folder, arguments);
            EXPECT_EQ(finished.code, 2) << finished.out << finished.err;
            EXPECT_NE(finished.err.find(unused.named), std::string::npos) << finished.err;
            EXPECT_EQ(finished.out, "");
        }
    }
    /// The command alone is fine: it is the option that is refused.
    void expectDone(const Words& arguments) const {
        SCOPED_TRACE(fmt::format("{}", fmt::join(arguments, " ")));
        const Finished finished = runCommand(folder, arguments);
        EXPECT_EQ(finished.code, 0) << finished.err;
    }
    TemporaryFolder folder;
    const std::string p = "p.tastescope";
};

TEST_F(CliUnusedOptions, OfTestsAreRefused) {
    const Words plan{"ab", "plan", "--baseline", ".1", "--mde", ".02"};
    const Words size{"ab", "plan", "--baseline", ".1", "--n", "5000"};
    const Words power{"ab", "plan", "--baseline", ".1", "--mde", ".02", "--n", "5000"};
    const Words ofProject{"ab", "plan", "--from", p, "--metric", "events", "--mde", ".5"};
    const Words ofLog{"ab", "plan", "--from", "log.csv", "--metric", "clicks", "--mde", ".5"};
    const Words numbers{"ab", "sequential", "--n", "50", "--difference", ".1", "--variance", ".2"};
    for (const Words& command : {plan, size, power, ofProject, ofLog, numbers}) {
        expectDone(command);
    }
    expectDone(
        {"ab", "plan", "--from", "log.csv", "--metric", "clicks", "--mde", ".5", "--covariate", "earlier"});
    expectDone({"ab", "plan", "--baseline", ".1", "--n", "5000", "--power", ".9"});
    expectDone({"ab", "sequential", "results.csv", "--metric", "x", "--control", "B", "--map", "arm=arm"});
    expectRefused({
        {plan, {"--covariate", "earlier"}, "--covariate"},
        {plan, {"--metric", "clicks"}, "--metric"},
        {plan, {"--map", "user=who"}, "--map"},
        {ofProject, {"--covariate", "nonsense"}, "--covariate"},
        {ofProject, {"--map", "user=who"}, "--map"},
        {size, {"--daily", "100"}, "--daily"},
        {power, {"--daily", "100"}, "--daily"},
        {power, {"--power", ".9"}, "--power"},
        {numbers, {"--map", "arm=x"}, "--map"},
        {numbers, {"--metric", "x"}, "--metric"},
        {numbers, {"--control", "A"}, "--control"},
    });
}

TEST_F(CliUnusedOptions, OfOtherCommandsAreRefused) {
    expectDone({"recommend", p, "--history", "i1"});
    expectDone({"recommend", p, "--history", "i1", "--no-fallback"});
    expectDone({"recommend", p, "--user", "u1", "--out", "l.CSV", "--raw"});
    expectDone({"split", p, "--protocol", "random", "--out", "parts", "--raw"});
    expectDone({"rules", p, "--import", "rules.json", "--name", "Five"});
    expectDone({"pipeline", p, "--user", "u1", "--rules", "rules.json", "--now", "2024-02-01"});
    expectRefused({
        {{"recommend", p, "--history", "i1"}, {"--fallback"}, "--fallback"},
        {{"simulate", p, "--policy", "random"}, {"--no-choice", "3"}, "--no-choice"},
        {{"simulate", p, "--policy", "random"}, {"--persistence", "0.5"}, "--persistence"},
        {{"onboard", p, "--items"}, {"--test", "0.9"}, "--test"},
        {{"onboard", p, "--items"}, {"--questions", "3"}, "--questions"},
        {{"onboard", p, "--items"}, {"--strategy", "random"}, "--strategy"},
        {{"export", p, "items", "--out", "x.csv"}, {"--fallback"}, "--fallback"},
        {{"export", p, "items", "--out", "x.csv"}, {"--model", "A"}, "--model"},
        {{"export", p, "interactions", "--out", "x.csv"}, {"-n", "3"}, "--count"},
        {{"recommend", p, "--user", "u1"}, {"--raw"}, "--raw"},
        {{"recommend", p, "--user", "u1", "--out", "x.json"}, {"--raw"}, "--raw"},
        {{"rerank", p, "--rules", "rules.json"}, {"--raw"}, "--raw"},
        {{"simulate", p, "--policy", "random", "--out", "x.html"}, {"--raw"}, "--raw"},
        {{"evaluate", p, "--model", "popularity"}, {"--raw"}, "--raw"},
        {{"export", p, "rules", "--out", "x.json"}, {"--raw"}, "--raw"},
        {{"rules", p, "--remove", "Five"}, {"--name", "Six"}, "--name"},
        {{"pipeline", p, "--user", "u1"}, {"--now", "2024-02-01"}, "--now"},
    });
    EXPECT_FALSE(std::filesystem::exists(folder / "x.json"));
    EXPECT_NE(runCommand(folder, {"rules", p}).out.find("Five"), std::string::npos) << "it is still there";
}

TEST_F(CliUnusedOptions, OfLongWorkAreRefusedBeforeIt) {
    folder.write("folds.csv", "user,item,fold\nu1,i1,0\nu1,i2,1\n");
    const Words simulate{"simulate", p,          "--policy", "random",    "--choice",
                         "position", "--rounds", "2",        "--repeats", "1"};
    expectDone(simulate);
    expectRefused({
        {simulate, {"--trust", "0", "--places", "inverse"}, "--places"},
        {simulate, {"--trust", "0", "--places", "exponential", "--persistence", "0.5"}, "--trust 0"},
        {simulate, {"--retrain", "1", "--fold-in"}, "--fold-in"},
        {{"evaluate", p, "--model", "popularity", "--folds", "folds.csv"},
         {"--protocol", "random"},
         "--protocol"},
        {{"evaluate", p, "--model", "popularity"}, {"--slices"}, "--slices"},
    });
    const Finished named = runCommand(folder, {"search", p, "--model", "item_knn", "--trials", "1",
                                               "--train-best", std::string(3000, 'n')});
    EXPECT_EQ(named.code, 2) << named.err;
    EXPECT_NE(named.err.find("too long"), std::string::npos) << named.err;
}

/// Scripts go through all protocols with one share, and through all logs with one threshold: they go on, and
/// hear what it is worth.
TEST_F(CliUnusedOptions, WhereScriptsRelyOnThemAreSaidToBeOfNoUse) {
    folder.write("e.jsonl", "{\"user\": \"a\", \"item\": \"b\"}\n{\"user\": \"c\", \"item\": \"d\"}\n");
    folder.write("policy.csv", "action,reward,propensity,target\na,1,.5,.25\nb,0,.25,.5\n");
    const auto remarkOf = [&](const Words& arguments) {
        SCOPED_TRACE(fmt::format("{}", fmt::join(arguments, " ")));
        const Finished finished = runCommand(folder, arguments);
        EXPECT_EQ(finished.code, 0) << finished.err;
        return finished.err;
    };
    const Words split{"split", p, "--out", "parts", "--protocol"};
    const auto with = [](Words words, const Words& more) {
        words.insert(words.end(), more.begin(), more.end());
        return words;
    };
    const std::string share = "--test changes nothing";
    EXPECT_NE(remarkOf(with(split, {"leave-last-out", "--test", "0.5"})).find(share), std::string::npos);
    EXPECT_EQ(remarkOf(with(split, {"leave-last-out", "--test", "0.2"})), "");
    EXPECT_EQ(remarkOf(with(split, {"leave-last-out", "--test", "0.5", "--quiet"})), "");
    EXPECT_EQ(remarkOf(with(split, {"per-user", "--test", "0.5"})), "");
    EXPECT_NE(remarkOf({"interleave", p, "--policy", "popularity", "--policy", "random", "--sessions", "20",
                        "--protocol", "leave-last-out", "--test", "0.5"})
                  .find(share),
              std::string::npos);
    EXPECT_NE(
        remarkOf({"evaluate", p, "--model", "popularity", "--protocol", "leave-last-out", "--test", "0.5"})
            .find(share),
        std::string::npos);
    EXPECT_NE(remarkOf({"search", p, "--model", "item_knn", "--trials", "1", "--protocol", "leave-last-out",
                        "--validation", "0.5"})
                  .find("--validation changes nothing"),
              std::string::npos);
    EXPECT_NE(remarkOf({"ope", "policy.csv", "--switch", "5"}).find("--switch changes nothing"),
              std::string::npos);
    EXPECT_EQ(remarkOf({"ope", "policy.csv"}), "");
    const Words lines{"import", "j.tastescope", "e.jsonl", "--format", "jsonl"};
    EXPECT_NE(remarkOf(with(lines, {"--header", "yes"})).find("--header changes nothing"), std::string::npos);
}

} // namespace
} // namespace tastescope
