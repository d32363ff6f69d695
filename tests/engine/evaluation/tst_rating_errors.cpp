// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/rating_errors.h"

#include "tests/engine/evaluation/evaluation_support.h"

#include "engine/data/ratings.h"
#include "engine/evaluation/segments.h"
#include "engine/metrics/aggregate.h"
#include "engine/metrics/metric.h"
#include "engine/registry/registry.h"

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

/// Predicts the number of the item, for strangers the length of the history.
class NumberModel final : public test::TableModel {
public:
    NumberModel(std::size_t users, std::size_t items) : TableModel(users, items, 1) {}
    void scoreUser(UserIndex, std::span<float> scores) const override {
        for (std::size_t item = 0; item < scores.size(); ++item) {
            scores[item] = static_cast<float>(item);
        }
    }
    void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const override {
        std::fill(scores.begin(), scores.end(), static_cast<float>(history.size()));
        for (const HistoryEntry& past : history) {
            scores[0] += std::isnan(past.rating) ? 0 : past.rating;
        }
    }
    bool predictsRatings() const override { return true; }
    std::optional<double> ratingOfUnknownItem(std::span<const HistoryEntry> history) const override {
        return history.empty() ? std::nullopt : std::optional(2.5);
    }
};

const std::vector<const MetricInfo*> both{findMetric("rmse"), findMetric("mae")};

/// Three people, four items, ratings from 1 to 3; the third person and items 3 and above are unknown.
EvaluationInput smallInput(std::vector<Event> test) {
    Dataset::Parts parts;
    parts.users = test::numberedIds("u", 3);
    parts.items = test::numberedIds("i", 4);
    parts.signals = {{"rating", SignalKind::Explicit, 1, false}};
    parts.matrix.binary = true;
    parts.events = std::make_shared<Interactions>(
        std::vector<Event>{{UserIndex(0), ItemIndex(0), 0, 1}, {UserIndex(1), ItemIndex(1), 0, 3}}, 3);
    EvaluationInput input;
    input.train = std::make_shared<const Dataset>(std::move(parts));
    const Interactions events(std::move(test), 3);
    input.test = heldOutOf(*input.train, events);
    input.testRatings = std::make_shared<const InteractionMatrix>(ratingMatrix(*input.train, events));
    input.protocol = "test";
    return input;
}

Result<std::vector<MetricValue>> errorsOf(const NumberModel& model, const EvaluationInput& input) {
    const Ratings scale = ratingsOf(*input.train);
    return ratingErrorsOf(predictionsOf(model, input, scale), scale, input, both);
}

TEST(RatingErrors, CountsEveryTestRatingOnTheTrainingScale) {
    // Item 3 is predicted as 3, item 0 as 0 and so as 1; item 7 is unknown: 2.5, and the mean for a stranger.
    const EvaluationInput input = smallInput({{UserIndex(0), ItemIndex(3), 0, 2},
                                              {UserIndex(0), ItemIndex(7), 0, 3},
                                              {UserIndex(1), ItemIndex(0), 0, 2},
                                              {UserIndex(2), ItemIndex(2), 0, 4},
                                              {UserIndex(2), ItemIndex(7), 0, 1}});
    const NumberModel model(3, 4);
    const auto errors = errorsOf(model, input);
    ASSERT_TRUE(errors);
    EXPECT_EQ((*errors)[0].pooled->counts, (std::vector<double>{2, 1, 2}));
    EXPECT_EQ((*errors)[0].pooled->sums, (std::vector<double>{1.25, 1, 5}));
    EXPECT_EQ((*errors)[1].pooled->sums, (std::vector<double>{1.5, 1, 3}));
    const auto values = summariseRatings(*errors);
    ASSERT_TRUE(values);
    EXPECT_EQ((*values)[0].key, "rmse");
    EXPECT_DOUBLE_EQ((*values)[0].value, std::sqrt(7.25 / 5)) << "over ratings, not over people";
    EXPECT_EQ((*values)[1].key, "mae");
    EXPECT_DOUBLE_EQ((*values)[1].value, 5.5 / 5);
    EXPECT_EQ((*values)[1].users, 3U);
    EXPECT_DOUBLE_EQ((*values)[0].perUser[2], std::sqrt(2.5));
    // One person left out: 4 / 3, 4.5 / 4 and 2.5 / 3, of which the jackknife makes an error.
    const double mean = (4.0 / 3 + 4.5 / 4 + 2.5 / 3) / 3;
    double squares = 0;
    for (const double without : {4.0 / 3, 4.5 / 4, 2.5 / 3}) {
        squares += (without - mean) * (without - mean);
    }
    const double half = 4.302652729911275 * std::sqrt(2.0 / 3 * squares); // t(0.975, 2)
    EXPECT_NEAR((*values)[1].high, 1.1 + half, 1e-9);
    EXPECT_NEAR((*values)[1].low, std::max(0.0, 1.1 - half), 1e-9);
}

TEST(RatingErrors, AsksColdUsersForTheirRatings) {
    EvaluationInput input = smallInput({{UserIndex(2), ItemIndex(0), 0, 1}});
    const Interactions past({{UserIndex(2), ItemIndex(1), 0, 2}}, 3);
    input.coldHistory = std::make_shared<const InteractionMatrix>(InteractionMatrix::build(
        past, input.train->signals(), input.train->itemCount(), input.train->parts().matrix));
    input.coldRatings = std::make_shared<const InteractionMatrix>(ratingMatrix(*input.train, past));
    const auto errors = errorsOf(NumberModel(3, 4), input);
    ASSERT_TRUE(errors);
    EXPECT_DOUBLE_EQ((*errors)[1].pooled->sums[2], 2) << "one entry and its rating of 2 make 3";
}

TEST(RatingErrors, SaysNothingOfNothing) {
    const EvaluationInput input = smallInput({});
    const auto errors = errorsOf(NumberModel(3, 4), input);
    ASSERT_TRUE(errors);
    EXPECT_TRUE(summariseRatings(*errors)->empty());
}

EvaluationOptions optionsOf(std::vector<const MetricInfo*> metrics, std::size_t resamples = 20) {
    EvaluationOptions options;
    options.metrics = std::move(metrics);
    options.resamples = resamples;
    return options;
}

Contestant contestantOf(const std::string& algorithm) {
    return {algorithm, algorithm, ParamSet(findAlgorithm(algorithm)->params)};
}

EvaluationInput randomInput() {
    const test::RandomWorld world = test::randomWorld(60, 40, 21);
    EvaluationInput input{world.train, heldOutOf(*world.train, *world.test), nullptr, "test"};
    input.testRatings = std::make_shared<const InteractionMatrix>(ratingMatrix(*world.train, *world.test));
    return input;
}

const MetricValue* find(const ModelResult& model, const std::string& key) {
    const auto found = std::ranges::find(model.metrics, key, &MetricValue::key);
    return found == model.metrics.end() ? nullptr : &*found;
}

TEST(RatingErrors, OnlyRatingModelsHaveThem) {
    const EvaluationInput input = randomInput();
    const auto result =
        evaluate(input, {contestantOf("popularity"), contestantOf("baseline")}, optionsOf({}));
    ASSERT_TRUE(result) << result.error().text();
    EXPECT_EQ(find(result->models[0], "rmse"), nullptr);
    ASSERT_NE(find(result->models[1], "rmse"), nullptr);
    ASSERT_NE(find(result->models[1], "ndcg@10"), nullptr);
    EXPECT_LT(find(result->models[1], "mae")->value, find(result->models[1], "rmse")->value);
    const auto alone = evaluate(input, {contestantOf("popularity")}, optionsOf(both));
    ASSERT_FALSE(alone);
    EXPECT_EQ(alone.error().code, ErrorCode::InvalidArgument);
}

TEST(RatingErrors, NeedsRatingsThatDiffer) {
    EvaluationInput input = randomInput();
    Dataset::Parts parts = input.train->parts();
    parts.signals[0].kind = SignalKind::Implicit;
    parts.signals[0].useValue = false;
    parts.matrix.binary = true;
    input.train = std::make_shared<const Dataset>(std::move(parts));
    EXPECT_FALSE(evaluate(input, {contestantOf("baseline")}, optionsOf(both)));
    const auto lists = evaluate(input, {contestantOf("baseline")}, optionsOf({}, 5));
    ASSERT_TRUE(lists);
    EXPECT_EQ(find(lists->models[0], "rmse"), nullptr);
    input.testRatings = nullptr;
    EXPECT_FALSE(evaluate(input, {contestantOf("baseline")}, optionsOf(both)));
}

TEST(RatingErrors, AreComparedOverAllRatings) {
    const EvaluationInput input = randomInput();
    Contestant loose = contestantOf("baseline");
    loose.label = "loose";
    ASSERT_TRUE(loose.params.set(findAlgorithm("baseline")->params, "user_regularization", "0"));
    const std::vector<Contestant> contestants{contestantOf("baseline"), loose};
    ExecutionContext one;
    one.threads = 1;
    const auto result = evaluate(input, contestants, optionsOf(both, 200), one);
    ASSERT_TRUE(result) << result.error().text();
    EXPECT_TRUE(result->models[0].lists.empty()) << "nothing to rank";
    ASSERT_EQ(result->pairs.size(), 2U);
    for (const PairResult& pair : result->pairs) {
        const MetricValue& a = *find(result->models[0], pair.metric);
        const MetricValue& b = *find(result->models[1], pair.metric);
        EXPECT_EQ(pair.b, "loose");
        EXPECT_DOUBLE_EQ(pair.difference, a.value - b.value);
        EXPECT_LE(pair.low, pair.difference);
        EXPECT_GE(pair.high, pair.difference);
        std::vector<double> differences;
        for (std::size_t user = 0; user < a.perUser.size(); ++user) {
            if (!std::isnan(a.perUser[user])) {
                differences.push_back(a.pooled->sums[user] - b.pooled->sums[user]);
            }
        }
        EXPECT_EQ(differences.size(), a.users);
        EXPECT_DOUBLE_EQ(pair.p, pairedTTest(differences));
    }
    ExecutionContext two;
    two.threads = 2;
    const auto again = evaluate(input, contestants, optionsOf(both, 200), two);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->fingerprint, result->fingerprint);
    EXPECT_EQ(again->pairs[0].low, result->pairs[0].low);
    EXPECT_EQ(again->models[1].metrics[0].high, result->models[1].metrics[0].high);
}

TEST(RatingErrors, OfAGroupAreOverItsRatings) {
    const EvaluationInput input = randomInput();
    const auto result = evaluate(input, {contestantOf("baseline")}, optionsOf(both, 50));
    ASSERT_TRUE(result) << result.error().text();
    Segmentation halves{"half", {"even", "odd"}, {}};
    for (std::uint32_t user = 0; user < 60; ++user) {
        halves.group.push_back(user % 2);
    }
    const auto segments = segmentResults(*result, {halves}, 50);
    ASSERT_TRUE(segments);
    ASSERT_EQ(segments->size(), 2U);
    const PooledMean& errors = *result->models[0].metrics[0].pooled;
    for (std::size_t half = 0; half < 2; ++half) {
        double sum = 0;
        double count = 0;
        for (std::size_t user = half; user < 60; user += 2) {
            sum += errors.sums[user];
            count += errors.counts[user];
        }
        const MetricValue& rmse = (*segments)[half].models[0].metrics[0];
        EXPECT_EQ(rmse.key, "rmse");
        EXPECT_DOUBLE_EQ(rmse.value, std::sqrt(sum / count));
        EXPECT_LT(rmse.low, rmse.value);
        EXPECT_GT(rmse.high, rmse.value);
        EXPECT_EQ(rmse.users, (*segments)[half].users);
    }
}

TEST(RatingErrors, CountPeopleWhoLikedNothing) {
    // Signals of weight 0: nothing is positive, everything is rated.
    EvaluationInput input =
        smallInput({{UserIndex(0), ItemIndex(3), 0, 2}, {UserIndex(1), ItemIndex(2), 0, 3}});
    Dataset::Parts parts = input.train->parts();
    parts.signals[0].weight = 0;
    input.train = std::make_shared<const Dataset>(std::move(parts));
    input.test = heldOutOf(*input.train, Interactions({{UserIndex(0), ItemIndex(3), 0, 2}}, 3));
    const auto result = evaluate(input, {contestantOf("baseline")}, optionsOf(both, 10));
    ASSERT_TRUE(result) << result.error().text();
    EXPECT_EQ(result->models[0].metrics[0].users, 2U);
    EXPECT_FALSE(evaluate(input, {contestantOf("baseline")}, optionsOf({}, 10)));
}

} // namespace
} // namespace tastescope
