// SPDX-License-Identifier: GPL-3.0-or-later
// How `import` reads what people have, from the file to what it prints: what was guessed is said, what cannot
// be is refused with a remedy that works, and what is told binds.
#include "storage/project/project.h"
#include "tests/app/cli_process.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <tuple>

namespace tastescope {
namespace {

using test::Answer;
using test::Finished;
using test::runCommand;
using test::TemporaryFolder;

/// Imports `file` into a new project p.tastescope with these words behind.
Finished import(const TemporaryFolder& folder, const std::string& file,
                const std::vector<std::string>& words = {}, const std::string& project = "p.tastescope") {
    std::vector<std::string> arguments{"import", project, file, "--replace"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    return runCommand(folder, arguments);
}

double imported(const Finished& finished) {
    EXPECT_EQ(finished.code, 0) << finished.err;
    return Answer(finished.out).number("/rows_imported");
}

TEST(CliReading, WhatIsToldOfTheFileBinds) {
    const TemporaryFolder folder;
    folder.write("plain.csv", "u1,i1,5\nu2,i2,4\nu1,i2,3\n");
    EXPECT_EQ(imported(import(folder, "plain.csv", {"--header", "yes", "--json"})), 2);
    EXPECT_EQ(imported(import(folder, "plain.csv",
                              {"--header", "no", "--map", "user=1", "--map", "item=2", "--json"})),
              3);
    folder.write("cut.csv", "1;2,3;4\n5;6,7;8\n");
    ASSERT_EQ(
        import(folder, "cut.csv", {"--format", "csv", "--header", "no", "--map", "user=1", "--map", "item=2"})
            .code,
        0);
    ASSERT_EQ(runCommand(folder, {"export", "p.tastescope", "interactions", "--out", "out.csv"}).code, 0);
    EXPECT_NE(folder.read("out.csv").find("1;2,3;4"), std::string::npos) << folder.read("out.csv");
}

TEST(CliReading, AHeaderAtOddsWithItsRowsIsRefusedWithARemedyThatWorks) {
    const TemporaryFolder folder;
    folder.write("odd.csv", "item_id,user_id\n100,1,5\n101,2,4\n102,3,5\n100,2,5\n");
    const Finished refused = import(folder, "odd.csv");
    EXPECT_EQ(refused.code, 1);
    EXPECT_NE(refused.err.find("The header names 2 columns, the rows have 3"), std::string::npos)
        << refused.err;
    EXPECT_NE(refused.err.find("--header no --map user=1 --map item=2"), std::string::npos) << refused.err;
    EXPECT_FALSE(std::filesystem::exists(folder / "p.tastescope"));
    const Finished mended =
        import(folder, "odd.csv", {"--header", "no", "--map", "user=2", "--map", "item=1", "--json"});
    EXPECT_GE(imported(mended), 4);
}

TEST(CliReading, DatesThatCouldBeEitherAreSaidAndCanBeChanged) {
    const TemporaryFolder folder;
    folder.write("d.csv", "user,item,date\na,x,01/02/2020\nb,y,03/04/2020\n");
    const Finished taken = import(folder, "d.csv");
    EXPECT_EQ(taken.code, 0);
    EXPECT_NE(taken.out.find("the month was taken, --map \"time=date:dmy\" takes the other"),
              std::string::npos)
        << taken.out;
    const Finished guessed = import(folder, "d.csv", {"--json"});
    EXPECT_NE(guessed.out.find(R"("order":"mdy","settled":false)"), std::string::npos) << guessed.out;
    const Finished told = import(folder, "d.csv", {"--map", "time=date:dmy", "--json"});
    EXPECT_NE(told.out.find(R"("order":"dmy","settled":true)"), std::string::npos) << told.out;
    EXPECT_EQ(Answer(told.out).size("/notes"), 0U);
    const Answer info(runCommand(folder, {"info", "p.tastescope", "--json"}).out);
    EXPECT_EQ(info.text("/first_time").substr(0, 10), "2020-02-01");
}

TEST(CliReading, OneBadValueCostsItsRow) {
    const TemporaryFolder folder;
    folder.write("v.csv", "user,item,rating\na,x,nan\nb,y,nul\nc,z,4\nd,x,5\n");
    EXPECT_EQ(imported(import(folder, "v.csv", {"--json"})), 2);
    std::string lines;
    for (const char* value : {"nan", "nul", "05", "4", "5"}) {
        lines += std::string(R"({"user":"u)") + value + R"(","item":"x","rating":)" + value + "}\n";
    }
    folder.write("v.jsonl", lines);
    const Finished finished = import(folder, "v.jsonl", {"--json"});
    EXPECT_EQ(imported(finished), 2);
    EXPECT_EQ(Answer(finished.out).number("/rows_rejected"), 3);
}

TEST(CliReading, FewBadTimesCostTheirRowsAndManyTheTimes) {
    const TemporaryFolder folder;
    std::string few = "user,item,time\n";
    std::string many = few;
    for (int row = 1; row <= 9; ++row) {
        const std::string pair = "u" + std::to_string(row) + ",i" + std::to_string(row) + ",";
        const std::string day = "2024-01-0" + std::to_string(row);
        few += pair + (row <= 7 ? day : "soon") + "\n";
        many += pair + (row <= 3 ? day : "soon") + "\n";
    }
    folder.write("few.csv", few);
    folder.write("many.csv", many);
    const Finished rejected = import(folder, "few.csv");
    EXPECT_NE(rejected.out.find("Time not readable"), std::string::npos) << rejected.out;
    EXPECT_EQ(imported(import(folder, "few.csv", {"--json"})), 7);
    const Finished emptied = import(folder, "many.csv");
    EXPECT_NE(emptied.out.find("6 times could not be read (as \"soon\") and were left empty"),
              std::string::npos)
        << emptied.out;
    EXPECT_EQ(imported(import(folder, "many.csv", {"--json"})), 9);
}

TEST(CliReading, AThresholdThatNothingTakesIsRefused) {
    const TemporaryFolder folder;
    folder.write("s.csv", "user,item,signal,value\nu1,i1,play,5\nu2,i2,play,1\n");
    folder.write("n.csv", "user,item\nu1,i1\nu2,i2\n");
    const std::vector<std::string> threshold{"--threshold", "4", "--above", "good", "--below", "bad"};
    const auto with = [&](std::vector<std::string> words) {
        words.insert(words.begin(), threshold.begin(), threshold.end());
        return words;
    };
    const Finished refused = import(folder, "s.csv", threshold);
    EXPECT_EQ(refused.code, 2) << refused.out;
    EXPECT_NE(refused.err.find("--map \"ignore=signal\""), std::string::npos) << refused.err;
    EXPECT_EQ(import(folder, "n.csv", threshold).code, 2);
    EXPECT_FALSE(std::filesystem::exists(folder / "p.tastescope"));
    ASSERT_EQ(import(folder, "s.csv", with({"--map", "ignore=signal"})).code, 0) << "the remedy works";
    const Answer info(runCommand(folder, {"info", "p.tastescope", "--json"}).out);
    ASSERT_EQ(info.size("/signals"), 2U);
    EXPECT_EQ((std::set{info.text("/signals/0/name"), info.text("/signals/1/name")}),
              (std::set<std::string>{"good", "bad"}));
}

PairPolicy policyOf(const TemporaryFolder& folder) {
    const auto project = Project::open(folder / "p.tastescope", OpenMode::ReadOnly);
    return project.value()->loadDataset().value()->parts().matrix.policy;
}

TEST(CliReading, WhatIsAddedCountsAsTheProjectDoes) {
    const TemporaryFolder folder;
    folder.write("a.csv", "user,item,signal\nu1,i1,play\nu1,i1,skip\nu2,i2,play\n");
    folder.write("b.csv", "user,item,signal\nu3,i1,play\n");
    const auto add = [&](const std::vector<std::string>& words) {
        std::vector<std::string> arguments{"import", "p.tastescope", "b.csv", "--append"};
        arguments.insert(arguments.end(), words.begin(), words.end());
        const Finished finished = runCommand(folder, arguments);
        EXPECT_EQ(finished.code, 0) << finished.err;
        return policyOf(folder);
    };
    ASSERT_EQ(import(folder, "a.csv", {"--policy", "max"}).code, 0);
    EXPECT_EQ(policyOf(folder), PairPolicy::Max);
    EXPECT_EQ(add({}), PairPolicy::Max);
    EXPECT_EQ(add({"--policy", "last"}), PairPolicy::Last);
    EXPECT_EQ(add({"--policy", "sum"}), PairPolicy::Sum);
}

TEST(CliReading, AWeightThatIsToldCountsForWhatIsThereToo) {
    const TemporaryFolder folder;
    folder.write("a.csv", "user,item,signal\nu1,i1,play\nu1,i2,skip\nu2,i1,play\n");
    folder.write("b.csv", "user,item,signal\nu3,i1,play\n");
    ASSERT_EQ(import(folder, "a.csv", {"--weights", "play=3", "skip=-4"}).code, 0);
    const auto weights = [&] {
        const Answer info(runCommand(folder, {"info", "p.tastescope", "--json"}).out);
        std::map<std::string, double> found;
        for (std::size_t at = 0; at < info.size("/signals"); ++at) {
            const std::string pointer = "/signals/" + std::to_string(at);
            found[info.text(pointer + "/name")] = info.number(pointer + "/weight");
        }
        return found;
    };
    using Weights = std::map<std::string, double>;
    ASSERT_EQ(runCommand(folder, {"import", "p.tastescope", "b.csv", "--append"}).code, 0);
    EXPECT_EQ(weights(), (Weights{{"play", 3}, {"skip", -4}}));
    const Finished told =
        runCommand(folder, {"import", "p.tastescope", "b.csv", "--append", "--weights", "PLAY=7", "plya=2"});
    ASSERT_EQ(told.code, 0) << told.err;
    EXPECT_EQ(weights(), (Weights{{"play", 7}, {"skip", -4}}));
    EXPECT_NE(told.out.find("\"play\" weighs 7 now instead of 3"), std::string::npos) << told.out;
    EXPECT_NE(told.out.find("No event is a \"plya\": its weight was not used"), std::string::npos)
        << told.out;
}

TEST(CliReading, TimesBeforeTheYearOneComeBack) {
    const TemporaryFolder folder;
    folder.write("old.csv", "user,item,time\na,x,-0044-03-15\nb,y,-0043-01-01\nc,z,0001-01-01\n");
    ASSERT_EQ(import(folder, "old.csv", {"--map", "time=time"}).code, 0);
    const auto exported = [&](const std::string& project, const std::string& file) {
        EXPECT_EQ(runCommand(folder, {"export", project, "interactions", "--out", file}).code, 0);
        return folder.read(file);
    };
    const std::string first = exported("p.tastescope", "a.csv");
    EXPECT_NE(first.find("-0044-03-15T00:00:00Z"), std::string::npos) << first;
    ASSERT_EQ(import(folder, "a.csv", {}, "q.tastescope").code, 0);
    EXPECT_EQ(exported("q.tastescope", "b.csv"), first);
}

TEST(CliReading, AWindowOfTimeIsCalledWhatItIs) {
    const TemporaryFolder folder;
    test::makeDemo(folder, 60, 40, 900);
    const auto within = [&](const std::string& option, const std::string& time) {
        return runCommand(folder, {"evaluate", "d.tastescope", "--model", "popularity", "--metrics", "ndcg",
                                   option, time, "--json"});
    };
    for (const auto& [option, time, words] :
         {std::tuple("--from", "1971", "times from 1971-01-01"),
          std::tuple("--from", "19710203", "times from 1971-02-03"),
          std::tuple("--until", "2100", "times until 2100-12-31"),
          std::tuple("--until", "2100-06", "times until 2100-06-30"),
          std::tuple("--until", "30 Jun 2100", "times until 2100-06-30"),
          std::tuple("--until", "2100-06-30 6pm", "times until 2100-06-30T18:00:00Z")}) {
        const Finished finished = within(option, time);
        ASSERT_EQ(finished.code, 0) << time << finished.err;
        EXPECT_EQ(Answer(finished.out).text("/filters/0/what"), words) << time;
    }
    for (const char* number : {"7", "241231", "20241301"}) {
        const Finished refused = within("--until", number);
        EXPECT_EQ(refused.code, 2) << number << refused.out;
        EXPECT_NE(refused.err.find("is no time"), std::string::npos) << refused.err;
    }
}

TEST(CliReading, WhatTheDataChoseIsSaidWithItsReason) {
    const TemporaryFolder folder;
    test::makeDemo(folder, 60, 40, 900);
    const Finished fitted =
        runCommand(folder, {"train", "d.tastescope", "--model", "als", "--name", "A", "--json"});
    ASSERT_EQ(fitted.code, 0) << fitted.err;
    const Answer answer(fitted.out);
    ASSERT_GE(answer.size("/chosen"), 1U) << fitted.out;
    EXPECT_EQ(answer.text("/chosen/0/name"), "alpha");
    EXPECT_FALSE(answer.text("/chosen/0/why").empty());
    const Finished told =
        runCommand(folder, {"train", "d.tastescope", "--model", "als:alpha=7", "--name", "B", "--json"});
    EXPECT_EQ(told.out.find(R"({"name":"alpha")"), std::string::npos) << told.out;
}

TEST(CliReading, WhatASearchByValuesFindsIsStoredByValues) {
    const TemporaryFolder folder;
    test::makeDemo(folder, 120, 60, 3000);
    ASSERT_EQ(runCommand(folder, {"search", "d.tastescope", "--model", "item_knn", "--trials", "2",
                                  "--values", "--train-best", "Best"})
                  .code,
              0);
    const Answer info(runCommand(folder, {"info", "d.tastescope", "--json"}).out);
    ASSERT_EQ(info.size("/models"), 1U);
    EXPECT_EQ(info.text("/models/0/weighing"), "values");
}

} // namespace
} // namespace tastescope
