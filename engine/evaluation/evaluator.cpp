// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/evaluator.h"

#include "engine/base/fingerprint.h"
#include "engine/base/progress.h"
#include "engine/data/ratings.h"
#include "engine/evaluation/measure.h"
#include "engine/evaluation/ranking.h"
#include "engine/evaluation/rating_errors.h"
#include "engine/models/data_defaults.h"
#include "engine/models/hybrid/hybrid.h"
#include "engine/models/signal_remarks.h"
#include "engine/models/swept_params.h"
#include "engine/registry/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>

namespace tastescope {
namespace {

Error withContext(Error error, const std::string& context) {
    error.context = error.context.empty() ? context : context + ", " + error.context;
    return error;
}

Result<void> checkInput(const EvaluationInput& input, const std::vector<Contestant>& contestants,
                        const EvaluationOptions& options) {
    const auto refuse = [](const char* what, const char* remedy) {
        return Error{ErrorCode::InvalidArgument, what, remedy, "evaluation"};
    };
    if (contestants.empty()) {
        return refuse("There is nothing to evaluate", "Name at least one model or one file of lists");
    }
    if (options.ks.empty() || std::find(options.ks.begin(), options.ks.end(), 0U) != options.ks.end()) {
        return refuse("A list length of 0 cannot be measured", "Give list lengths of 1 or more");
    }
    if (!options.metrics.empty() && std::ranges::all_of(options.metrics, [](const MetricInfo* metric) {
            return metric->as<GroupMetric>() != nullptr;
        })) {
        return refuse("A gap between groups is one of another metric",
                      "Name that metric as well, as in ndcg,user_group_gap");
    }
    const std::size_t users = input.train->userCount();
    if (input.test.offsets.size() != users + 1 || input.train->matrix().userCount() != users) {
        return refuse("Test and training data are not about the same users",
                      "Use the id map of the training data for both");
    }
    return {};
}

std::vector<ItemIndex> allowedItems(const EvaluationInput& input, const EvaluationOptions& options) {
    if (!options.candidates.empty()) {
        return options.candidates;
    }
    std::vector<ItemIndex> items;
    for (std::size_t item = 0; item < input.train->itemCount(); ++item) {
        if (input.train->matrix().countOf(ItemIndex(item)) > 0) {
            items.emplace_back(item);
        }
    }
    return items;
}

std::string fingerprintOf(const EvaluationInput& input, const std::vector<Contestant>& contestants,
                          const EvaluationOptions& options, std::uint64_t seed) {
    Fingerprint print;
    print.add(input.train->fingerprint());
    print.addArray(std::span<const std::uint64_t>(input.test.offsets));
    print.addArray(std::span<const ItemIndex>(input.test.items));
    print.addArray(std::span<const float>(input.test.values));
    print.addArray(std::span<const std::uint32_t>(input.test.coldItems));
    print.addArray(std::span<const float>(input.test.coldValues));
    for (const auto& ratings : {input.testRatings, input.coldRatings}) {
        if (ratings) {
            print.addArray(ratings->userOffsets());
            print.addArray(ratings->items());
            print.addArray(ratings->values());
        }
    }
    print.add(input.protocol);
    print.add(seed);
    print.addArray(std::span<const std::size_t>(options.ks));
    for (const MetricInfo* metric : options.metrics) {
        print.add(metric->id);
    }
    print.add(static_cast<std::uint64_t>(options.sampledCandidates));
    print.addArray(std::span<const ItemIndex>(options.candidates));
    print.add(static_cast<std::uint64_t>(options.resamples));
    for (const Contestant& contestant : contestants) {
        print.add(contestant.label);
        print.add(contestant.algorithm);
        print.add(contestant.params.text());
        if (contestant.sweptFrom) {
            print.add(contestant.sweptFrom->text());
        }
        if (contestant.rules) {
            print.add(contestant.rules->json);
        }
        for (const std::vector<ScoredItem>& list : contestant.lists) {
            print.addArray(std::span<const ScoredItem>(list));
        }
        for (const auto& given : {contestant.scores, contestant.predictions}) {
            if (given) {
                print.addArray(std::span<const std::uint64_t>(given->offsets));
                print.addArray(std::span<const ItemIndex>(given->items));
                print.addArray(std::span<const double>(given->values));
            }
        }
    }
    return print.text();
}

bool isRatingMetric(const MetricInfo* metric) {
    return metric->as<ErrorMetric>() != nullptr;
}

std::vector<const ScoreMetric*> scoreMetrics(const Yardstick& yardstick) {
    std::vector<const ScoreMetric*> found;
    for (const MetricInfo* metric : yardstick.metrics) {
        if (const auto* ofScores = metric->as<ScoreMetric>()) {
            found.push_back(ofScores);
        }
    }
    return found;
}

/// Lists are made for them; without any nothing needs to be ranked.
bool wantsLists(const Yardstick& yardstick) {
    return std::ranges::any_of(yardstick.metrics, [](const MetricInfo* metric) {
        return !isRatingMetric(metric) && !metric->as<GroupMetric>();
    });
}

bool hasTestRatings(const EvaluationInput& input) {
    return input.testRatings && input.testRatings->entryCount() > 0;
}

Yardstick makeYardstick(const EvaluationInput& input, const EvaluationOptions& options) {
    Yardstick yardstick;
    yardstick.input = &input;
    yardstick.ks = options.ks;
    yardstick.metrics = options.metrics;
    if (yardstick.metrics.empty()) {
        for (const MetricInfo& metric : metrics()) {
            yardstick.metrics.push_back(&metric);
        }
    }
    yardstick.resamples = options.resamples;
    yardstick.facts = catalogueFacts(input.train->matrix());
    yardstick.byAttributes = AttributeSimilarity(input.train->itemAttributes());
    yardstick.categories = ItemCategories(input.train->itemAttributes(), yardstick.facts.counts);
    yardstick.creators = Creators(input.train->itemAttributes(), yardstick.facts.counts);
    // Without any attributes nothing can be said about diversity by attributes, or about categories.
    if (options.metrics.empty()) {
        std::erase_if(yardstick.metrics, [&](const MetricInfo* metric) {
            const auto* similarity = metric->as<SimilarityMetric>();
            return (similarity && similarity->by == SimilarBy::Attributes &&
                    yardstick.byAttributes.empty()) ||
                   (metric->as<CategoryMetric>() && yardstick.categories.empty());
        });
    }
    const bool lists = wantsLists(yardstick);
    for (std::size_t user = 0; user < input.train->userCount(); ++user) {
        const bool known = options.allUsers && !seenItems(input, UserIndex(user)).empty();
        const bool counts = lists ? known || input.test.relevantCount(UserIndex(user)) > 0
                                  : hasTestRatings(input) && user < input.testRatings->userCount() &&
                                        input.testRatings->countOf(UserIndex(user)) > 0;
        if (counts) {
            yardstick.users.emplace_back(user);
        }
    }
    return yardstick;
}

Result<std::shared_ptr<const Recommender>> fitContestant(const Contestant& contestant,
                                                         const RankingTask& task, ModelResult& result,
                                                         const ExecutionContext& context) {
    TRY_ASSIGN(const auto algorithm, requireAlgorithm(contestant.algorithm));
    const Dataset& train = *task.input->train;
    ParamSet params = contestant.params;
    if (contestant.sweptFrom) {
        result.chosen = sweptDefaults(*algorithm, train, params, *contestant.sweptFrom);
        TRY_ASSIGN(params, sweptParams(*algorithm, train, params, *contestant.sweptFrom));
    } else {
        result.chosen = dataDefaults(*algorithm, train, params);
    }
    ParamSet fitted = fittedParams(*algorithm, train, params);
    const auto start = std::chrono::steady_clock::now();
    auto model = algorithm->fit(train, params, context);
    if (!model) {
        return withContext(model.error(), contestant.label);
    }
    result.fitSeconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    for (DataDefault& proven : provenWeights(**model, fitted)) { // a number is of the weights that gave it
        fitted.setDefault(proven.name, proven.value);
        result.chosen.push_back(std::move(proven));
    }
    result.params = fitted.text();
    if (contestant.rules) { // whose numbers are not those of the model alone
        result.params += "+" + contestant.rules->name;
    }
    result.remarks = signalRemarks(**model, train, context);
    return model;
}

/// Ready lists, cut to what is measured and kept for the judged users only.
Ranking takeLists(const Contestant& contestant, const RankingTask& task) {
    Ranking ranking;
    ranking.lists.resize(task.input->train->userCount());
    for (const UserIndex user : task.users) {
        if (user.value < contestant.lists.size()) {
            std::vector<ScoredItem> list = contestant.lists[user.value];
            list.resize(std::min(list.size(), task.k));
            ranking.lists[user.value] = std::move(list);
        }
    }
    return ranking;
}

Result<void> judgeLists(Ranking ranking, const Yardstick& yardstick, ModelResult& result,
                        const ExecutionContext& context) {
    TRY_ASSIGN(auto values, measureLists(yardstick, ranking.lists, ranking.ofScores, context));
    result.scoreSeconds = ranking.scoreSeconds;
    result.metrics = std::move(values);
    result.lists = std::move(ranking.lists);
    return {};
}

/// `predictions` makes them for a scale.
template <typename Predictions>
Result<void> judgeRatings(const Predictions& predictions, const Yardstick& yardstick, ModelResult& result,
                          const ExecutionContext& context) {
    const auto& metrics = yardstick.metrics;
    if (std::none_of(metrics.begin(), metrics.end(), isRatingMetric) || !hasTestRatings(*yardstick.input)) {
        return {};
    }
    context.report(1, "Predicting ratings");
    const Ratings scale = ratingsOf(*yardstick.input->train, context);
    // Events that all count as 1 leave nothing to predict; of ratings that are all alike predictions made
    // elsewhere may yet be right or wrong.
    const bool given = result.algorithm.empty() && !scale.fromWeights;
    if (!(scale.low < scale.high) && !given && !context.stopRequested()) {
        return {};
    }
    const auto start = std::chrono::steady_clock::now();
    TRY_ASSIGN(auto errors, ratingErrorsOf(predictions(scale), scale, *yardstick.input, metrics, context));
    result.scoreSeconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    TRY_ASSIGN(auto values, summariseRatings(std::move(errors), context));
    std::move(values.begin(), values.end(), std::back_inserter(result.metrics));
    return {};
}

/// What was made elsewhere, by whichever of it there is.
Result<void> judgeGiven(const Contestant& contestant, const Yardstick& yardstick, const RankingTask& task,
                        ModelResult& result, const ExecutionContext& context) {
    if (contestant.predictions) {
        const auto predictions = [&](const Ratings& scale) -> PredictRatings {
            return [&](UserIndex user, std::span<const ItemIndex> items) {
                std::vector<double> ratings;
                for (const ItemIndex item : items) {
                    ratings.push_back(contestant.predictions->of(user, item).value_or(scale.mean));
                }
                return ratings;
            };
        };
        TRY(judgeRatings(predictions, yardstick, result, context));
        if (result.metrics.empty()) {
            const bool asked = std::ranges::any_of(yardstick.metrics, isRatingMetric);
            result.remarks.emplace_back(asked ? "there are no ratings to compare its predictions with"
                                              : "predictions are judged by rmse and mae only");
        }
        return {};
    }
    if (contestant.scores) {
        TRY_ASSIGN(auto ranking, rankScores(*contestant.scores, task, context));
        return judgeLists(std::move(ranking), yardstick, result, context);
    }
    return judgeLists(takeLists(contestant, task), yardstick, result, context);
}

Result<ModelResult> judge(const Contestant& contestant, const Yardstick& yardstick, const RankingTask& task,
                          const ExecutionContext& context) {
    ModelResult result;
    result.label = contestant.label;
    result.algorithm = contestant.algorithm;
    result.params = contestant.params.text();
    if (contestant.algorithm.empty()) {
        TRY(judgeGiven(contestant, yardstick, task, result, context));
        return result;
    }
    TRY_ASSIGN(const auto model, fitContestant(contestant, task, result, context));
    context.report(1, "Ranking");
    const ListMaker* maker = contestant.rules ? contestant.rules->maker.get() : nullptr;
    if (wantsLists(yardstick)) {
        TRY_ASSIGN(auto ranking,
                   maker ? maker->rank(*model, task, context) : rankUsers(*model, task, context));
        context.report(1, "Measuring");
        TRY(judgeLists(std::move(ranking), yardstick, result, context));
    }
    if (!maker && model->predictsRatings()) {
        const auto predictions = [&](const Ratings& scale) {
            return predictionsOf(*model, *yardstick.input, scale);
        };
        TRY(judgeRatings(predictions, yardstick, result, context));
    }
    return result;
}

/// What is asked for can be had at all.
Result<void> checkYardstick(const Yardstick& yardstick) {
    if (wantsLists(yardstick) && yardstick.users.empty()) {
        return Error{ErrorCode::BadInput, "Nobody has anything to be found in the test part",
                     "Use a larger test share, or data with positive signals", "evaluation"};
    }
    if (!wantsLists(yardstick) && !hasTestRatings(*yardstick.input)) {
        return Error{ErrorCode::BadInput, "The test part has no ratings",
                     "Use data with ratings, or measure lists", "evaluation"};
    }
    return {};
}

} // namespace

Result<EvaluationResult> evaluate(const EvaluationInput& input, const std::vector<Contestant>& contestants,
                                  const EvaluationOptions& options, const ExecutionContext& context) {
    TRY(checkInput(input, contestants, options));
    const Yardstick yardstick = makeYardstick(input, options);
    TRY(checkYardstick(yardstick));
    RankingTask task{&input,
                     yardstick.users,
                     allowedItems(input, options),
                     *std::max_element(options.ks.begin(), options.ks.end()),
                     options.sampledCandidates,
                     scoreMetrics(yardstick)};
    EvaluationResult result;
    result.protocol = input.protocol;
    result.sampled = input.sampled || options.sampledCandidates > 0;
    if (options.sampledCandidates > 0) { // wherever the protocol is named, this is
        result.protocol += fmt::format(", {} sampled candidates", options.sampledCandidates);
    }
    result.users = yardstick.users;
    if (wantsLists(yardstick)) {
        std::erase_if(result.users, [&](UserIndex user) { return input.test.relevantCount(user) == 0; });
    }
    result.userIds = input.train->parts().users;
    result.itemIds = input.train->parts().items;
    result.heldOut = std::make_shared<const HeldOut>(input.test);
    result.usersWithTest = result.users.size();
    result.usersWithout = input.train->userCount() - result.users.size();
    for (std::size_t at = 0; at < contestants.size(); ++at) {
        const auto parts = static_cast<double>(contestants.size());
        PartProgress progress(context, static_cast<double>(at) / parts, static_cast<double>(at + 1) / parts,
                              {.label = contestants[at].label});
        TRY_ASSIGN(auto model, judge(contestants[at], yardstick, task, progress.context()));
        result.models.push_back(std::move(model));
    }
    const bool measured = std::any_of(result.models.begin(), result.models.end(),
                                      [](const ModelResult& model) { return !model.metrics.empty(); });
    if (!measured && !wantsLists(yardstick)) {
        return Error{ErrorCode::InvalidArgument,
                     "RMSE and MAE need ratings that differ and a model that predicts them",
                     "Evaluate baseline, slope_one or user_knn:mode=basic, say", "evaluation"};
    }
    TRY_ASSIGN(auto pairs, comparePairs(result.models, options.resamples, context));
    result.pairs = std::move(pairs);
    result.fingerprint = fingerprintOf(input, contestants, options, context.seed);
    return result;
}

} // namespace tastescope
