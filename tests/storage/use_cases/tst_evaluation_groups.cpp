// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/metrics/metric.h"
#include "storage/experiments/evaluation_json.h"
#include "storage/experiments/stored_evaluation.h"
#include "storage/project/project.h"
#include "storage/use_cases/evaluate.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <filesystem>

namespace tastescope {
namespace {

class EvaluationGroups : public test::ProjectTest {
protected:
    EvaluateRequest request(std::string by) const {
        EvaluateRequest made;
        made.contestants = {{"popularity", "popularity", {}}, {"item_knn", "item_knn", {}}};
        made.by = std::move(by);
        return made;
    }
    static ExecutionContext seeded() {
        ExecutionContext context;
        context.seed = 42;
        return context;
    }
};

TEST_F(EvaluationGroups, HoldThePeopleThatTheResultCounts) {
    // However often the parts are cut, and whatever is filtered before.
    EvaluateRequest asked = request("users");
    EvaluateRequest folds = asked;
    folds.folds = 3;
    folds.filter.minUserEvents = 6;
    EvaluateRequest seeds = asked;
    seeds.repeats = 2;
    seeds.leaveOutUnseen = true;
    std::string known;
    for (const EvaluateRequest& one : {asked, folds, seeds}) {
        const auto result = measureModels(*dataset, one, seeded());
        ASSERT_TRUE(result) << result.error().text();
        ASSERT_FALSE(result->segments.empty());
        known = result->segments.front().segment;
        for (const SegmentResult& segment : result->segments) {
            const auto users = usersOfSlice(*dataset, one, {{segment.by, segment.segment}});
            ASSERT_TRUE(users) << users.error().text();
            EXPECT_EQ(users->size(), segment.users) << segment.by << " " << segment.segment;
            EXPECT_TRUE(std::ranges::includes(result->users, *users));
        }
    }
    EXPECT_EQ(usersOfSlice(*dataset, asked, {{"activity", "of nobody"}}).error().code, ErrorCode::NotFound);
    EvaluateRequest files = asked;
    files.trainFile = "train.csv";
    EXPECT_FALSE(usersOfSlice(*dataset, files, {{"activity", known}}));
}

TEST_F(EvaluationGroups, ComeBitForBitFromTheKeptValuesPerUser) {
    const auto whole = measureModels(*dataset, request("users"), seeded());
    ASSERT_TRUE(whole) << whole.error().text();
    const EvaluateRequest asked = request({});
    ASSERT_TRUE(evaluateModels(*project, *dataset, asked, seeded()));
    auto kept = loadEvaluation(*project, 0);
    ASSERT_TRUE(kept) << kept.error().text();
    ASSERT_TRUE(kept->segments.empty());
    const auto added = addGroups(*dataset, asked, *kept);
    ASSERT_TRUE(added) << added.error().text();
    ASSERT_EQ(kept->segments.size(), whole->segments.size());
    ASSERT_EQ(kept->gaps.size(), whole->gaps.size());
    for (std::size_t at = 0; at < kept->gaps.size(); ++at) {
        EXPECT_EQ(kept->gaps[at].key, whole->gaps[at].key);
        EXPECT_EQ(kept->gaps[at].pairs.front().a, whole->gaps[at].pairs.front().a);
        EXPECT_EQ(kept->gaps[at].pairs.front().low, whole->gaps[at].pairs.front().low);
    }
    for (std::size_t at = 0; at < kept->segments.size(); ++at) {
        const SegmentResult& a = kept->segments[at];
        const SegmentResult& b = whole->segments[at];
        EXPECT_EQ(a.by, b.by);
        EXPECT_EQ(a.segment, b.segment);
        EXPECT_EQ(a.users, b.users);
        ASSERT_EQ(a.models.size(), b.models.size());
        for (std::size_t model = 0; model < a.models.size(); ++model) {
            ASSERT_EQ(a.models[model].metrics.size(), b.models[model].metrics.size());
            for (std::size_t metric = 0; metric < a.models[model].metrics.size(); ++metric) {
                const MetricValue& left = a.models[model].metrics[metric];
                const MetricValue& right = b.models[model].metrics[metric];
                EXPECT_EQ(std::bit_cast<std::uint64_t>(left.value),
                          std::bit_cast<std::uint64_t>(right.value));
                EXPECT_EQ(std::bit_cast<std::uint64_t>(left.low), std::bit_cast<std::uint64_t>(right.low));
                EXPECT_EQ(std::bit_cast<std::uint64_t>(left.high), std::bit_cast<std::uint64_t>(right.high));
            }
        }
    }
}

TEST_F(EvaluationGroups, OfAFileStandBeforeWhatIsKnownOfPeople) {
    std::string rows = "user,group\n";
    for (std::uint32_t row = 0; row < dataset->userCount(); ++row) {
        rows += std::string(dataset->users().at(row)) + (row % 5 < 3 ? ",members\n" : ",guests\n");
    }
    const EvaluateRequest asked = request(folder.write("clubs.csv", rows).string());
    ASSERT_TRUE(evaluateModels(*project, *dataset, asked, seeded()));
    const auto known = measureModels(*dataset, request("users"), seeded());
    auto kept = loadEvaluation(*project, 0);
    ASSERT_TRUE(kept && known);
    ASSERT_EQ(kept->segments.size(), 2U);
    const std::size_t gaps = kept->gaps.size();
    ASSERT_GT(gaps, 0U);
    const auto added = addGroups(*dataset, asked, *kept);
    ASSERT_TRUE(added) << added.error().text();
    ASSERT_EQ(kept->segments.size(), 2 + known->segments.size());
    ASSERT_EQ(kept->gaps.size(), gaps + known->gaps.size());
    EXPECT_EQ(kept->segments[0].by, "clubs");
    EXPECT_EQ(kept->segments[0].segment, "members");
    for (std::size_t at = 0; at < known->segments.size(); ++at) {
        const SegmentResult& segment = kept->segments[2 + at];
        EXPECT_EQ(segment.by, known->segments[at].by);
        EXPECT_EQ(segment.segment, known->segments[at].segment);
        EXPECT_EQ(std::bit_cast<std::uint64_t>(segment.models[0].metrics[0].low),
                  std::bit_cast<std::uint64_t>(known->segments[at].models[0].metrics[0].low));
    }
    for (const SegmentResult& segment : kept->segments) {
        const auto users = usersOfSlice(*dataset, asked, {{segment.by, segment.segment}});
        ASSERT_TRUE(users) << users.error().text();
        EXPECT_EQ(users->size(), segment.users) << segment.by << " " << segment.segment;
    }
    const auto slices = slicesOf(*dataset, asked, *kept, {"item_knn", "popularity", "ndcg@10"});
    ASSERT_TRUE(slices) << slices.error().text();
    const auto without = slicesOf(*dataset, request("users"), *kept, {"item_knn", "popularity", "ndcg@10"});
    ASSERT_TRUE(without);
    EXPECT_GT(slices->looked, without->looked) << "the file's groups are looked at, too";
    // Once more, nothing comes twice.
    ASSERT_TRUE(addGroups(*dataset, asked, *kept));
    EXPECT_EQ(kept->segments.size(), 2 + known->segments.size());
    // The people of what is known are found without the file; its own are not.
    std::filesystem::remove(asked.by);
    const SegmentResult& last = kept->segments.back();
    EXPECT_TRUE(usersOfSlice(*dataset, asked, {{last.by, last.segment}}));
    EXPECT_FALSE(usersOfSlice(*dataset, asked, {{"clubs", "members"}}));
    const auto fewer = slicesOf(*dataset, asked, *kept, {"item_knn", "popularity", "ndcg@10"});
    ASSERT_TRUE(fewer) << fewer.error().text();
    EXPECT_EQ(fewer->looked, without->looked);
}

TEST_F(EvaluationGroups, OfAFileThatIsCalledAsWhatIsKnownTakeItsPlace) {
    std::string rows = "user,group\n";
    for (std::uint32_t row = 0; row < dataset->userCount(); ++row) {
        rows += std::string(dataset->users().at(row)) + (row % 2 == 0 ? ",odd\n" : ",even\n");
    }
    const EvaluateRequest asked = request(folder.write("activity.csv", rows).string());
    auto result = measureModels(*dataset, asked, seeded());
    ASSERT_TRUE(result) << result.error().text();
    ASSERT_TRUE(addGroups(*dataset, asked, *result));
    EXPECT_EQ(std::ranges::count(result->segments, "activity", &SegmentResult::by), 2);
    EXPECT_GT(result->segments.size(), 2U);
    const auto users = usersOfSlice(*dataset, asked, {{"activity", "odd"}});
    ASSERT_TRUE(users) << users.error().text();
    EXPECT_EQ(users->size(), result->segments[0].users);
}

/// Two hundred people in two towns; the lists of "south" miss everybody of the south.
class EvaluationSlices : public test::ProjectTest {
protected:
    void SetUp() override {
        test::ProjectTest::SetUp();
        std::string train = "user,item\n";
        std::string tests = "user,item\n";
        std::string good = "user,item\n";
        std::string bad = "user,item\n";
        std::string towns = "user,group\n";
        for (int person = 0; person < 200; ++person) {
            const std::string id = "p" + std::to_string(person);
            const bool south = person % 2 == 1;
            train += id + ",i" + std::to_string(person % 3) + "\n" + id + ",i9\n";
            tests += id + ",i5\n" + id + ",i6\n";
            good += id + ",i5\n" + id + ",i7\n";
            bad += id + (south ? ",i7\n" : ",i5\n") + id + (person % 10 == 0 ? ",i6\n" : ",i8\n");
            towns += id + (south ? ",south\n" : ",north\n");
        }
        asked.trainFile = folder.write("train.csv", train);
        asked.testFile = folder.write("test.csv", tests);
        asked.listFiles = {folder.write("good.csv", good), folder.write("bad.csv", bad)};
        asked.by = folder.write("towns.csv", towns).string();
        asked.options.metrics = {findMetric("coverage"), findMetric("recall")};
        asked.slices = true;
    }
    EvaluateRequest asked;
};

TEST_F(EvaluationSlices, FindWhomTheListsMissAndAreKept) {
    const auto result = evaluateModels(*project, *dataset, asked);
    ASSERT_TRUE(result) << result.error().text();
    ASSERT_TRUE(result->slices);
    ASSERT_EQ(result->slices->size(), 2U); // bad to good and good to bad
    const auto lost = std::ranges::find(*result->slices, "bad", &SliceSearch::a);
    ASSERT_NE(lost, result->slices->end());
    EXPECT_EQ(lost->metric, "recall@10"); // coverage is no mean over users
    ASSERT_FALSE(lost->slices.empty());
    const auto south =
        std::ranges::find(lost->slices, std::vector<SliceCondition>{{"towns", "south"}}, &Slice::conditions);
    ASSERT_NE(south, lost->slices.end());
    EXPECT_EQ(south->users, 100U);
    EXPECT_EQ(south->a, 0);
    EXPECT_DOUBLE_EQ(south->b, 0.5);
    EXPECT_NEAR(south->low, 0.5, 1e-8); // all of them by the same
    for (const Slice& slice : lost->slices) {
        EXPECT_EQ(std::ranges::find(slice.conditions, SliceCondition{"towns", "north"}),
                  slice.conditions.end());
    }
    const auto kept = loadEvaluation(*project, 0);
    ASSERT_TRUE(kept);
    EXPECT_EQ(evaluationJson(*kept), evaluationJson(*result));
    EXPECT_NE(evaluationJson(*result).find(R"("slices":[{"a":")"), std::string::npos);
    EvaluateRequest without = asked;
    without.slices = false;
    EXPECT_EQ(evaluationJson(*measureModels(*dataset, without)).find("\"slices\""), std::string::npos);
}

TEST_F(EvaluationGroups, SlicesComeFromTheKeptValuesPerUser) {
    EvaluateRequest asked = request("users");
    asked.slices = true;
    asked.folds = 2;
    const auto whole = measureModels(*dataset, asked, seeded());
    ASSERT_TRUE(whole) << whole.error().text();
    asked.slices = false;
    ASSERT_TRUE(evaluateModels(*project, *dataset, asked, seeded()));
    const auto kept = loadEvaluation(*project, 0);
    ASSERT_TRUE(kept);
    for (const SliceSearch& search : *whole->slices) {
        const auto again = slicesOf(*dataset, asked, *kept, {search.a, search.b, search.metric});
        ASSERT_TRUE(again) << again.error().text();
        EXPECT_EQ(again->looked, search.looked);
        EXPECT_EQ(again->found, search.found);
        EXPECT_EQ(std::bit_cast<std::uint64_t>(again->loss), std::bit_cast<std::uint64_t>(search.loss));
        ASSERT_EQ(again->slices.size(), search.slices.size());
        for (std::size_t at = 0; at < search.slices.size(); ++at) {
            EXPECT_EQ(again->slices[at].conditions, search.slices[at].conditions);
            EXPECT_EQ(again->slices[at].low, search.slices[at].low);
            const auto people = usersOfSlice(*dataset, asked, search.slices[at].conditions);
            ASSERT_TRUE(people);
            EXPECT_EQ(people->size(), search.slices[at].users);
        }
    }
    EXPECT_EQ(slicesOf(*dataset, asked, *kept, {"popularity", "nobody", "ndcg@10"}).error().code,
              ErrorCode::NotFound);
    EXPECT_EQ(slicesOf(*dataset, asked, *loadEvaluation(*project, 0, LoadedValues::None),
                       {"popularity", "item_knn", "ndcg@10"})
                  .error()
                  .code,
              ErrorCode::Unsupported);
}

} // namespace
} // namespace tastescope
