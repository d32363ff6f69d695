// SPDX-License-Identifier: GPL-3.0-or-later
// Results as files have them: a row a person, several, totals; what is known by name, and what is refused.
#include "tests/storage/use_cases/experiment/experiment_reader.h"

#include <fmt/format.h>

#include <cmath>

namespace tastescope {
namespace {

class ExperimentTableTest : public test::ExperimentReader {
protected:
    /// The error's line of words, which must name what is given.
    void expectRefused(const std::string& content, std::initializer_list<std::string> words,
                       const ExperimentRequest& request = {}) const {
        const auto table = read(content, request);
        ASSERT_FALSE(table) << content;
        const std::string text = table.error().text();
        for (const std::string& word : words) {
            EXPECT_NE(text.find(word), std::string::npos) << word << " in: " << text;
        }
        EXPECT_FALSE(table.error().remedy.empty()) << text;
    }
};

TEST_F(ExperimentTableTest, ARowAPerson) {
    const ExperimentTable table = sound("user_id,group,clicks,impressions,revenue,retention_7,age\n"
                                        "1,test,1,4,0,TRUE,31\n"
                                        "2,control,2,5,1.5,FALSE,22\n"
                                        "3,test,0,2,0,,40\n"
                                        "4,control,0,1,0,TRUE,18\n"
                                        "5,control,1,9,7,TRUE,18\n");
    EXPECT_FALSE(table.aggregated);
    EXPECT_EQ(table.unit, "users");
    EXPECT_EQ(table.sample.arms, (std::vector<std::string>{"control", "test"}));
    EXPECT_EQ(table.sample.people, (std::vector<double>{3, 2}));
    std::vector<std::string> ids;
    for (const MetricSample& metric : table.sample.metrics) {
        ids.push_back(metric.id);
    }
    EXPECT_EQ(ids, (std::vector<std::string>{"clicks/impressions", "revenue", "retention_7"}));
    const MetricSample& rate = table.sample.metrics[0];
    EXPECT_EQ(rate.kind, MetricKind::Ratio);
    EXPECT_DOUBLE_EQ(valueOf(rate.kind, rate.arms[0]), 3.0 / 15);
    EXPECT_EQ(table.sample.metrics[1].kind, MetricKind::Mean);
    EXPECT_EQ(table.sample.metrics[2].kind, MetricKind::Proportion);
    EXPECT_EQ(table.sample.metrics[2].arms[1].count(), 1) << "nothing is known of the third";
    EXPECT_EQ(table.missing, (std::vector<std::uint64_t>{0, 0, 1}));
    ASSERT_EQ(table.notes.size(), 1U);
    EXPECT_NE(table.notes[0].find("1 person without a value of retention_7"), std::string::npos);
}

TEST_F(ExperimentTableTest, SeveralRowsOfAPersonAreOne) {
    ExperimentRequest request;
    request.covariate = "before";
    const ExperimentTable table = sound("user,arm,clicks,impressions,returned_7,before\n"
                                        "a,A,1,2,0,5\n"
                                        "b,B,1,1,1,3\n"
                                        "a,A,2,3,1,7\n"
                                        "b,B,0,4,1,3\n"
                                        "c,A,0,1,0,1\n"
                                        "c,B,9,9,1,1\n",
                                        request);
    EXPECT_EQ(table.rows, 6U);
    EXPECT_EQ(table.inSeveralArms, 1U) << "c saw both and is left out";
    EXPECT_NE(table.notes.back().find("numbers of 2 further rows"), std::string::npos) << table.notes.back();
    EXPECT_EQ(table.sample.people, (std::vector<double>{1, 1}));
    const Moments& a = table.sample.metrics[0].arms[0];
    EXPECT_EQ(a.sum(Part::Value), 3);
    EXPECT_EQ(a.sum(Part::Base), 5);
    EXPECT_EQ(a.sum(Part::Before), 6) << "the mean of what was before";
    EXPECT_EQ(table.sample.metrics[1].kind, MetricKind::Proportion) << "who returned twice returned";
    EXPECT_TRUE(table.sample.adjust);
}

TEST_F(ExperimentTableTest, TotalsByArm) {
    const ExperimentTable table = sound("variant,users,impressions,clicks,conversions,revenue,day\n"
                                        "A,100,900,90,10,55.5,mon\nA,50,300,20,9,21,tue\n"
                                        "B,160,1000,130,25,80,mon\n");
    EXPECT_TRUE(table.aggregated);
    EXPECT_EQ(table.sample.people, (std::vector<double>{150, 160}));
    const MetricSample& rate = table.sample.metrics[0];
    EXPECT_EQ(rate.id, "clicks/impressions");
    EXPECT_EQ(rate.kind, MetricKind::Proportion);
    EXPECT_EQ(rate.arms[0].count(), 1200);
    EXPECT_DOUBLE_EQ(rate.arms[0].sum(Part::Value), 110);
    const MetricSample& conversions = table.sample.metrics[1];
    EXPECT_EQ(conversions.arms[0].count(), 150);
    EXPECT_DOUBLE_EQ(conversions.arms[0].mean(Part::Value), 19.0 / 150);
    EXPECT_TRUE(conversions.spread);
    EXPECT_FALSE(table.sample.metrics[2].spread) << "revenue in total has no spread";
    EXPECT_EQ(table.notes.size(), 2U);
}

TEST_F(ExperimentTableTest, ImpressionsWithoutUsersAreTotalsWhereThereAreFewRows) {
    const ExperimentTable few = sound("arm,impressions,clicks\nA,1000,10\nB,1000,20\n");
    EXPECT_TRUE(few.aggregated);
    EXPECT_EQ(few.unit, "impressions");
    std::string rows = "arm,impressions,clicks\n";
    for (int row = 0; row < 80; ++row) {
        rows += fmt::format("{},{},{}\n", row % 2 ? "A" : "B", 5 + row % 7, row % 4);
    }
    const ExperimentTable many = sound(rows);
    EXPECT_FALSE(many.aggregated);
    EXPECT_EQ(many.sample.metrics[0].kind, MetricKind::Ratio);
    EXPECT_EQ(many.sample.people, (std::vector<double>{40, 40}));
}

TEST_F(ExperimentTableTest, WhatIsAskedForWins) {
    const std::string content = "who,what,x,y\n1,two,1,2\n2,ten,0,3\n3,ten,5,1\n4,two,2,2\n";
    ExperimentRequest request;
    request.map = {{"user", "who"}, {"arm", "2"}, {"clicks", "x"}};
    request.metrics = {"x/y", "Y", "clicks"};
    request.control = "two";
    request.shares = {"ten=3", "two=1"};
    const ExperimentTable table = sound(content, request);
    EXPECT_EQ(table.sample.arms, (std::vector<std::string>{"two", "ten"}));
    EXPECT_EQ(table.sample.shares, (std::vector<double>{1, 3}));
    ASSERT_EQ(table.sample.metrics.size(), 3U);
    EXPECT_EQ(table.sample.metrics[0].id, "x/y");
    EXPECT_EQ(table.sample.metrics[1].id, "Y") << "as it was asked for, whatever its case";
    EXPECT_EQ(table.sample.metrics[2].arms[1].sum(Part::Value), 5);
    for (const auto& [spoil, words] : std::vector<std::pair<void (*)(ExperimentRequest&), std::string>>{
             {[](ExperimentRequest& r) { r.metrics = {"z"}; }, "has no column \"z\""},
             {[](ExperimentRequest& r) { r.metrics = {"x/z"}; }, "has no column \"z\""},
             {[](ExperimentRequest& r) { r.metrics = {"x/x"}; }, "over itself"},
             {[](ExperimentRequest& r) {
                  r.map = {{"arm", "who else"}};
              },
              "has no column"},
             {[](ExperimentRequest& r) {
                  r.map = {{"hand", "who"}};
              },
              "no role \"hand\""},
             {[](ExperimentRequest& r) { r.control = "three"; }, "Arms: ten, two"},
             {[](ExperimentRequest& r) { r.shares = {"1"}; }, "1 shares for 2 arms"},
             {[](ExperimentRequest& r) {
                  r.shares = {"1", "0"};
              },
              "--shares"},
             {[](ExperimentRequest& r) {
                  r.shares = {"1", "x"};
              },
              "--shares"},
             {[](ExperimentRequest& r) {
                  r.shares = {"two=1", "two=2"};
              },
              "one twice"},
             {[](ExperimentRequest& r) { r.covariate = "z"; }, "has no column \"z\""},
             {[](ExperimentRequest& r) { r.segment = "z"; }, "has no column \"z\""},
         }) {
        ExperimentRequest other = request;
        spoil(other);
        const auto refused = read(content, other);
        ASSERT_FALSE(refused) << words;
        EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
        EXPECT_NE(refused.error().text().find(words), std::string::npos) << refused.error().text();
    }
}

TEST_F(ExperimentTableTest, WhatCannotBeIsNamedWithItsPlace) {
    const std::string head = "user,arm,clicks,impressions\n1,A,1,2\n";
    expectRefused(head + "2,B,3,2\n", {"line 3", "clicks", "impressions"});
    expectRefused(head + "2,B,-1,2\n", {"line 3", "clicks", "-1"});
    expectRefused(head + "2,B,many,2\n", {"line 3", "clicks", "many"});
    expectRefused(head + "2,B,inf,2\n", {"line 3", "clicks", "inf"});
    expectRefused(head + "2,,1,2\n", {"line 3", "arm", "empty"});
    expectRefused(head + ",B,1,2\n", {"line 3", "user", "empty"});
    expectRefused(head + "2,B,1\n3,B,1,2,3,4\n", {"line"});
    expectRefused(head, {"one arm only", "\"A\""});
    expectRefused("user,arm,clicks,impressions\n", {"no rows"});
    expectRefused("user,clicks,impressions\n1,2,3\n", {"--map arm=COLUMN"});
    expectRefused("arm,users,returned_7\nA,10,11\nB,10,3\n", {"\"A\"", "11", "users"});
    expectRefused("arm,users,clicks\nA,-10,1\nB,10,3\n", {"line 2", "users", "-10"});
    expectRefused("arm,user,arm\nA,10,11\nB,10,3\n", {"named \"arm\""});
    expectRefused("arm,name\nA,x\nB,y\n", {"No column is a metric", "--metric"});
    std::string many = "user,arm,x\n";
    for (int row = 0; row < 200; ++row) {
        many += fmt::format("{},arm{},1\n", row, row);
    }
    expectRefused(many, {"line 102", "arm", "100"});
    ExperimentRequest adjusted;
    adjusted.covariate = "earlier";
    expectRefused("arm,users,conversions,earlier\nA,10,1,2\nB,10,3,4\n", {"--covariate"}, adjusted);
}

TEST_F(ExperimentTableTest, ArmsOfOneOfNobodyAndOfZerosAreRead) {
    const auto readingOf = [&](const std::string& content) {
        const ExperimentTable table = sound(content);
        const auto reading = readExperiment(table.sample);
        EXPECT_TRUE(reading);
        return *reading;
    };
    const auto one = readingOf("user,arm,spend\n1,A,5\n2,B,1\n3,B,2\n4,B,7\n");
    EXPECT_EQ(one.comparisons[0].reading, Reading::Unknown);
    EXPECT_NEAR(one.comparisons[0].effect.difference.value, 10.0 / 3 - 5, 1e-12);
    const auto nobody = readingOf("arm,users,conversions\nA,0,0\nB,100,7\n");
    EXPECT_EQ(nobody.comparisons[0].reading, Reading::Unknown);
    EXPECT_EQ(nobody.split.verdict, SplitVerdict::Stop);
    const auto zeros = readingOf("arm,users,conversions\nA,100,0\nB,100,0\n");
    EXPECT_EQ(zeros.comparisons[0].reading, Reading::Open);
    EXPECT_EQ(zeros.comparisons[0].effect.p, 1);
    const auto missing = readingOf("user,arm,x\n1,A,NA\n2,B,NaN\n3,A,null\n4,B,\n5,A,1\n6,B,0\n");
    EXPECT_EQ(missing.comparisons[0].reading, Reading::Open) << "one person each: nothing is shown";
}

TEST_F(ExperimentTableTest, Segments) {
    ExperimentRequest request;
    request.segment = "country";
    const ExperimentTable table =
        sound("user,arm,x,country\n1,A,1,de\n2,B,0,de\n3,A,1,at\n4,B,1,at\n5,B,1,at\n", request);
    ASSERT_EQ(table.sample.segments.size(), 2U);
    EXPECT_EQ(table.sample.segments[0].name, "at");
    EXPECT_EQ(table.sample.segments[0].people, (std::vector<double>{1, 2}));
    EXPECT_EQ(table.sample.segments[1].metrics[0].arms[1].sum(Part::Value), 0);
    const ExperimentTable totals =
        sound("arm,users,x,country\nA,10,1,de\nB,20,2,de\nA,5,3,at\nB,6,4,at\n", request);
    EXPECT_EQ(totals.sample.segments[0].people, (std::vector<double>{5, 6}));
    EXPECT_EQ(totals.sample.segments[1].metrics[0].arms[1].count(), 20);
}

TEST_F(ExperimentTableTest, EveryArmGetsItsPeopleWhateverTheOrderAndTheFormat) {
    std::string csv = "group;user;x\n";
    std::string json;
    for (int row = 0; row < 300; ++row) {
        const int arm = row * 7 % 12;
        csv += fmt::format("{};u{};{},5\n", arm, row, row % 5);
        json += fmt::format("{{\"user\":\"u{}\",\"group\":{},\"x\":{}.5}}\n", row, arm, row % 5);
    }
    const ExperimentTable a = sound(csv);
    const ExperimentTable b = sound(json);
    ASSERT_EQ(a.sample.arms.size(), 12U);
    EXPECT_EQ(a.sample.arms[0], "0");
    EXPECT_EQ(a.sample.arms[10], "10") << "by size, not by letters";
    EXPECT_EQ(a.sample.arms, b.sample.arms);
    for (std::size_t arm = 0; arm < 12; ++arm) {
        EXPECT_EQ(a.sample.people[arm], 25);
        EXPECT_EQ(a.sample.metrics[0].arms[arm].sum(Part::Value),
                  b.sample.metrics[0].arms[arm].sum(Part::Value));
    }
}

TEST_F(ExperimentTableTest, AStopIsHeard) {
    std::stop_source stop;
    stop.request_stop();
    ExperimentRequest request;
    request.file = folder.write("r.csv", "user,arm,x\n1,A,1\n2,B,0\n");
    const auto table = readExperimentTable(request, {stop.get_token()});
    ASSERT_FALSE(table);
    EXPECT_EQ(table.error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace tastescope
