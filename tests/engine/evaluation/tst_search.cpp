// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/search.h"

#include "engine/evaluation/evaluator.h"
#include "engine/evaluation/search_resource.h"
#include "engine/models/data_defaults.h"
#include "engine/registry/registry.h"
#include "tests/engine/evaluation/evaluation_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <set>

namespace tastescope {
namespace {

Split smallParts() {
    static const Split parts = [] {
        const test::RandomWorld world = test::randomWorld(80, 40, 3);
        return splitDataset(*world.train, {Protocol::PerUser, 0.25, 1}).value();
    }();
    return parts;
}

SearchOptions knnSearch(std::size_t trials, SearchStrategy strategy = SearchStrategy::Random) {
    SearchOptions options;
    options.algorithm = "item_knn";
    options.trials = trials;
    options.strategy = strategy;
    options.seed = 11;
    return options;
}

SearchOptions alsSearch(std::size_t trials) {
    SearchOptions options = knnSearch(trials, SearchStrategy::Halving);
    options.algorithm = "als";
    options.fixed = {{"factors", "4"}};
    return options;
}

void expectSame(const SearchResult& a, const SearchResult& b) {
    ASSERT_EQ(a.trials.size(), b.trials.size());
    EXPECT_EQ(a.best, b.best);
    EXPECT_EQ(a.complete, b.complete);
    for (std::size_t place = 0; place < a.trials.size(); ++place) {
        EXPECT_EQ(a.trials[place].params, b.trials[place].params);
        EXPECT_EQ(a.trials[place].status, b.trials[place].status) << place;
        EXPECT_EQ(a.trials[place].rung, b.trials[place].rung) << place;
        EXPECT_EQ(std::bit_cast<std::uint64_t>(a.trials[place].last.value),
                  std::bit_cast<std::uint64_t>(b.trials[place].last.value))
            << place;
    }
}

TEST(Search, RandomFindsTheBestOfItsTrials) {
    const SearchOptions options = knnSearch(6);
    const Result<SearchResult> result = searchParameters(smallParts(), options);
    ASSERT_TRUE(result) << result.error().text();
    EXPECT_TRUE(result->complete);
    ASSERT_EQ(result->trials.size(), 6U);
    ASSERT_TRUE(result->best);
    // What a training of this data takes where nobody sets anything.
    const AlgorithmInfo& knn = *findAlgorithm("item_knn");
    EXPECT_EQ(result->trials[0].params.text(),
              fittedParams(knn, *smallParts().train, ParamSet(knn.params)).text());
    // The slow twin: each trial evaluated by itself.
    const EvaluationInput input = evaluationInput(smallParts(), "validation");
    EvaluationOptions measures;
    measures.metrics = {findMetric("ndcg")};
    ExecutionContext context;
    context.seed = options.seed;
    std::size_t best = 0;
    std::vector<double> values;
    for (const SearchTrial& trial : result->trials) {
        EXPECT_EQ(trial.status, TrialStatus::Done);
        const auto alone = evaluate(input, {{"x", "item_knn", trial.params}}, measures, context).value();
        const MetricValue& value = alone.models[0].metrics[0];
        EXPECT_EQ(trial.last.value, value.value);
        EXPECT_EQ(trial.last.low, value.low);
        EXPECT_EQ(trial.last.high, value.high);
        EXPECT_EQ(trial.last.users, value.users);
        values.push_back(value.value);
        best = values.back() > values[best] ? values.size() - 1 : best;
    }
    EXPECT_EQ(*result->best, best);
}

TEST(Search, HalvingSpendsLittleOnTheBad) {
    std::map<double, std::set<std::size_t>> trained;
    std::vector<TrialMeasurement> first;
    SearchObserver observer;
    observer.keep = [&](const TrialMeasurement& measurement) {
        trained[measurement.share].insert(measurement.trial);
        if (measurement.share < 0.2) {
            first.push_back(measurement);
        }
        return Result<void>();
    };
    const Result<SearchResult> result = searchParameters(smallParts(), alsSearch(12), {}, observer);
    ASSERT_TRUE(result) << result.error().text();
    ASSERT_EQ(result->shares.size(), 3U);
    EXPECT_DOUBLE_EQ(result->shares[0], 1.0 / 9);
    EXPECT_EQ(result->shares[2], 1);
    ASSERT_EQ(trained.size(), 3U);
    EXPECT_EQ(trained[result->shares[0]].size(), 12U);
    const std::set<std::size_t>& second = trained[result->shares[1]];
    const std::set<std::size_t>& last = trained[1];
    EXPECT_TRUE(second.size() == 4 || second.size() == 5) << "the best third, and the defaults";
    EXPECT_TRUE(last.size() == 1 || last.size() == 2);
    EXPECT_TRUE(last.contains(1));
    EXPECT_TRUE(std::ranges::includes(second, last));
    // Whoever went on from the first rung was at least as good there as whoever did not.
    double worstKept = 2;
    double bestDropped = -1;
    for (const TrialMeasurement& measurement : first) {
        if (!second.contains(measurement.trial)) {
            bestDropped = std::max(bestDropped, measurement.value);
        } else if (measurement.trial != 1) {
            worstKept = std::min(worstKept, measurement.value);
        }
    }
    EXPECT_GE(worstKept, bestDropped);
    for (const SearchTrial& trial : result->trials) {
        EXPECT_EQ(trial.status, last.contains(trial.number) ? TrialStatus::Done : TrialStatus::Dropped);
    }
    EXPECT_TRUE(last.contains(result->trials[*result->best].number));
}

TEST(Search, HalvingCutsThePeopleWhereThereAreNoRounds) {
    const test::RandomWorld world = test::randomWorld(900, 30, 4);
    const Split parts = splitDataset(*world.train, {Protocol::PerUser, 0.25, 1}).value();
    const Split third = withShare(parts, 1.0 / 3, 9, {});
    const Split ninth = withShare(parts, 1.0 / 9, 9, {});
    const auto people = [](const Split& split) {
        std::set<std::size_t> out;
        for (std::size_t user = 0; user < split.train->userCount(); ++user) {
            if (split.train->matrix().countOf(UserIndex(user)) > 0) {
                out.insert(user);
            }
        }
        return out;
    };
    EXPECT_NEAR(static_cast<double>(people(third).size()), 300, 50);
    EXPECT_NEAR(static_cast<double>(people(ninth).size()), 200, 40) << "200 are left in any case";
    EXPECT_TRUE(std::ranges::includes(people(third), people(ninth)));
    for (std::size_t user = 0; user < 900; ++user) {
        const bool kept = people(third).contains(user);
        EXPECT_EQ(third.train->matrix().countOf(UserIndex(user)),
                  kept ? parts.train->matrix().countOf(UserIndex(user)) : 0U);
        EXPECT_TRUE(kept || third.test->firstOf(UserIndex(user)) == third.test->lastOf(UserIndex(user)));
    }
    const Result<SearchResult> result = searchParameters(parts, knnSearch(4, SearchStrategy::Halving));
    ASSERT_TRUE(result) << result.error().text();
    EXPECT_EQ(result->shares.size(), 2U);
    EXPECT_TRUE(result->best);
}

TEST(Search, RoundsAreCutToTheirShare) {
    const std::vector<ParamSpec>& specs = findAlgorithm("als")->params;
    const ParamSet params =
        makeParams(specs,
                   std::vector<std::pair<std::string, std::string>>{{"iterations", "30"}, {"factors", "5"}})
            .value();
    EXPECT_EQ(withShare(specs, params, 1.0 / 3).integer("iterations"), 10);
    EXPECT_EQ(withShare(specs, params, 1.0 / 100).integer("iterations"), 1);
    EXPECT_EQ(withShare(specs, params, 1).integer("iterations"), 30);
    EXPECT_EQ(withShare(specs, params, 1.0 / 3).integer("factors"), 5);
}

TEST(Search, GoesOnWhereItStopped) {
    const SearchOptions options = alsSearch(9);
    std::vector<TrialMeasurement> all;
    SearchObserver observer;
    observer.keep = [&](const TrialMeasurement& measurement) {
        all.push_back(measurement);
        return Result<void>();
    };
    const Result<SearchResult> whole = searchParameters(smallParts(), options, {}, observer);
    ASSERT_TRUE(whole) << whole.error().text();
    for (const std::size_t known : {std::size_t{0}, std::size_t{4}, std::size_t{10}, all.size()}) {
        std::size_t made = 0;
        observer.keep = [&](const TrialMeasurement&) {
            ++made;
            return Result<void>();
        };
        const Result<SearchResult> again =
            searchParameters(smallParts(), options, std::span(all).first(known), observer);
        ASSERT_TRUE(again) << again.error().text();
        expectSame(*whole, *again);
        EXPECT_EQ(made, all.size() - known);
    }
    const Result<SearchResult> seen = searchSoFar(options, all);
    ASSERT_TRUE(seen);
    expectSame(*whole, *seen);
    const Result<SearchResult> part = searchSoFar(options, std::span(all).first(4));
    ASSERT_TRUE(part);
    EXPECT_FALSE(part->complete);
    EXPECT_TRUE(part->best);
    EXPECT_EQ(part->trials[8].status, TrialStatus::Waiting);
}

TEST(Search, MoreTrialsGoOnFromFewer) {
    std::vector<TrialMeasurement> all;
    SearchObserver observer;
    observer.keep = [&](const TrialMeasurement& measurement) {
        all.push_back(measurement);
        return Result<void>();
    };
    ASSERT_TRUE(searchParameters(smallParts(), knnSearch(3), {}, observer));
    ASSERT_EQ(all.size(), 3U);
    const std::vector<TrialMeasurement> known = all;
    ASSERT_TRUE(searchParameters(smallParts(), knnSearch(5), known, observer));
    EXPECT_EQ(all.size(), 5U);
    EXPECT_EQ(all[3].trial, 4U);
}

TEST(Search, EqualParametersAreTrainedOnce) {
    SearchOptions options = knnSearch(5);
    for (const ParamSpec& spec : findAlgorithm("item_knn")->params) {
        const ParamSet standard(std::span(&spec, 1));
        options.fixed.emplace_back(spec.name, standard.text().substr(spec.name.size() + 1));
    }
    const Result<SearchResult> result = searchParameters(smallParts(), options);
    ASSERT_TRUE(result) << result.error().text();
    EXPECT_GT(result->trials[0].seconds, 0);
    for (std::size_t place = 1; place < 5; ++place) {
        EXPECT_EQ(result->trials[place].seconds, 0);
        EXPECT_EQ(result->trials[place].last.value, result->trials[0].last.value);
    }
    EXPECT_EQ(*result->best, 0U);
}

TEST(Search, TellsOfEveryChange) {
    std::vector<std::pair<std::size_t, TrialStatus>> told;
    SearchObserver observer;
    observer.trial = [&](const SearchTrial& trial) { told.emplace_back(trial.number, trial.status); };
    ASSERT_TRUE(searchParameters(smallParts(), knnSearch(2), {}, observer));
    using Told = std::vector<std::pair<std::size_t, TrialStatus>>;
    EXPECT_EQ(told, (Told{{1, TrialStatus::Waiting},
                          {2, TrialStatus::Waiting},
                          {1, TrialStatus::Running},
                          {1, TrialStatus::Done},
                          {2, TrialStatus::Running},
                          {2, TrialStatus::Done}}));
}

TEST(Search, FinishEndsItAfterTheRunningTrial) {
    std::stop_source finish;
    SearchObserver observer;
    observer.keep = [&](const TrialMeasurement& measurement) {
        if (measurement.trial == 2) {
            finish.request_stop();
        }
        return Result<void>();
    };
    ExecutionContext context;
    context.finish = finish.get_token();
    const Result<SearchResult> result = searchParameters(smallParts(), knnSearch(5), {}, observer, context);
    ASSERT_TRUE(result) << result.error().text();
    EXPECT_FALSE(result->complete);
    EXPECT_TRUE(result->best);
    EXPECT_EQ(result->trials[1].status, TrialStatus::Done);
    EXPECT_EQ(result->trials[2].status, TrialStatus::Waiting);
}

TEST(Search, StopsWhenAskedAndWhenNothingCanBeKept) {
    std::stop_source stop;
    ExecutionContext context;
    context.stop = stop.get_token();
    SearchObserver observer;
    observer.trial = [&](const SearchTrial& trial) {
        if (trial.number == 2 && trial.status == TrialStatus::Running) {
            stop.request_stop();
        }
    };
    std::size_t kept = 0;
    observer.keep = [&](const TrialMeasurement&) {
        ++kept;
        return Result<void>();
    };
    const Result<SearchResult> stopped = searchParameters(smallParts(), knnSearch(5), {}, observer, context);
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(kept, 1U);
    observer.trial = {};
    observer.keep = [](const TrialMeasurement&) {
        return Result<void>(Error{ErrorCode::Io, "The disk is full", "", ""});
    };
    const Result<SearchResult> full = searchParameters(smallParts(), knnSearch(5), {}, observer);
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().code, ErrorCode::Io);
}

TEST(Search, GivesTheSameBitsForOneAndTwoThreads) {
    ExecutionContext one;
    one.threads = 1;
    ExecutionContext two;
    two.threads = 2;
    const auto a = searchParameters(smallParts(), alsSearch(5), {}, {}, one);
    const auto b = searchParameters(smallParts(), alsSearch(5), {}, {}, two);
    ASSERT_TRUE(a && b);
    expectSame(*a, *b);
}

TEST(Search, PassesOverTrialsThatFail) {
    SearchOptions options = knnSearch(3);
    // Trial 1 is known to have failed; the others decide.
    const std::vector<TrialMeasurement> known{{.trial = 1, .problem = "There was not enough memory"}};
    const Result<SearchResult> result = searchParameters(smallParts(), options, known);
    ASSERT_TRUE(result) << result.error().text();
    EXPECT_EQ(result->trials[0].status, TrialStatus::Failed);
    EXPECT_NE(*result->best, 0U);
    options.trials = 1;
    const Result<SearchResult> nothing = searchParameters(smallParts(), options, known);
    ASSERT_FALSE(nothing);
    EXPECT_NE(nothing.error().text().find("memory"), std::string::npos);
}

TEST(Search, RefusesWhatCannotBe) {
    SearchOptions options = knnSearch(3);
    options.algorithm = "no such";
    EXPECT_FALSE(searchParameters(smallParts(), options));
    options = knnSearch(0);
    EXPECT_FALSE(searchParameters(smallParts(), options));
    options = knnSearch(3);
    options.fixed = {{"neighbours", "many"}};
    const Result<SearchResult> wrong = searchParameters(smallParts(), options);
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, ErrorCode::InvalidArgument);
}

TEST(Search, MetricsAreReadWithTheirLength) {
    EXPECT_EQ(parseSearchMetric("ndcg@10")->key(), "ndcg@10");
    EXPECT_EQ(parseSearchMetric("recall@5")->key(), "recall@5");
    EXPECT_EQ(parseSearchMetric("recall")->key(), "recall@10");
    EXPECT_EQ(parseSearchMetric("auc")->key(), "auc");
    for (const char* wrong : {"", "all", "ndcg@", "ndcg@0", "ndcg@x", "nonsense", "ndcg,map"}) {
        EXPECT_FALSE(parseSearchMetric(wrong)) << wrong;
    }
    for (const MetricInfo& metric : metrics()) {
        EXPECT_EQ(parseSearchMetric(metric.id).hasValue(),
                  metric.direction != MetricDirection::Neutral && !metric.as<GroupMetric>())
            << metric.id;
    }
}

TEST(Search, LowerIsBetterWhereTheMetricSaysSo) {
    SearchOptions options = knnSearch(3);
    MetricInfo gini = *findMetric("ndcg");
    gini.direction = MetricDirection::Lower;
    options.metric = {&gini, 10};
    std::vector<TrialMeasurement> known;
    for (std::size_t trial = 1; trial <= 3; ++trial) {
        known.push_back({.trial = trial, .value = trial == 2 ? 0.1 : 0.2});
    }
    EXPECT_EQ(*searchSoFar(options, known)->best, 1U);
    gini.direction = MetricDirection::Higher;
    EXPECT_EQ(*searchSoFar(options, known)->best, 0U) << "of equal ones the first";
}

TEST(Search, StrategiesHaveNames) {
    EXPECT_EQ(*parseStrategy("random"), SearchStrategy::Random);
    EXPECT_EQ(*parseStrategy("halving"), SearchStrategy::Halving);
    EXPECT_FALSE(parseStrategy("grid"));
    EXPECT_EQ(statusName(TrialStatus::Dropped), "dropped");
}

} // namespace
} // namespace tastescope
