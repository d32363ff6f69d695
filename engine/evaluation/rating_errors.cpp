// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/rating_errors.h"

#include "engine/base/parallel.h"
#include "engine/evaluation/evaluation_input.h"
#include "engine/metrics/metric.h"
#include "engine/models/recommender.h"

#include <algorithm>
#include <limits>

namespace tastescope {
namespace {

constexpr std::size_t usersPerChunk = 16;

/// Predictions for the items one user has rated, those unknown to the model at the end.
std::vector<double> predict(const Recommender& model, const EvaluationInput& input, UserIndex user,
                            std::span<const ItemIndex> items, const Ratings& scale) {
    const auto firstUnknown = std::lower_bound(items.begin(), items.end(), ItemIndex(model.itemCount()));
    const std::span<const ItemIndex> known(items.begin(), firstUnknown);
    std::vector<float> scores(known.size());
    if (isCold(input, user)) {
        model.scoreHistory(knownHistory(input, user), known, scores);
    } else {
        model.score(user, known, scores);
    }
    std::vector<double> out(scores.begin(), scores.end());
    if (out.size() < items.size()) {
        const History said = scale.said(knownHistory(input, user));
        out.resize(items.size(), model.ratingOfUnknownItem(said).value_or(scale.mean));
    }
    return out;
}

/// The value when user `places[at]` counts `kept[at]` times.
double valueOf(const PooledMean& pooled, std::span<const std::size_t> places, std::span<const double> kept) {
    double sum = 0;
    double count = 0;
    for (std::size_t at = 0; at < kept.size(); ++at) {
        sum += kept[at] * pooled.sums[places[at]];
        count += kept[at] * pooled.counts[places[at]];
    }
    return pooled.of(sum / count);
}

std::vector<std::size_t> usersWithCounts(std::span<const double> counts) {
    std::vector<std::size_t> places;
    for (std::size_t user = 0; user < counts.size(); ++user) {
        if (counts[user] > 0) {
            places.push_back(user);
        }
    }
    return places;
}

MetricValue unsummarised(const MetricInfo& metric, std::size_t users) {
    MetricValue value;
    value.key = metricKey(metric, 0);
    value.perUser.assign(users, std::numeric_limits<double>::quiet_NaN());
    value.pooled =
        PooledMean{std::vector<double>(users), std::vector<double>(users), &metric.as<ErrorMetric>()->ofMean};
    return value;
}

} // namespace

PredictRatings predictionsOf(const Recommender& model, const EvaluationInput& input, const Ratings& scale) {
    return [&](UserIndex user, std::span<const ItemIndex> items) {
        return predict(model, input, user, items, scale);
    };
}

Result<std::vector<MetricValue>> ratingErrorsOf(const PredictRatings& predict, const Ratings& scale,
                                                const EvaluationInput& input,
                                                std::span<const MetricInfo* const> metrics,
                                                const ExecutionContext& context) {
    const InteractionMatrix& test = *input.testRatings;
    const std::size_t users = input.train->userCount();
    std::vector<MetricValue> values;
    std::vector<const ErrorMetric*> kinds;
    for (const MetricInfo* metric : metrics) {
        if (const auto* kind = metric->as<ErrorMetric>()) {
            values.push_back(unsummarised(*metric, users));
            kinds.push_back(kind);
        }
    }
    const auto judge = [&](std::size_t place, std::size_t at, std::span<const double> errors) {
        PooledMean& pooled = *values[place].pooled;
        for (const double error : errors) {
            kinds[place]->add(error, pooled.sums[at]);
        }
        pooled.counts[at] = static_cast<double>(errors.size());
        values[place].perUser[at] = pooled.of(pooled.sums[at] / pooled.counts[at]);
    };
    const auto work = [&](std::size_t begin, std::size_t end) {
        for (std::size_t at = begin; at < end && !context.stopRequested(); ++at) {
            const UserIndex user(at);
            if (test.countOf(user) == 0) {
                continue;
            }
            std::vector<double> errors = predict(user, test.itemsOf(user));
            const std::span<const float> truth = test.valuesOf(user);
            for (std::size_t place = 0; place < truth.size(); ++place) {
                errors[place] = scale.clip(errors[place]) - static_cast<double>(truth[place]);
            }
            for (std::size_t place = 0; place < values.size(); ++place) {
                judge(place, at, errors);
            }
        }
    };
    if (!parallelChunks(context, std::min(users, test.userCount()), usersPerChunk, work)) {
        return cancelledError();
    }
    return values;
}

Result<std::vector<MetricValue>> summariseRatings(std::vector<MetricValue> errors,
                                                  const ExecutionContext& context) {
    for (MetricValue& value : errors) {
        TRY_ASSIGN(const auto summary, summarisePooled(*value.pooled, context));
        value.value = summary.mean;
        value.low = std::max(summary.low, 0.0); // as no error is below; in this order NaN stays
        value.high = summary.high;
        value.users = summary.users;
    }
    std::erase_if(errors, [](const MetricValue& value) { return value.users == 0; });
    return errors;
}

Result<Summary> summarisePooled(const PooledMean& pooled, const ExecutionContext& context) {
    const std::vector<std::size_t> places = usersWithCounts(pooled.counts);
    const auto statistics = [&](std::span<const double> kept, std::span<double> out) {
        out[0] = valueOf(pooled, places, kept);
    };
    TRY_ASSIGN(const auto summaries, jackknifeOf(places.size(), 1, statistics, context));
    return summaries.front();
}

Result<PairResult> comparePooled(const MetricValue& a, const MetricValue& b, std::vector<double>& differences,
                                 const ExecutionContext& context) {
    const std::vector<std::size_t> places = usersWithCounts(a.pooled->counts);
    // All values are means over the same number of ratings: they agree where these add up to nothing.
    differences.clear();
    for (const std::size_t user : places) {
        differences.push_back(a.pooled->sums[user] - b.pooled->sums[user]);
    }
    const auto statistics = [&](std::span<const double> kept, std::span<double> out) {
        out[0] = valueOf(*a.pooled, places, kept) - valueOf(*b.pooled, places, kept);
    };
    TRY_ASSIGN(const auto summaries, jackknifeOf(places.size(), 1, statistics, context));
    PairResult pair;
    pair.metric = a.key;
    pair.difference = a.value - b.value;
    pair.low = summaries.front().low;
    pair.high = summaries.front().high;
    return pair;
}

} // namespace tastescope
