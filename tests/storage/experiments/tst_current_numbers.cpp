// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/experiments/current_numbers.h"

#include "engine/metrics/metric.h"
#include "storage/project/project.h"
#include "storage/use_cases/evaluate.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

namespace tastescope {
namespace {

EvaluateRequest of(const char* algorithm) {
    EvaluateRequest request;
    request.contestants = {{algorithm, algorithm, {}}};
    request.options.resamples = 0;
    request.options.metrics = {findMetric("ndcg"), findMetric("recall")};
    return request;
}

TEST(CutOf, IsTheSameWhateverIsMeasuredAndDiffersWithTheParts) {
    const std::string cut = cutOf(of("popularity"));
    for (const auto& change : std::vector<std::function<void(EvaluateRequest&)>>{
             [](EvaluateRequest& to) { to.contestants = {}; }, [](EvaluateRequest& to) { to.by = "users"; },
             [](EvaluateRequest& to) { to.options.ks = {5}; }, [](EvaluateRequest& to) { to.leaks = true; },
             [](EvaluateRequest& to) { to.options.metrics.clear(); },
             [](EvaluateRequest& to) { to.slices = true; }, [](EvaluateRequest& to) { to.values = true; },
             [](EvaluateRequest& to) { to.listFiles = {"l.csv"}; }}) {
        EvaluateRequest other = of("popularity");
        change(other);
        EXPECT_EQ(cutOf(other), cut);
    }
    for (const auto& change : std::vector<std::function<void(EvaluateRequest&)>>{
             [](EvaluateRequest& to) { to.split.test = 0.3; }, [](EvaluateRequest& to) { to.split.seed = 7; },
             [](EvaluateRequest& to) { to.split.protocol = Protocol::Random; },
             [](EvaluateRequest& to) { to.folds = 5; }, [](EvaluateRequest& to) { to.repeats = 2; },
             [](EvaluateRequest& to) { to.filter.minUserEvents = 2; },
             [](EvaluateRequest& to) { to.leaveOutUnseen = true; },
             [](EvaluateRequest& to) { to.options.allUsers = true; },
             [](EvaluateRequest& to) { to.options.sampledCandidates = 9; },
             [](EvaluateRequest& to) { to.candidatesFile = "c.csv"; },
             [](EvaluateRequest& to) { to.foldsFile = "f.csv"; },
             [](EvaluateRequest& to) { to.trainFile = "t.csv"; }}) {
        EvaluateRequest other = of("popularity");
        change(other);
        EXPECT_NE(cutOf(other), cut);
    }
}

using CurrentNumbers = test::ProjectTest;

TEST_F(CurrentNumbers, AreOfOneProtocolAndTheNewestOfEachModel) {
    const auto algorithms = [&] {
        std::vector<std::string> names;
        const auto numbers = currentNumbers(*project);
        EXPECT_TRUE(numbers) << numbers.error().text();
        for (const StoredMetric& metric : *numbers) {
            if (metric.key == "ndcg@10") {
                names.push_back(metric.algorithm);
            }
        }
        std::ranges::sort(names);
        return names;
    };
    const auto run = [&](const EvaluateRequest& request) {
        ExecutionContext context;
        context.seed = request.split.seed;
        const auto done = evaluateModels(*project, *dataset, request, context);
        ASSERT_TRUE(done) << done.error().text();
    };
    EXPECT_EQ(currentNumbers(*project).error().code, ErrorCode::NotFound);
    run(of("popularity"));
    run(of("item_knn"));
    EXPECT_EQ(algorithms(), (std::vector<std::string>{"item_knn", "popularity"}));
    // Again: not twice, and the newest.
    run(of("popularity"));
    EXPECT_EQ(algorithms(), (std::vector<std::string>{"item_knn", "popularity"}));
    const auto numbers = *currentNumbers(*project);
    EXPECT_EQ(numbers.front().experiment, 3);
    // Another cut: only what was measured by it.
    EvaluateRequest other = of("popularity");
    other.split.seed = 7;
    run(other);
    EXPECT_EQ(algorithms(), (std::vector<std::string>{"popularity"}));
    // Back to the first: all that know it.
    run(of("ease"));
    EXPECT_EQ(algorithms(), (std::vector<std::string>{"ease", "item_knn", "popularity"}));
}

} // namespace
} // namespace tastescope
