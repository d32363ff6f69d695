// SPDX-License-Identifier: GPL-3.0-or-later
// Trains on one part, ranks, compares with the other part, with intervals and paired tests. No leakage:
// models see `train` only.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/dataset.h"
#include "engine/data/split.h"
#include "engine/metrics/metric.h"
#include "engine/models/algorithm.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tastescope {

/// One thing to be judged: an algorithm to be trained, or lists made elsewhere.
struct Contestant {
    std::string label;     ///< shown: "als", "als:factors=32"
    std::string algorithm; ///< id; empty for lists
    ParamSet params;
    /// Ready lists by user (empty = none for that user), instead of an algorithm.
    std::vector<std::vector<ScoredItem>> lists{};
};

/// Held-out relevant items, sorted by item within a user; `values` are the test values used as gain (1
/// without values). `coldItems[u]` counts relevant items that are not in the training id map at all: they
/// belong to |T|; `coldValues` holds their gains, user after user (empty = all 1).
struct HeldOut {
    std::vector<std::uint64_t> offsets;
    std::vector<ItemIndex> items;
    std::vector<float> values;
    std::vector<std::uint32_t> coldItems;
    std::vector<float> coldValues{};

    std::span<const ItemIndex> itemsOf(UserIndex user) const {
        return std::span(items).subspan(offsets[user.value], offsets[user.value + 1] - offsets[user.value]);
    }
    std::span<const float> valuesOf(UserIndex user) const {
        return std::span(values).subspan(offsets[user.value], offsets[user.value + 1] - offsets[user.value]);
    }
    std::size_t relevantCount(UserIndex user) const {
        return itemsOf(user).size() + (coldItems.empty() ? 0 : coldItems[user.value]);
    }
};

/// Relevant = pairs of `test` that count as positive under the data set's signals (weight > 0).
HeldOut heldOutOf(const Dataset& train, const Interactions& test);

struct EvaluationInput {
    std::shared_ptr<const Dataset> train;
    HeldOut test;
    /// Cold users: their history instead of a row in train; null otherwise.
    std::shared_ptr<const InteractionMatrix> coldHistory;
    std::string protocol; ///< shown and part of the fingerprint: "per-user, 20 % test"
    bool sampled = false; ///< candidates were sampled: shown wherever its numbers are shown
    /// Held-out ratings, whatever they weigh, as ratingMatrix gives them; null: ratings are not measured.
    /// Columns at and behind train->itemCount() are items unknown to train.
    std::shared_ptr<const InteractionMatrix> testRatings{};
    /// The ratings in the cold users' histories; null without any.
    std::shared_ptr<const InteractionMatrix> coldRatings{};
};

/// From the parts of a split, whose train part says how events become numbers. After a stop: without entries.
EvaluationInput evaluationInput(const Split& parts, std::string protocol,
                                const ExecutionContext& context = {});

struct EvaluationOptions {
    std::vector<std::size_t> ks{10};
    /// Empty = all. With rating errors alone nothing is ranked, and users count who have test ratings.
    std::vector<const MetricInfo*> metrics;
    /// 0 = the whole training catalogue (items with a training event); n = the test items plus n random
    /// others a user.
    std::size_t sampledCandidates = 0;
    std::vector<ItemIndex> candidates; ///< not empty: rank only these (sorted)
    std::size_t resamples = 1000;
};

/// What a metric over all test ratings is made of, by user index: it is no mean of users' values.
struct PooledErrors {
    std::vector<double> sums;   ///< of squared or absolute errors
    std::vector<double> counts; ///< of ratings
    bool root = false;          ///< value = √(Σ sums / Σ counts) instead of Σ sums / Σ counts
};

struct MetricValue {
    std::string key; ///< "ndcg@10"
    double value = 0;
    double low = 0;
    double high = 0; ///< 95 % bootstrap interval over users; for Global metrics over resampled users' lists,
                     ///< widened to hold the value
    std::size_t users = 0;
    std::vector<double> perUser;          ///< by user index; NaN = left out; empty for Global
    std::optional<PooledErrors> pooled{}; ///< rmse and mae
};

struct ModelResult {
    std::string label;
    std::string algorithm;
    std::string params; ///< ParamSet::text()
    double fitSeconds = 0;
    double scoreSeconds = 0;
    std::vector<MetricValue> metrics;
    std::vector<std::vector<ScoredItem>>
        lists; ///< of the largest k, by user index; empty for users without test items
};

struct PairResult {
    std::string a;
    std::string b;
    std::string metric;
    double difference = 0; ///< mean of a − b over users; of pooled metrics the difference of the values
    double low = 0;
    double high = 0;
    double p = 1; ///< paired t-test, Holm-corrected over all pairs of the metric
};

/// One model in one group of users.
struct SegmentModel {
    std::string label;
    std::vector<MetricValue> metrics; ///< without perUser; metrics without values per user are left out
};
struct SegmentResult {
    std::string by;
    std::string segment;
    std::size_t users = 0; ///< of the group who have test items
    std::vector<SegmentModel> models;
};

struct EvaluationResult {
    std::string fingerprint; ///< of the experiment: data, protocol, options, contestants
    std::string protocol;
    bool sampled = false;
    std::size_t usersWithTest = 0;
    std::size_t usersWithout = 0;
    std::vector<UserIndex> users; ///< those with test items, ascending
    std::vector<ModelResult> models;
    std::vector<PairResult> pairs;
    std::vector<SegmentResult> segments; ///< empty unless asked for (segments.h)
};

/// Fails on cancellation, on a contestant that cannot be trained, when nobody has test items, and when
/// nothing but rating errors is asked of models that predict no ratings. Such models simply lack them
/// otherwise.
Result<EvaluationResult> evaluate(const EvaluationInput& input, const std::vector<Contestant>& contestants,
                                  const EvaluationOptions& options, const ExecutionContext& context = {});

} // namespace tastescope
