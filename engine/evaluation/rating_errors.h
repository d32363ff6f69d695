// SPDX-License-Identifier: GPL-3.0-or-later
// How far a rating model's predictions lie from the held-out ratings. Every test rating counts, also those of
// people and items that training has never seen; predictions are clipped to the scale of the training
// ratings.
#pragma once

#include "engine/data/ratings.h"
#include "engine/evaluation/evaluation_result.h"
#include "engine/metrics/aggregate.h"

#include <functional>
#include <span>
#include <vector>

namespace tastescope {

struct EvaluationInput;
struct MetricInfo;
class Recommender;

/// A user's ratings of the items given, one each; called from several threads.
using PredictRatings = std::function<std::vector<double>(UserIndex user, std::span<const ItemIndex> items)>;

/// A model's predictions; items that it does not know are at the end. All of it must outlive the function.
PredictRatings predictionsOf(const Recommender& model, const EvaluationInput& input, const Ratings& scale);

/// A value for each metric of errors among `metrics`, by user and with the sums it is made of, but not
/// summarised. `scale` is of the training ratings. Fails only by cancellation.
Result<std::vector<MetricValue>> ratingErrorsOf(const PredictRatings& predict, const Ratings& scale,
                                                const EvaluationInput& input,
                                                std::span<const MetricInfo* const> metrics,
                                                const ExecutionContext& context = {});

/// The values over all ratings, with jackknife intervals for which users are left out. Nothing without
/// ratings. Fails only by cancellation.
Result<std::vector<MetricValue>> summariseRatings(std::vector<MetricValue> errors,
                                                  const ExecutionContext& context = {});

/// The value over all users with a count, NaN for nothing, with its interval. Fails only by cancellation.
Result<Summary> summarisePooled(const PooledMean& pooled, const ExecutionContext& context = {});

/// Of two models over the same test ratings: the difference of their values with its interval, and for the
/// t-test what each user adds to it. Fails only by cancellation.
Result<PairResult> comparePooled(const MetricValue& a, const MetricValue& b, std::vector<double>& differences,
                                 const ExecutionContext& context = {});

} // namespace tastescope
