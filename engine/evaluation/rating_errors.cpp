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

/// The value when user `places[at]` was drawn `drawn[at]` times.
double drawnValue(const PooledErrors& errors, std::span<const std::size_t> places,
                  std::span<const double> drawn) {
    double sum = 0;
    double count = 0;
    for (std::size_t at = 0; at < drawn.size(); ++at) {
        sum += drawn[at] * errors.sums[places[at]];
        count += drawn[at] * errors.counts[places[at]];
    }
    return errors.metric->ofMean(sum / count);
}

std::vector<std::size_t> usersWithRatings(std::span<const double> counts) {
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
        PooledErrors{std::vector<double>(users), std::vector<double>(users), metric.as<ErrorMetric>()};
    return value;
}

} // namespace

Result<std::vector<MetricValue>> ratingErrorsOf(const Recommender& model, const Ratings& scale,
                                                const EvaluationInput& input,
                                                std::span<const MetricInfo* const> metrics,
                                                const ExecutionContext& context) {
    const InteractionMatrix& test = *input.testRatings;
    const std::size_t users = input.train->userCount();
    std::vector<MetricValue> values;
    for (const MetricInfo* metric : metrics) {
        if (metric->as<ErrorMetric>()) {
            values.push_back(unsummarised(*metric, users));
        }
    }
    const auto judge = [&](MetricValue& value, std::size_t at, std::span<const double> errors) {
        PooledErrors& pooled = *value.pooled;
        for (const double error : errors) {
            pooled.metric->add(error, pooled.sums[at]);
        }
        pooled.counts[at] = static_cast<double>(errors.size());
        value.perUser[at] = pooled.metric->ofMean(pooled.sums[at] / pooled.counts[at]);
    };
    const auto work = [&](std::size_t begin, std::size_t end) {
        for (std::size_t at = begin; at < end && !context.stopRequested(); ++at) {
            const UserIndex user(at);
            if (test.countOf(user) == 0) {
                continue;
            }
            std::vector<double> errors = predict(model, input, user, test.itemsOf(user), scale);
            const std::span<const float> truth = test.valuesOf(user);
            for (std::size_t place = 0; place < truth.size(); ++place) {
                errors[place] = scale.clip(errors[place]) - static_cast<double>(truth[place]);
            }
            for (MetricValue& value : values) {
                judge(value, at, errors);
            }
        }
    };
    if (!parallelChunks(context, std::min(users, test.userCount()), usersPerChunk, work)) {
        return cancelledError();
    }
    return values;
}

Result<std::vector<MetricValue>> summariseRatings(std::vector<MetricValue> errors, std::size_t resamples,
                                                  const ExecutionContext& context) {
    for (MetricValue& value : errors) {
        TRY_ASSIGN(const auto summary, summarisePooled(*value.pooled, resamples, context));
        value.value = summary.mean;
        value.low = summary.low;
        value.high = summary.high;
        value.users = summary.users;
    }
    std::erase_if(errors, [](const MetricValue& value) { return value.users == 0; });
    return errors;
}

Result<Summary> summarisePooled(const PooledErrors& errors, std::size_t resamples,
                                const ExecutionContext& context) {
    const std::vector<std::size_t> places = usersWithRatings(errors.counts);
    const auto statistics = [&](std::span<const double> drawn, std::span<double> out) {
        out[0] = drawnValue(errors, places, drawn);
    };
    double point = 0;
    statistics(std::vector<double>(places.size(), 1.0), std::span(&point, 1));
    TRY_ASSIGN(const auto intervals, bootstrapStatistics(places.size(), 1, resamples, statistics, context));
    const Interval& interval = intervals.front();
    return Summary{point, std::min(point, interval.low), std::max(point, interval.high), places.size()};
}

Result<PairResult> comparePooled(const MetricValue& a, const MetricValue& b, std::vector<double>& differences,
                                 std::size_t resamples, const ExecutionContext& context) {
    const std::vector<std::size_t> places = usersWithRatings(a.pooled->counts);
    // All values are means over the same number of ratings: they agree where these add up to nothing.
    differences.clear();
    for (const std::size_t user : places) {
        differences.push_back(a.pooled->sums[user] - b.pooled->sums[user]);
    }
    const auto statistics = [&](std::span<const double> drawn, std::span<double> out) {
        out[0] = drawnValue(*a.pooled, places, drawn) - drawnValue(*b.pooled, places, drawn);
    };
    TRY_ASSIGN(const auto intervals, bootstrapStatistics(places.size(), 1, resamples, statistics, context));
    PairResult pair;
    pair.metric = a.key;
    pair.difference = a.value - b.value;
    pair.low = intervals[0].low;
    pair.high = intervals[0].high;
    return pair;
}

} // namespace tastescope
