// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/experiment/analysis.h"
#include "engine/experiment/watch.h"
#include "storage/use_cases/experiment/experiment_table.h"
#include "storage/use_cases/simulation/online_test.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>

namespace tastescope {
namespace {

DemoOptions small() {
    DemoOptions options;
    options.users = 160;
    options.items = 150;
    options.artists = 15;
    options.events = 8'000;
    return options;
}

std::shared_ptr<const Dataset> data() {
    static const std::shared_ptr<const Dataset> made = makeDemoWorld(small())->dataset;
    return made;
}

OnlineTestRequest requestOf(const char* control, const char* treated) {
    OnlineTestRequest request;
    request.control = control;
    request.treated = treated;
    request.users = 150;
    request.rounds = 6;
    request.retrain = 3;
    request.demo = small();
    return request;
}

TEST(OnlineTest, IsReadFromItsFileAsAnyOtherTestAndSaysTheSame) {
    const auto answer = runOnlineTest(data(), requestOf("random", "item_knn"));
    ASSERT_TRUE(answer) << answer.error().text();
    EXPECT_TRUE(answer->truth);
    EXPECT_EQ(answer->people.size(), 150U);
    const test::TemporaryFolder folder;
    ASSERT_TRUE(writeOnlineTest(*answer, *data(), folder / "test.csv"));
    ExperimentRequest read;
    read.file = folder / "test.csv";
    const auto table = readExperimentTable(read, {});
    ASSERT_TRUE(table) << table.error().text();
    const auto reading = readExperiment(table->sample);
    ASSERT_TRUE(reading);
    EXPECT_EQ(table->rows, 150U);
    const auto rate = std::ranges::find_if(table->sample.metrics, [](const MetricSample& metric) {
        return metric.kind == MetricKind::Ratio; // clicks over impressions
    });
    ASSERT_NE(rate, table->sample.metrics.end());
    const auto at = static_cast<std::size_t>(rate - table->sample.metrics.begin());
    const auto found = std::ranges::find(reading->comparisons, at, &Comparison::metric);
    EXPECT_NEAR(found->effect.lift.value, answer->lift, 1e-12);
    EXPECT_NEAR(found->effect.lift.low, answer->low, 1e-12);
    EXPECT_NEAR(found->effect.lift.high, answer->high, 1e-12);
}

TEST(OnlineTest, PeopleComeOverDaysAndWhoLeavesDoesNotReturn) {
    OnlineTestRequest request = requestOf("random", "item_knn");
    request.leaving = 0.3;
    request.rounds = 9;
    const auto answer = runOnlineTest(data(), request);
    ASSERT_TRUE(answer) << answer.error().text();
    const test::TemporaryFolder folder;
    ASSERT_TRUE(writeOnlineTest(*answer, *data(), folder / "test.csv"));
    ExperimentRequest read;
    read.file = folder / "test.csv";
    const auto table = readExperimentTable(read, {});
    ASSERT_TRUE(table) << table.error().text();
    const ExperimentSample& sample = table->sample;
    EXPECT_EQ(sample.days.size(), 9U);
    for (const std::size_t day : {1U, 7U}) {
        double returned[2]{};
        double people[2]{};
        for (const OnlineTestPerson& person : answer->people) {
            EXPECT_LT(person.day, 9U);
            EXPECT_GE(person.lists, 1U) << "who comes is shown a list";
            returned[person.treated ? 1 : 0] += person.days > day ? 1 : 0;
            people[person.treated ? 1 : 0] += 1;
        }
        const auto metric = std::ranges::find_if(sample.metrics, [&](const MetricSample& one) {
            return one.id == "returned_" + std::to_string(day);
        });
        ASSERT_NE(metric, sample.metrics.end()) << day;
        const auto at = static_cast<std::size_t>(metric - sample.metrics.begin());
        const auto reading = readExperiment(sample);
        ASSERT_TRUE(reading);
        const auto found = std::ranges::find(reading->comparisons, at, &Comparison::metric);
        ASSERT_NE(found, reading->comparisons.end());
        EXPECT_NEAR(found->effect.difference.value, returned[1] / people[1] - returned[0] / people[0], 1e-12);
        EXPECT_LT(returned[0], people[0]) << "some have left";
    }
    const WatchedComparison watching = watchComparison(sample, 0, 1, 0.01);
    EXPECT_EQ(watching.days.size(), 9U);
    EXPECT_GT(watching.days.front().n, 0);
    EXPECT_GT(watching.days.back().n, watching.days.front().n) << "people come over days";
}

TEST(OnlineTest, WhomNothingIsLeftToShowHasNotLeft) {
    DemoOptions few = small();
    few.items = 40;
    few.artists = 4;
    few.users = 60;
    few.events = 6'000;
    OnlineTestRequest request = requestOf("random", "item_knn");
    request.demo = few;
    request.users = 50;
    request.rounds = 30;
    request.retrain = 0;
    request.leaving = 1e-9;
    request.choice.model = ChoiceModel::Preference; // takes something of every list
    const std::shared_ptr<const Dataset> data = makeDemoWorld(few)->dataset;
    const auto answer = runOnlineTest(data, request);
    ASSERT_TRUE(answer) << answer.error().text();
    std::size_t ranOut = 0;
    for (const OnlineTestPerson& person : answer->people) {
        EXPECT_EQ(person.days, 30U);
        ranOut += person.lists < person.days ? 1 : 0;
    }
    EXPECT_GT(ranOut, 0U);
    const test::TemporaryFolder folder;
    ASSERT_TRUE(writeOnlineTest(*answer, *data, folder / "test.csv"));
    std::ifstream file(folder / "test.csv");
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        line.erase(line.find_last_not_of('\r') + 1); // lines end as RFC 4180 has it
        EXPECT_TRUE(line.ends_with(",1,1")) << line; // returned_1 and returned_7
    }
}

TEST(OnlineTest, KnowingPeoplePaysAndWasPromised) {
    const auto answer = runOnlineTest(data(), requestOf("random", "item_knn"));
    ASSERT_TRUE(answer);
    EXPECT_GT(answer->offline.low, 0) << "the promise";
    EXPECT_GT(answer->low, 0) << "what came";
    EXPECT_NE(onlineTestWords(*answer).find("as promised"), std::string::npos);
    for (const OnlineTestPerson& person : answer->people) {
        EXPECT_EQ(person.lists, 6U);
        EXPECT_LE(person.taken, person.lists);
    }
    const auto treated = std::ranges::count_if(answer->people, &OnlineTestPerson::treated);
    EXPECT_NEAR(static_cast<double>(treated), 75, 30) << "chance splits them";
}

TEST(OnlineTest, TurnedRoundSaysTheOppositePromise) {
    const auto one = runOnlineTest(data(), requestOf("popularity", "item_knn"));
    const auto other = runOnlineTest(data(), requestOf("item_knn", "popularity"));
    ASSERT_TRUE(one);
    ASSERT_TRUE(other);
    EXPECT_EQ(one->offline.value[0], other->offline.value[1]);
    EXPECT_NEAR(one->offline.difference, -other->offline.difference, 1e-12);
    EXPECT_NEAR(one->offline.low, -other->offline.high, 1e-12);
    EXPECT_NEAR(one->offline.difference, one->offline.value[1] - one->offline.value[0], 1e-12);
}

TEST(OnlineTest, IsTheSameOnAnyNumberOfThreadsAndTellsItsRounds) {
    struct Counter final : SimulationSink {
        std::size_t arms[2]{};
        void round(const LoopRound& round) override { ++arms[round.policy]; }
    } counter;
    ExecutionContext one;
    one.threads = 1;
    ExecutionContext four;
    four.threads = 4;
    const auto a = runOnlineTest(data(), requestOf("popularity", "item_knn"), &counter, one);
    const auto b = runOnlineTest(data(), requestOf("popularity", "item_knn"), nullptr, four);
    ASSERT_TRUE(a && b);
    EXPECT_EQ(a->lift, b->lift);
    EXPECT_EQ(a->offline.difference, b->offline.difference);
    EXPECT_EQ(counter.arms[0], 6U);
    EXPECT_EQ(counter.arms[1], 6U);
}

TEST(OnlineTest, WithoutTheTruthTastesAreGuessed) {
    OnlineTestRequest request = requestOf("random", "popularity");
    request.demo.reset();
    const auto answer = runOnlineTest(data(), request);
    ASSERT_TRUE(answer) << answer.error().text();
    EXPECT_FALSE(answer->truth);
}

TEST(OnlineTest, WordsNeverSayMoreThanBothIntervals) {
    OnlineTestAnswer answer;
    answer.request = requestOf("a", "b");
    const auto says = [&](double offline, double low, double high, const char* words) {
        answer.offline = {{0.2, 0.2 + offline}, offline, offline - 0.01, offline + 0.01};
        answer.low = low;
        answer.high = high;
        answer.lift = (low + high) / 2;
        EXPECT_NE(onlineTestWords(answer).find(words), std::string::npos) << onlineTestWords(answer);
    };
    says(0.1, 0.01, 0.05, "as promised");
    says(0.1, -0.05, -0.01, "wrong sign");
    says(0.1, -0.01, 0.02, "too early to say");
    says(0.0, -0.01, 0.02, "Neither");
    says(0.0, 0.01, 0.02, "nobody promised");
}

TEST(OnlineTest, WhatCannotBeIsRefusedAndAStopEndsIt) {
    EXPECT_FALSE(runOnlineTest(data(), requestOf("popularity", "popularity")));
    EXPECT_FALSE(runOnlineTest(data(), requestOf("popularity", "popularityy")));
    OnlineTestRequest few = requestOf("popularity", "random");
    few.users = 5;
    const auto refused = runOnlineTest(data(), few);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().text().find("20"), std::string::npos);
    ExecutionContext context;
    std::stop_source stop;
    stop.request_stop();
    context.stop = stop.get_token();
    const auto stopped = runOnlineTest(data(), requestOf("popularity", "random"), nullptr, context);
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace tastescope
