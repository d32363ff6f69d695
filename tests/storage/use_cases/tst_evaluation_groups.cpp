// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/experiments/stored_evaluation.h"
#include "storage/project/project.h"
#include "storage/use_cases/evaluate.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>

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
    const EvaluateRequest asked = request("users");
    const auto result = measureModels(*dataset, asked, seeded());
    ASSERT_TRUE(result) << result.error().text();
    ASSERT_FALSE(result->segments.empty());
    for (const SegmentResult& segment : result->segments) {
        const auto users = usersOfSegment(*dataset, asked, segment.by, segment.segment);
        ASSERT_TRUE(users) << users.error().text();
        EXPECT_EQ(users->size(), segment.users) << segment.by << " " << segment.segment;
        EXPECT_TRUE(std::ranges::includes(result->users, *users));
    }
    EXPECT_EQ(usersOfSegment(*dataset, asked, "activity", "of nobody").error().code, ErrorCode::NotFound);
    EvaluateRequest files = asked;
    files.trainFile = "train.csv";
    EXPECT_FALSE(usersOfSegment(*dataset, files, "activity", result->segments.front().segment));
}

TEST_F(EvaluationGroups, ComeBitForBitFromTheKeptValuesPerUser) {
    const auto whole = measureModels(*dataset, request("users"), seeded());
    ASSERT_TRUE(whole) << whole.error().text();
    const EvaluateRequest asked = request({});
    ASSERT_TRUE(evaluateModels(*project, *dataset, asked, seeded()));
    const auto kept = loadEvaluation(*project, 0);
    ASSERT_TRUE(kept) << kept.error().text();
    ASSERT_TRUE(kept->segments.empty());
    const auto groups = segmentsOf(*dataset, asked, *kept);
    ASSERT_TRUE(groups) << groups.error().text();
    ASSERT_EQ(groups->size(), whole->segments.size());
    for (std::size_t at = 0; at < groups->size(); ++at) {
        const SegmentResult& a = (*groups)[at];
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

} // namespace
} // namespace tastescope
