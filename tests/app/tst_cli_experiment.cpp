// SPDX-License-Identifier: GPL-3.0-or-later
// `ab plan`, `ab analyse`, `ab sequential` and `ope`: names, keys and numbers, real data, and odd files.
#include "engine/base/random.h"
#include "tests/app/cli_process.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace tastescope {
namespace {

using namespace std::chrono_literals;
using test::Answer;
using test::Finished;
using test::runCommand;
using test::TemporaryFolder;

const std::string data = TASTESCOPE_SOURCE_DIR "/../shared/data/";

class CliExperiment : public testing::Test {
protected:
    Finished run(std::vector<std::string> arguments) const { return runCommand(folder, arguments); }
    Answer answer(std::vector<std::string> arguments) const {
        arguments.emplace_back("--json");
        const Finished finished = run(arguments);
        EXPECT_EQ(finished.code, 0) << finished.err;
        return Answer(finished.out);
    }
    TemporaryFolder folder;
};

TEST_F(CliExperiment, PlansProportions) {
    const Answer plan = answer({"ab", "plan", "--baseline", ".10", "--mde", ".01", "--daily", "1000"});
    EXPECT_EQ(plan.number("/n_per_arm"), 14751);
    EXPECT_EQ(plan.number("/days"), 30);
    EXPECT_EQ(plan.number("/days_whole_weeks"), 35);
    EXPECT_NE(plan.text("/formula").find("pooled"), std::string::npos);
    EXPECT_NEAR(plan.number("/power"), 0.8, 1e-4);
    EXPECT_GT(plan.size("/power_curve"), 10U);
    EXPECT_GT(plan.size("/mde_curve"), 10U);
    const Answer relative = answer({"ab", "plan", "--baseline", ".10", "--mde", ".1", "--relative"});
    EXPECT_EQ(relative.number("/n_per_arm"), 14751);
    EXPECT_TRUE(relative.at("/days").is_null());
    EXPECT_EQ(answer({"ab", "plan", "--baseline", ".9", "--mde", ".01"}).number("/n_per_arm"), 14751);
    const std::string words = run({"ab", "plan", "--baseline", ".10", "--mde", ".01"}).out;
    EXPECT_NE(words.find("14,751 people an arm"), std::string::npos) << words;
}

TEST_F(CliExperiment, PlansMeansArmsAndSides) {
    EXPECT_EQ(answer({"ab", "plan", "--sd", "1", "--mde", ".5"}).number("/n_per_arm"), 64);
    const Answer unequal = answer({"ab", "plan", "--sd", "1", "--mde", ".5", "--ratio", "2"});
    EXPECT_EQ(unequal.number("/n_per_arm"), 48);
    EXPECT_EQ(unequal.number("/n_treated"), 96);
    const Answer several = answer({"ab", "plan", "--baseline", ".1", "--mde", ".01", "--arms", "4"});
    EXPECT_GT(several.number("/n_per_arm"), 14751);
    EXPECT_EQ(several.number("/n_total"), 4 * several.number("/n_per_arm"));
    EXPECT_EQ(answer({"ab", "plan", "--baseline", ".1", "--mde", ".01", "--one-sided"}).number("/n_per_arm"),
              11620);
    EXPECT_NEAR(answer({"ab", "plan", "--baseline", ".1", "--n", "14751"}).number("/mde"), 0.01, 1e-6);
    EXPECT_NEAR(answer({"ab", "plan", "--sd", "1", "--mde", ".5", "--n", "64"}).number("/power"),
                0.8014595579222542, 1e-9);
}

TEST_F(CliExperiment, ARelativeEffectIsToldAsAShareOfTheBaseline) {
    const Answer absolute = answer({"ab", "plan", "--baseline", ".1", "--n", "5000"});
    const Answer relative = answer({"ab", "plan", "--baseline", ".1", "--n", "5000", "--relative"});
    EXPECT_DOUBLE_EQ(relative.number("/mde"), absolute.number("/mde")) << "absolute, as it always is";
    const double share = relative.number("/mde_relative");
    EXPECT_NEAR(share * 0.1, absolute.number("/mde"), 1e-12);
    const Answer back = answer(
        {"ab", "plan", "--baseline", ".1", "--n", "5000", "--mde", fmt::format("{}", share), "--relative"});
    EXPECT_NEAR(back.number("/power"), 0.8, 1e-3) << "what it says can be asked for";
    EXPECT_NEAR(back.number("/mde"), absolute.number("/mde"), 1e-12);
    const std::string words = run({"ab", "plan", "--baseline", ".1", "--n", "5000", "--relative"}).out;
    EXPECT_NE(words.find(fmt::format("{:.4g} % of the baseline", 100 * share)), std::string::npos) << words;
    EXPECT_EQ(run({"ab", "plan", "--baseline", ".1", "--n", "5000"}).out.find("of the baseline"),
              std::string::npos);
    EXPECT_EQ(run({"ab", "plan", "--baseline", "0", "--sd", "1", "--n", "50", "--relative"}).code, 2);
}

TEST_F(CliExperiment, AGivenVarianceOfTheMixtureIsTaken) {
    const std::vector<std::string> words{"ab",           "sequential", "--n",        "5000",
                                         "--difference", ".012",       "--variance", ".19",
                                         "--mde",        ".01",        "--tau2",     ".0004"};
    EXPECT_DOUBLE_EQ(answer(words).number("/tau2"), .0004);
    const Finished taken = run(words);
    EXPECT_EQ(taken.code, 0) << taken.err;
    EXPECT_NE(taken.err.find("--mde changes nothing"), std::string::npos) << taken.err;
}

TEST_F(CliExperiment, PlansFromALog) {
    std::string log = "user,clicks,impressions\n";
    for (int user = 0; user < 300; ++user) {
        log += fmt::format("{},{},{}\n", user, user % 3, 3 + user % 5);
    }
    folder.write("log.csv", log);
    const Answer plan = answer(
        {"ab", "plan", "--from", "log.csv", "--metric", "clicks/impressions", "--mde", ".05", "--relative"});
    EXPECT_DOUBLE_EQ(plan.number("/baseline"), 300.0 / 1500);
    const double deviation = plan.number("/sd");
    const double reach = 1.959963984540054 + 0.8416212335729143;
    EXPECT_EQ(plan.number("/n_per_arm"), std::ceil(2 * std::pow(reach * deviation / 0.01, 2)));
}

TEST_F(CliExperiment, PlansFromAProject) {
    ASSERT_EQ(run({"demo", "p.tastescope", "--users", "80", "--items", "60", "--events", "4000"}).code, 0);
    const Answer back = answer(
        {"ab", "plan", "--from", "p.tastescope", "--metric", "returned_7", "--mde", ".05", "--relative"});
    EXPECT_GT(back.number("/n_per_arm"), 1);
    EXPECT_GT(back.number("/days"), 0) << "the project knows how many people come";
    EXPECT_TRUE(back.at("/sd").is_null());
    const Answer events = answer({"ab", "plan", "--from", "p.tastescope", "--metric", "events", "--mde",
                                  ".05", "--relative", "--daily", "10"});
    const Answer same =
        answer({"ab", "plan", "--baseline", fmt::format("{}", events.number("/baseline")), "--sd",
                fmt::format("{}", events.number("/sd")), "--mde", ".05", "--relative", "--daily", "10"});
    EXPECT_EQ(events.number("/n_per_arm"), same.number("/n_per_arm"));
    EXPECT_EQ(events.number("/days"), same.number("/days"));
    const Finished several = run({"ab", "plan", "--from", "p.tastescope", "--mde", ".05"});
    EXPECT_EQ(several.code, 2);
    EXPECT_NE(several.err.find("returned_7, events"), std::string::npos) << several.err;
    EXPECT_EQ(run({"ab", "plan", "--from", "p.tastescope", "--metric", "x", "--mde", ".05"}).code, 2);
}

TEST_F(CliExperiment, WatchesDayByDay) {
    std::string rows = "user,arm,bought,when\n";
    for (int user = 0; user < 400; ++user) {
        rows += fmt::format("{},{},{},2026-05-{:02}\n", user, user % 2 ? "A" : "B",
                            user % (user % 2 ? 5 : 3) == 0, 1 + user / 40);
    }
    folder.write("r.csv", rows);
    const Answer watched = answer({"ab", "sequential", "r.csv", "--map", "day=when", "--mde", ".1"});
    EXPECT_EQ(watched.size("/comparisons/0/days"), 10U);
    EXPECT_EQ(watched.text("/comparisons/0/days/9/day"), "2026-05-10");
    EXPECT_NEAR(watched.number("/comparisons/0/days/9/low"), watched.number("/low"), 1e-12);
    EXPECT_EQ(watched.number("/comparisons/0/days/9/n"), 200);
    EXPECT_LE(watched.number("/comparisons/0/days/9/p_running"), watched.number("/comparisons/0/days/9/p"));
}

TEST_F(CliExperiment, WrongPlansAreWrongUsage) {
    const std::vector<std::vector<std::string>> wrong{
        {},
        {"analyze"},
        {"plan"},
        {"plan", "--baseline", ".1"},
        {"plan", "--mde", ".1"},
        {"plan", "--baseline", "0", "--mde", ".1"},
        {"plan", "--baseline", "1.2", "--mde", ".1"},
        {"plan", "--baseline", ".1", "--mde", "0"},
        {"plan", "--baseline", ".1", "--mde", "2"},
        {"plan", "--sd", "0", "--mde", "1"},
        {"plan", "--sd", "-1", "--mde", "1"},
        {"plan", "--sd", "2", "--mde", ".1", "--relative"},
        {"plan", "--baseline", ".1", "--mde", ".01", "--arms", "1"},
        {"plan", "--baseline", ".1", "--mde", ".01", "--ratio", "0"},
        {"plan", "--baseline", ".1", "--mde", ".01", "--power", "1"},
        {"plan", "--baseline", ".1", "--mde", ".01", "--alpha", "0"},
        {"plan", "--baseline", ".1", "--mde", ".01", "--daily", "0"},
        {"plan", "--baseline", ".1", "--mde", "nan"},
        {"analyse"},
        {"sequential"},
        {"sequential", "--n", "10"},
        {"sequential", "--n", "0", "--difference", "1", "--variance", "1"},
        {"sequential", "--n", "10", "--difference", "1", "--variance", "0"},
        {"sequential", "--n", "10", "--difference", "1", "--variance", "1", "--tau2", "0"},
        {"sequential", "--n", "10", "--difference", "1", "--variance", "1", "--mde", "0"},
        {"sequential", "f.csv", "--n", "10", "--difference", "1", "--variance", "1"},
        {"sequential", "--n", std::string(300, '9'), "--difference", "1", "--variance", "1"},
        {"sequential", "--n", "10", "--difference", "-1e300", "--variance", "1"},
        {"sequential", "--n", "10", "--difference", "1", "--variance", "1e300"},
        {"sequential", "--n", "10", "--difference", "1", "--variance", "1", "--tau2", "1e300"},
        {"sequential", "--n", "10", "--difference", "1", "--variance", "1", "--mde", "1e300"},
    };
    for (std::vector<std::string> arguments : wrong) {
        arguments.insert(arguments.begin(), "ab");
        const Finished finished = run(arguments);
        EXPECT_EQ(finished.code, 2) << fmt::format("{}", fmt::join(arguments, " ")) << finished.err
                                    << finished.out;
        EXPECT_EQ(std::count(finished.err.begin(), finished.err.end(), '\n'), 1) << finished.err;
    }
    folder.write("log.csv", "action,reward,propensity\na,1,.5\n");
    for (const char* flag : {"--clip", "--switch"}) {
        for (const char* value : {"0", "-1", "nan", "x", ""}) {
            EXPECT_EQ(run({"ope", "log.csv", flag, value}).code, 2) << flag << value;
        }
    }
}

/// The text of the key order does not matter, but that they are there.
TEST_F(CliExperiment, AnswersHaveTheKeysOfTheContract) {
    folder.write("r.csv",
                 "user,arm,x,y,z\n1,A,1,3,2\n2,A,0,4,1\n3,A,0,2,1\n4,B,1,2,2\n5,B,1,5,4\n6,B,0,1,0\n");
    const Answer out = answer({"ab", "analyse", "r.csv", "--metric", "x", "--metric", "y", "--metric", "x/y",
                               "--covariate", "z", "--shares", ".5,.5", "--control", "A"});
    for (const char* key : {"/srm/chi2", "/srm/df", "/srm/p", "/arms/0/users", "/arms/1/metrics/y/value",
                            "/arms/1/metrics/y/low", "/arms/1/metrics/y/high", "/comparisons/1/difference",
                            "/comparisons/1/low", "/comparisons/1/high", "/comparisons/1/lift",
                            "/comparisons/1/p", "/comparisons/1/p_holm", "/comparisons/1/theta"}) {
        EXPECT_TRUE(out.at(key).is_number()) << key;
    }
    for (const char* key : {"/srm/verdict", "/arms/0/arm", "/comparisons/0/metric", "/comparisons/0/arm",
                            "/comparisons/0/method", "/comparisons/0/words"}) {
        EXPECT_FALSE(out.text(key).empty()) << key;
    }
    EXPECT_EQ(out.size("/comparisons"), 3U);
    EXPECT_EQ(out.text("/comparisons/2/metric"), "x/y");
    const Answer watch = answer({"ab", "sequential", "r.csv", "--metric", "y", "--tau2", ".04"});
    for (const char* key : {"/n", "/difference", "/low", "/high", "/p", "/tau2"}) {
        EXPECT_TRUE(watch.at(key).is_number()) << key;
    }
    EXPECT_EQ(watch.number("/n"), 3);
    EXPECT_EQ(watch.number("/tau2"), 0.04);
}

TEST_F(CliExperiment, WatchesNumbers) {
    const Answer out = answer(
        {"ab", "sequential", "--n", "5000", "--difference", ".012", "--variance", ".19", "--tau2", ".0001"});
    EXPECT_NEAR(out.number("/p"), 0.48279461237008214, 1e-12);
    EXPECT_NEAR(out.number("/low"), -0.007540280598904783, 1e-12);
    EXPECT_NEAR(out.number("/high"), 0.031540280598904784, 1e-12);
    const Answer planned = answer(
        {"ab", "sequential", "--n", "5000", "--difference", "-.012", "--variance", ".19", "--mde", ".01"});
    EXPECT_DOUBLE_EQ(planned.number("/tau2"), 0.0001);
    EXPECT_NEAR(planned.number("/high"), 0.007540280598904783, 1e-12);
    const Finished unplanned =
        run({"ab", "sequential", "--n", "5000", "--difference", ".1", "--variance", ".2"});
    EXPECT_EQ(unplanned.code, 0);
    EXPECT_NE(unplanned.err.find("--mde"), std::string::npos) << "what was assumed is said";
}

TEST_F(CliExperiment, ReadsCookieCats) {
    const std::string file = data + "cookie-cats/cookie_cats.csv";
    if (!std::filesystem::exists(file)) {
        GTEST_SKIP() << "needs ../shared/data/cookie-cats";
    }
    for (const bool mapped : {false, true}) {
        std::vector<std::string> arguments{"ab", "analyse", file};
        if (mapped) {
            arguments.insert(arguments.end(), {"--map", "arm=version", "--map", "user=userid", "--metric",
                                               "retention_1", "--metric", "retention_7"});
        }
        const Answer out = answer(arguments);
        EXPECT_NEAR(out.number("/srm/p"), 0.008607987810836262, 1e-9);
        EXPECT_EQ(out.text("/srm/verdict"), "warn");
        EXPECT_EQ(out.text("/arms/0/arm"), "gate_30");
        EXPECT_EQ(out.number("/arms/1/users"), 45489);
        bool week = false;
        bool day = false;
        for (std::size_t at = 0; at < out.size("/comparisons"); ++at) {
            const std::string one = fmt::format("/comparisons/{}", at);
            if (out.text(one + "/metric") == "retention_7") {
                week = true;
                EXPECT_NEAR(out.number(one + "/difference"), 8279.0 / 45489 - 8502.0 / 44700, 1e-12);
                EXPECT_NEAR(out.number(one + "/low"), -0.013281940871914845, 1e-9);
                EXPECT_NEAR(out.number(one + "/high"), -0.00312130268876128, 1e-9);
                EXPECT_NEAR(out.number(one + "/p"), 0.001554249975614329, 1e-9);
                EXPECT_EQ(out.text(one + "/reading"), "lower");
            } else if (out.text(one + "/metric") == "retention_1") {
                day = true;
                EXPECT_NEAR(out.number(one + "/p"), 0.07440965529691913, 1e-9);
                EXPECT_EQ(out.text(one + "/reading"), "open");
            } else { // SciPy's Welch of game rounds
                EXPECT_EQ(out.text(one + "/metric"), "sum_gamerounds");
                EXPECT_NEAR(out.number(one + "/p"), 0.37592438409326173, 1e-9);
                EXPECT_NEAR(out.number(one + "/low"), -3.7197051164946457, 1e-9);
            }
        }
        EXPECT_TRUE(week && day);
    }
}

TEST_F(CliExperiment, JudgesTheOpenBanditLogs) {
    if (!std::filesystem::exists(data + "obd-small")) {
        GTEST_SKIP() << "needs ../shared/data/obd-small";
    }
    for (const auto& [log, verdict, effective] :
         {std::tuple("random/men/men.csv", "trust", 10'000.0),
          std::tuple("random/women/women.csv", "trust", 10'000.0),
          std::tuple("bts/men/men.csv", "careful", 655.7098495873233),
          std::tuple("bts/women/women.csv", "no", 2.0778226924836947)}) {
        const Answer out = answer({"ope", data + "obd-small/" + log});
        EXPECT_EQ(out.text("/verdict"), verdict) << log;
        EXPECT_NEAR(out.number("/ess"), effective, 1e-6 * effective);
        EXPECT_NEAR(out.number("/ess_share"), effective / 10'000, 1e-6);
        EXPECT_EQ(out.size("/positions"), 3U);
        for (const char* key : {"/estimates/ips/value", "/estimates/snips/low", "/estimates/ips_clip_10/high",
                                "/mean_weight", "/max_weight"}) {
            EXPECT_TRUE(out.at(key).is_number()) << key;
        }
    }
}

TEST_F(CliExperiment, ThresholdsNameTheEstimates) {
    folder.write("log.csv", "action,reward,propensity,target,q,v\na,1,.5,.25,.4,.3\nb,0,.25,.5,.2,.3\n");
    const Answer out = answer({"ope", "log.csv", "--switch", "1.0", "--switch", "20", "--clip", "2.5"});
    for (const char* key :
         {"ips", "snips", "dm", "dr", "sndr", "switch_dr_1.0", "switch_dr_20", "ips_clip_2.5"}) {
        EXPECT_TRUE(out.at(std::string("/estimates/") + key + "/value").is_number()) << key;
    }
    const Answer several = answer({"ope", "log.csv", "--switch", "1", "2", "3"});
    EXPECT_TRUE(several.at("/estimates/switch_dr_3/value").is_number());
}

TEST_F(CliExperiment, NumbersThatCannotBeSquaredAreNamedWithTheirPlace) {
    const auto file = [&](const std::string& odd) {
        std::string text = "user,arm,spent\n";
        for (int user = 0; user < 60; ++user) {
            text += fmt::format("{},{},{}\n", user, user % 2 ? "A" : "B",
                                user == 7 ? odd : std::to_string(user % 5));
        }
        folder.write("r.csv", text);
        return std::string("r.csv");
    };
    for (const std::string& odd : {std::string(300, '9'), "-" + std::string(300, '9'), std::string("1e60")}) {
        for (const char* command : {"analyse", "sequential"}) {
            const Finished finished = run({"ab", command, file(odd)});
            EXPECT_EQ(finished.code, 1) << command << finished.out;
            EXPECT_NE(finished.err.find("r.csv, line 9"), std::string::npos) << finished.err;
            EXPECT_LT(finished.err.size(), 300U) << finished.err;
        }
    }
    for (const std::string& large : {std::string("1e50"), std::string("-1e40"), "1" + std::string(30, '0')}) {
        const Finished finished = run({"ab", "analyse", file(large)});
        EXPECT_EQ(finished.code, 0) << finished.err;
        EXPECT_EQ(finished.out.find("nan"), std::string::npos) << finished.out;
        EXPECT_EQ(finished.out.find("inf"), std::string::npos) << finished.out;
    }
}

/// Whatever a file is: an answer or one line, never more, never a crash, and JSON is JSON.
TEST_F(CliExperiment, OddFilesHaveAnAnswerOrOneLine) {
    const std::vector<std::string> cells{"",      "0",       "1",      "-1",    "0.5",   "NaN",  "inf",
                                         "1e999", "A",       "B",      "\"",    "\"x\"", "TRUE", "1,5",
                                         "\xff",  "\x1b[2J", "1e-320", "9e307", "  1  ", "0x1",  "é"};
    const std::vector<std::string> heads{"user,arm,clicks,impressions",
                                         "arm,users,conversions,revenue",
                                         "action,reward,propensity,target",
                                         "item,click,pscore,position",
                                         "a,b,c,d",
                                         "arm,arm,x,y",
                                         ",,,",
                                         "1,2,3,4"};
    Random random(23);
    int answered = 0;
    for (int round = 0; round < 60; ++round) {
        const std::string& head = heads[random.below(heads.size())];
        const std::uint64_t oddOneIn = round % 3 == 0 ? 1'000'000 : round % 3 == 1 ? 40 : 3;
        std::string content = head + "\n";
        const std::uint64_t rows = random.below(12);
        for (std::uint64_t row = 0; row < rows; ++row) {
            const std::string yes = random.below(2) ? "1" : "0";
            const std::vector<std::string> sound =
                head.starts_with("user")
                    ? std::vector<std::string>{std::to_string(row), row % 2 ? "A" : "B", yes, "1"}
                : head.starts_with("arm")  ? std::vector<std::string>{row % 2 ? "A" : "B", "20", "7", "2.5"}
                : head.starts_with("item") ? std::vector<std::string>{std::to_string(row % 3), yes, ".4", "2"}
                                           : std::vector<std::string>{"a", yes, ".5", ".25"};
            const std::uint64_t width = random.below(oddOneIn) == 0 ? random.below(7) : 4;
            for (std::uint64_t cell = 0; cell < width; ++cell) {
                const bool odd = cell >= sound.size() || random.below(oddOneIn) == 0;
                content += (cell ? "," : "") + (odd ? cells[random.below(cells.size())] : sound[cell]);
            }
            content += random.below(oddOneIn) == 0 ? "" : "\n";
        }
        folder.write("odd.csv", content);
        for (std::vector<std::string> command : {std::vector<std::string>{"ab", "analyse", "odd.csv"},
                                                 {"ab", "sequential", "odd.csv", "--mde", ".1"},
                                                 {"ope", "odd.csv"}}) {
            const bool json = random.below(2) == 0;
            if (json) {
                command.emplace_back("--json");
            }
            const Finished finished = run(command);
            ASSERT_TRUE(finished.code == 0 || finished.code == 1) << finished.code << content << finished.err;
            answered += finished.code == 0 ? 1 : 0;
            EXPECT_EQ(std::count(finished.err.begin(), finished.err.end(), '\n'), finished.code)
                << finished.err;
            EXPECT_EQ(finished.err.find("unexpected"), std::string::npos) << finished.err << content;
            EXPECT_EQ((finished.out + finished.err).find('\x1b'), std::string::npos) << content;
            EXPECT_TRUE(!json || Answer(finished.out).valid()) << finished.out;
        }
    }
    EXPECT_GT(answered, 15);
}

TEST_F(CliExperiment, ReadingHearsCtrlCTiming) {
    std::string rows = "user,arm,x\n";
    std::string log = "action,reward,propensity\n";
    for (int row = 0; row < 400'000; ++row) {
        rows += fmt::format("u{},{},{}\n", row, row % 2 ? "A" : "B", row % 7);
        log += fmt::format("{},{},.5\n", row % 50, row % 2);
    }
    folder.write("rows.csv", rows);
    folder.write("log.csv", log);
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"ab", "analyse", "rows.csv"}, {"ope", "log.csv"}}) {
        const Finished finished = runCommand(folder, command, 60ms);
        EXPECT_TRUE(finished.code == 3 || finished.code == 0) << finished.code << finished.err;
        EXPECT_LT(finished.processorAfterSignal, 0.2) << command[0];
    }
}

} // namespace
} // namespace tastescope
