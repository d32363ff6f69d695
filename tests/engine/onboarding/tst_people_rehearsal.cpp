// SPDX-License-Identifier: GPL-3.0-or-later
// Rehearsed strangers: identities that hold to the last digit, and the directions of the literature.
#include "engine/onboarding/people_rehearsal.h"

#include "engine/data/demo/demo_world.h"
#include "engine/data/split.h"
#include "engine/evaluation/evaluator.h"
#include "engine/metrics/metric.h"
#include "engine/registry/registry.h"
#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tastescope {
namespace {

std::shared_ptr<const Dataset> once(const Dataset& data) {
    Dataset::Parts parts = data.parts();
    parts.matrix.binary = true;
    return std::make_shared<const Dataset>(std::move(parts));
}

std::shared_ptr<const Dataset> world() {
    return once(*makeTasteWorld({.users = 120, .items = 50, .eventsPerUser = 14, .seed = 6}));
}

PeopleRehearsalRequest requestOf(std::vector<AskStrategy> strategies, std::size_t questions = 5) {
    PeopleRehearsalRequest request;
    request.strategies = std::move(strategies);
    request.questions = questions;
    request.resamples = 200;
    return request;
}

ExecutionContext onThreads(int threads) {
    ExecutionContext context;
    context.threads = threads;
    context.seed = 7;
    return context;
}

const MetricValue& metricOf(const std::vector<MetricValue>& metrics, std::string_view key) {
    return *std::ranges::find(metrics, key, &MetricValue::key);
}

TEST(PeopleRehearsal, MeasuresAtTheNumbersThatAreAskedFor) {
    EXPECT_EQ(measuredAfter(0), (std::vector<std::size_t>{0}));
    EXPECT_EQ(measuredAfter(2), (std::vector<std::size_t>{0, 1, 2}));
    EXPECT_EQ(measuredAfter(7), (std::vector<std::size_t>{0, 1, 2, 3, 5, 7}));
    EXPECT_EQ(measuredAfter(10), (std::vector<std::size_t>{0, 1, 2, 3, 5, 10}));
    EXPECT_EQ(measuredAfter(20), (std::vector<std::size_t>{0, 1, 2, 3, 5, 10, 15, 20}));
}

TEST(PeopleRehearsal, AllTheyKnewIsEvaluateToTheLastDigit) {
    const auto data = world();
    const auto rehearsal = rehearsePeople(*data, requestOf({AskStrategy::Popular}));
    ASSERT_TRUE(rehearsal) << rehearsal.error().text();
    const auto split = splitDataset(*data, {Protocol::ColdUsers, 0.2, 42});
    ASSERT_TRUE(split);
    EvaluationOptions options;
    options.resamples = 200;
    const auto metrics = parseMetrics("ndcg,recall,hit,ild,novelty,coverage");
    ASSERT_TRUE(metrics);
    options.metrics = *metrics;
    std::vector<Contestant> contestants;
    for (const char* id : {"als", "popularity"}) {
        contestants.push_back({id, id, ParamSet(findAlgorithm(id)->params)});
    }
    const auto evaluated = evaluate(evaluationInput(*split, "cold"), contestants, options);
    ASSERT_TRUE(evaluated);
    EXPECT_EQ(evaluated->usersWithTest, rehearsal->people);
    for (std::size_t at = 0; at < evaluated->models[0].metrics.size(); ++at) {
        const MetricValue& whole = evaluated->models[0].metrics[at];
        const MetricValue& popular = evaluated->models[1].metrics[at];
        EXPECT_EQ(metricOf(rehearsal->fullHistory, whole.key).value, whole.value) << whole.key;
        EXPECT_EQ(metricOf(rehearsal->fullHistory, whole.key).low, whole.low) << whole.key;
        EXPECT_EQ(metricOf(rehearsal->popularity, popular.key).value, popular.value) << popular.key;
    }
}

TEST(PeopleRehearsal, WithoutQuestionsItIsPopularityAndWithAllItIsAllTheyKnew) {
    const auto data = world();
    const auto rehearsal =
        rehearsePeople(*data, requestOf({AskStrategy::Popular, AskStrategy::Tree, AskStrategy::Random}, 60));
    ASSERT_TRUE(rehearsal) << rehearsal.error().text();
    for (const OnboardingPoint& point : rehearsal->curve) {
        for (const MetricValue& metric : point.metrics) {
            if (point.questions == 0) {
                EXPECT_EQ(metric.value, metricOf(rehearsal->popularity, metric.key).value) << metric.key;
                EXPECT_EQ(point.answered, 0);
                EXPECT_EQ(point.personal, 0);
            }
            // Every item was asked, every event counts 1, and an answer is told as it was lived: whoever has
            // two likes is known as their whole history is.
            if (point.questions == 60 && point.personal == 1) {
                EXPECT_EQ(metric.value, metricOf(rehearsal->fullHistory, metric.key).value) << metric.key;
            }
        }
    }
    EXPECT_EQ(rehearsal->curve.back().personal, 1);
    EXPECT_EQ(rehearsal->curve.back().questions, 60U);
}

TEST(PeopleRehearsal, TheSameBitsOnAnyNumberOfThreads) {
    const auto data = world();
    PeopleRehearsalRequest request =
        requestOf({AskStrategy::Tree, AskStrategy::Adaptive, AskStrategy::Diverse, AskStrategy::Random}, 3);
    request.people = 15;
    const auto one = rehearsePeople(*data, request, onThreads(1));
    const auto eight = rehearsePeople(*data, request, onThreads(8));
    ASSERT_TRUE(one && eight);
    EXPECT_EQ(one->people, 15U);
    ASSERT_EQ(one->curve.size(), eight->curve.size());
    for (std::size_t at = 0; at < one->curve.size(); ++at) {
        for (std::size_t metric = 0; metric < one->curve[at].metrics.size(); ++metric) {
            EXPECT_EQ(one->curve[at].metrics[metric].value, eight->curve[at].metrics[metric].value);
            EXPECT_EQ(one->curve[at].metrics[metric].high, eight->curve[at].metrics[metric].high);
        }
        EXPECT_EQ(one->curve[at].liked, eight->curve[at].liked);
    }
}

TEST(PeopleRehearsal, EndsByAStopAndRefusesWhatCannotBe) {
    const auto data = world();
    std::stop_source stop;
    stop.request_stop();
    ExecutionContext context;
    context.stop = stop.get_token();
    const auto stopped = rehearsePeople(*data, requestOf({AskStrategy::Popular}), context);
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(rehearsePeople(*data, requestOf({})).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(rehearsePeople(*data, requestOf({AskStrategy::Popular}, 1'000)).error().code,
              ErrorCode::InvalidArgument);
    PeopleRehearsalRequest nobody = requestOf({AskStrategy::Popular});
    nobody.algorithm = "no such";
    EXPECT_FALSE(rehearsePeople(*data, nobody));
    const auto lonely = makeDataset({{0, 0}, {1, 1}, {2, 0}}, 3, 2);
    EXPECT_FALSE(rehearsePeople(*lonely, requestOf({AskStrategy::Popular})));
}

// Rashid et al. 2002 and 2008, Golbandi et al. 2011, on ratings and on a world whose tastes are known.
TEST(PeopleRehearsalLengthy, DirectionsOfTheLiterature) {
    DemoOptions size;
    size.users = 1'000;
    size.items = 800;
    size.events = 60'000;
    const auto demo = makeDemoWorld(size);
    ASSERT_TRUE(demo);
    const auto rehearsal = rehearsePeople(
        *once(*demo->dataset), requestOf({AskStrategy::Tree, AskStrategy::Popular, AskStrategy::Entropy,
                                          AskStrategy::Random, AskStrategy::Diverse, AskStrategy::Adaptive},
                                         10));
    ASSERT_TRUE(rehearsal) << rehearsal.error().text();
    const auto at = [&](AskStrategy strategy, std::size_t questions) -> const OnboardingPoint& {
        return *std::ranges::find_if(rehearsal->curve, [&](const OnboardingPoint& point) {
            return point.strategy == strategy && point.questions == questions;
        });
    };
    const auto answered = [&](AskStrategy strategy) { return at(strategy, 10).answered; };
    const auto ndcg = [&](AskStrategy strategy, std::size_t questions) {
        return metricOf(at(strategy, questions).metrics, "ndcg@10").value;
    };
    // Entropy alone and chance ask what nobody knows; the popular is known to most.
    EXPECT_GT(answered(AskStrategy::Popular), 4 * answered(AskStrategy::Random));
    EXPECT_GT(answered(AskStrategy::Popular), answered(AskStrategy::Entropy));
    for (const AskStrategy telling :
         {AskStrategy::Tree, AskStrategy::Popular, AskStrategy::Diverse, AskStrategy::Adaptive}) {
        EXPECT_GT(ndcg(telling, 10), ndcg(telling, 0)) << infoOf(telling).id;
        EXPECT_GT(ndcg(telling, 10), ndcg(AskStrategy::Random, 10)) << infoOf(telling).id;
        EXPECT_LT(ndcg(telling, 10), metricOf(rehearsal->fullHistory, "ndcg@10").value);
    }
}

} // namespace
} // namespace tastescope
