// SPDX-License-Identifier: GPL-3.0-or-later
// Results by day, what columns are taken for, and what is kept out.
#include "engine/base/random.h"
#include "engine/experiment/watch.h"
#include "storage/use_cases/experiment/experiment_columns.h"
#include "storage/use_cases/experiment/policy_log.h"
#include "tests/storage/use_cases/experiment/experiment_reader.h"

#include <fmt/format.h>

#include <cmath>

namespace tastescope {
namespace {

using ExperimentDays = test::ExperimentReader;

/// People of two weeks in the order of their days; each day's rows by themselves.
std::vector<std::string> rowsByDay() {
    std::vector<std::string> days(14);
    Random random(7, 1);
    int user = 0;
    for (std::size_t day = 0; day < days.size(); ++day) {
        for (int row = 0; row < 40; ++row, ++user) {
            const bool treated = random.below(2) == 1;
            days[day] += fmt::format("{},{},{},{},2026-03-{:02} 1{}:30\n", user, treated ? "B" : "A",
                                     random.below(10) < (treated ? 4U : 3U) ? 1 : 0, random.below(50),
                                     day + 1, row % 10);
        }
    }
    return days;
}

TEST_F(ExperimentDays, ALookAfterADayIsTheFileUntilThen) {
    const std::string header = "user,arm,bought,plays,date\n";
    const std::vector<std::string> rows = rowsByDay();
    std::string content = header;
    for (const std::string& day : rows) {
        content += day;
    }
    const ExperimentTable whole = sound(content);
    ASSERT_EQ(whole.sample.days.size(), rows.size());
    EXPECT_EQ(whole.sample.days[0].name, "2026-03-01");
    EXPECT_EQ(whole.sample.metrics.size(), 2U) << "the date is no metric";
    std::string prefix = header;
    for (std::size_t day = 0; day < rows.size(); ++day) {
        prefix += rows[day];
        const ExperimentTable until = sound(prefix);
        for (std::size_t metric = 0; metric < 2; ++metric) {
            const auto look = watchComparison(whole.sample, metric, 1, 0.01).days[day];
            const auto alone = watchComparison(until.sample, metric, 1, 0.01).now;
            EXPECT_EQ(look.n, alone.n) << day;
            EXPECT_NEAR(look.difference.value, alone.difference.value, 1e-12) << day;
            EXPECT_NEAR(look.difference.low, alone.difference.low, 1e-12) << day;
            EXPECT_NEAR(look.difference.high, alone.difference.high, 1e-12) << day;
            EXPECT_NEAR(look.p, alone.p, 1e-12) << day;
        }
    }
}

TEST_F(ExperimentDays, TheRowsMayComeInAnyOrder) {
    std::string forward = "user,arm,bought,plays,day\n";
    std::string backward = forward;
    for (int row = 0; row < 60; ++row) {
        const auto line = [](int at) {
            return fmt::format("{},{},{},{},{}\n", at, at % 2 ? "A" : "B", at % 3 == 0, at, at / 10);
        };
        forward += line(row);
        backward += line(59 - row);
    }
    const ExperimentTable a = sound(forward);
    const ExperimentTable b = sound(backward);
    ASSERT_EQ(a.sample.days.size(), 6U);
    ASSERT_EQ(b.sample.days.size(), 6U);
    for (std::size_t day = 0; day < 6; ++day) {
        EXPECT_EQ(a.sample.days[day].name, std::to_string(day));
        EXPECT_EQ(b.sample.days[day].name, std::to_string(day));
        EXPECT_NEAR(a.sample.days[day].metrics[1].arms[1].mean(Part::Value),
                    b.sample.days[day].metrics[1].arms[1].mean(Part::Value), 1e-12);
    }
}

TEST_F(ExperimentDays, TotalsHaveDaysToo) {
    const ExperimentTable table =
        sound("arm,users,conversions,day\n"
              "A,100,10,2\nB,110,12,2\nA,90,9,1\nB,95,20,1\nA,40,1,10\nB,50,3,10\n");
    ASSERT_TRUE(table.aggregated);
    ASSERT_EQ(table.sample.days.size(), 3U);
    EXPECT_EQ(table.sample.days[2].name, "10") << "numbers in their order, not their letters'";
    const Moments& second = table.sample.days[1].metrics[0].arms[1];
    EXPECT_EQ(second.count(), 205);
    EXPECT_NEAR(second.sum(Part::Value), 32, 1e-12);
    const auto watched = watchComparison(table.sample, 0, 1, std::nullopt);
    EXPECT_NEAR(watched.days.back().difference.low, watched.now.difference.low, 1e-12);
    EXPECT_NEAR(watched.tau2, defaultTau2(watched.variance), 1e-18);
}

TEST_F(ExperimentDays, APersonCameOnTheFirstDay) {
    const ExperimentTable table = sound("user,arm,plays,day\na,A,1,3\na,A,5,1\nb,B,2,2\nc,A,7,2\nd,B,1,3\n");
    ASSERT_EQ(table.sample.days.size(), 3U);
    EXPECT_EQ(table.sample.days[0].metrics[0].arms[0].sum(Part::Value), 6) << "with what came later";
    EXPECT_EQ(table.sample.days[0].metrics[0].arms[1].count(), 0);
    EXPECT_TRUE(std::isnan(watchComparison(table.sample, 0, 1, 1.0).days[0].difference.low));
}

TEST_F(ExperimentDays, WhatIsNoDayEndsTheDaysUnlessItWasAskedFor) {
    std::string content = "user,arm,plays,day\n";
    for (int row = 0; row < 3000; ++row) {
        content += fmt::format("{},{},{},{}\n", row, row % 2 ? "A" : "B", row % 5, row == 2990 ? "x" : "1");
    }
    const ExperimentTable table = sound(content);
    EXPECT_TRUE(table.sample.days.empty());
    EXPECT_EQ(table.sample.metrics.size(), 1U);
    ExperimentRequest request;
    request.map = {{"day", "day"}};
    const auto refused = read(content, request);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().text().find("2992"), std::string::npos) << refused.error().text();
    EXPECT_NE(refused.error().text().find("\"day\""), std::string::npos);
    EXPECT_FALSE(refused.error().remedy.empty());
}

TEST_F(ExperimentDays, WhatIsIgnoredIsNoMetric) {
    ExperimentRequest request;
    request.map = {{"ignore", "plays"}};
    const ExperimentTable table =
        sound("user,arm,plays,likes\n1,A,3,1\n2,B,4,2\n3,A,3,1\n4,B,5,0\n", request);
    ASSERT_EQ(table.sample.metrics.size(), 1U);
    EXPECT_EQ(table.sample.metrics[0].id, "likes");
}

TEST_F(ExperimentDays, ColumnsAreGuessedAndSaidOtherwise) {
    ExperimentRequest request;
    request.file = folder.write("r.csv", "userid,version,sum_gamerounds,retention_1,country,date\n"
                                         "1,gate_30,3,TRUE,de,2026-01-01\n2,gate_40,4,FALSE,fr,2026-01-02\n");
    const auto columns = guessResultColumns(request, {});
    ASSERT_TRUE(columns) << columns.error().text();
    std::vector<std::string> roles;
    for (const GuessedColumn& column : *columns) {
        roles.push_back(column.role);
    }
    EXPECT_EQ(roles, (std::vector<std::string>{"user", "arm", "metric", "returned_1", "", "day"}));
    EXPECT_EQ((*columns)[1].example, "gate_30");
    EXPECT_TRUE((*columns)[2].numeric);
    EXPECT_FALSE((*columns)[4].numeric);
    request.map = {{"segment", "country"}, {"ignore", "sum_gamerounds"}, {"ignore", "date"}};
    const auto said = guessResultColumns(request, {});
    ASSERT_TRUE(said);
    EXPECT_EQ((*said)[4].role, "segment");
    EXPECT_EQ((*said)[2].role, "");
    EXPECT_EQ((*said)[5].role, "");
    // Without an arm there is still something to choose from.
    request.map.clear();
    request.file = folder.write("n.csv", "who,bucket name,plays\n1,x,3\n2,y,4\n");
    const auto unclear = guessResultColumns(request, {});
    ASSERT_TRUE(unclear);
    EXPECT_EQ((*unclear)[1].role, "");
    EXPECT_EQ((*unclear)[2].role, "metric");
    PolicyLogRequest log;
    log.file = folder.write("l.csv", "item_id,click,propensity_score,note\n1,0,.5,a\n2,1,.5,b\n");
    const auto logged = guessLogColumns(log, {});
    ASSERT_TRUE(logged);
    EXPECT_EQ((*logged)[0].role, "action");
    EXPECT_EQ((*logged)[1].role, "reward");
    EXPECT_EQ((*logged)[2].role, "propensity");
    EXPECT_EQ((*logged)[3].role, "");
    log.map = {{"target", "uniform"}, {"position", "note"}};
    const auto mapped = guessLogColumns(log, {});
    ASSERT_TRUE(mapped) << mapped.error().text();
    EXPECT_EQ((*mapped)[3].role, "position");
}

} // namespace
} // namespace tastescope
