// SPDX-License-Identifier: GPL-3.0-or-later
// What an evaluation found: values per user are kept, so that intervals, tests and groups need no second
// training.
#pragma once

#include "engine/base/scored_item.h"
#include "engine/data/filters.h"
#include "engine/data/id_map.h"
#include "engine/models/algorithm.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tastescope {

struct HeldOut;

/// What a number that is no mean of users' values is made of, by user index: of(Σ sums / Σ counts).
struct PooledMean {
    std::vector<double> sums;   ///< of errors, as a metric of ratings adds them
    std::vector<double> counts; ///< of ratings; 0 = the user is left out
    double (*of)(double mean) = nullptr;
};

/// How much values differ, as standard deviations; nothing where there is only one to compare.
struct Spread {
    std::optional<double> users;
    std::optional<double> seeds; ///< of the means of each seed's folds
    std::optional<double> folds; ///< within a seed, pooled over seeds
};

struct MetricValue {
    std::string key; ///< "ndcg@10"
    double value = 0;
    double low = 0;
    double high = 0; ///< 95 % interval: bootstrap over users, Student's t for few of them; the delete-a-group
                     ///< jackknife for a number that is no mean over users
    std::size_t users = 0;
    std::vector<double> perUser;            ///< by user index; NaN = left out; empty for all lists together
    std::optional<PooledMean> pooled{};     ///< rmse and mae
    std::optional<PooledMean> ofGroups{};   ///< popularity_lift, which of a group is no mean over its users
    std::vector<double> runs{};             ///< of each of several runs, NaN where it has none; else empty
    Spread spread{};                        ///< of several runs
    std::optional<std::size_t> coldShown{}; ///< coverage, entropy, gini: places of lists that hold an item
                                            ///< outside the training catalogue
};

struct ModelResult {
    std::string label;
    std::string algorithm;
    std::string params;                 ///< ParamSet::text(), with what followed from the data
    std::vector<DataDefault> chosen{};  ///< what did, and why
    std::vector<std::string> remarks{}; ///< what a person has to know of its lists: "ranks without signal"
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

/// Two groups of people under one model and metric, the better served by number first.
struct GapPair {
    std::string a;
    std::string b;
    double difference = 0; ///< a − b, not negative
    double low = 0;
    double high =
        0;        ///< 95 %: Welch's; of the two that differ most a bootstrap within each, from 30 people on
    double p = 1; ///< Welch's test, Holm-corrected over all pairs of groups
};
/// How differently one model serves the groups of one segmentation.
struct GapResult {
    std::string by;
    std::string label;          ///< of the model
    std::string key;            ///< "user_group_gap(ndcg@10)"
    std::size_t users = 0;      ///< of the groups that count
    std::vector<GapPair> pairs; ///< of them, the largest difference first: it is the gap
};

/// People are in the group `segment` of the grouping `by`.
struct SliceCondition {
    std::string by;
    std::string segment;
    friend bool operator==(const SliceCondition&, const SliceCondition&) = default;
};
/// People of one group, or of two groups at once, to whom model A does worse than B (slices.h).
struct Slice {
    std::vector<SliceCondition> conditions; ///< one or two
    std::size_t users = 0;                  ///< to whom the metric applies under both
    double a = 0;                           ///< means
    double b = 0;
    double loss = 0; ///< by how much A is worse, whichever direction is better
    double low = 0;  ///< what the loss is at least, however many slices were looked at
    double p = 1;    ///< that there is no loss, one-sided, corrected likewise
};
struct SliceSearch {
    std::string a;
    std::string b;
    std::string metric;
    std::size_t looked = 0;    ///< slices that were large enough
    std::size_t found = 0;     ///< those in which A loses for certain
    std::size_t users = 0;     ///< everybody with a value of both
    double loss = 0;           ///< of everybody
    std::vector<Slice> slices; ///< the first of those found
};

/// What a file that an evaluation read holds: what could not be used, or counts for nothing, is counted.
struct FileCounts {
    std::string role; ///< "train", "test", "history", "lists", "candidates", "groups"
    std::string file; ///< empty for parts cut from the project
    std::vector<std::pair<std::string, std::size_t>> counts; ///< "rows", then "seen", "repeated", …
};

/// One of several trainings and measurements of the same models: another seed, another fold.
struct EvaluationRun {
    std::uint64_t seed = 42;
    std::size_t fold = 0; ///< from 1; 0 = there are no folds
};

/// Users and items of the test part that training has never seen, and what became of them.
struct UnseenCounts {
    bool leftOut = false; ///< else they are judged: strangers by what a model gives them, items as not found
    std::size_t users = 0;
    std::size_t items = 0;
    std::size_t events = 0; ///< of such users or items
};

enum class LeakWeight {
    Leak, ///< training knows what it could not have known
    Bias, ///< the number says less than it seems to
    Note  ///< worth knowing
};
/// One way in which the parts of an evaluation flatter or mislead (leaks.h).
struct Leak {
    std::string id; ///< "later_events"
    LeakWeight weight = LeakWeight::Leak;
    std::size_t count = 0; ///< of test events mostly
    std::size_t of = 0;    ///< 0 = the count is of no whole
    std::string what;      ///< a sentence with the numbers
    std::string remedy;
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
    std::vector<SegmentResult> segments;              ///< empty unless asked for (segments.h)
    std::vector<GapResult> gaps{};                    ///< likewise
    std::optional<std::vector<SliceSearch>> slices{}; ///< where they were looked for: every two models, both
                                                      ///< ways
    std::vector<FileCounts> files{};                  ///< set by who read them
    std::vector<FilterEffect> filters{};              ///< what was left out before the parts were cut
    UnseenCounts unseen{};                            ///< of the first run
    std::optional<std::vector<Leak>> leaks{};         ///< of the first run, where they were looked for
    std::vector<EvaluationRun> runs{};                ///< empty for a single one (runs.h)
    std::shared_ptr<const IdMap> userIds{};           ///< of the rows that values per user count by
    std::shared_ptr<const IdMap> itemIds{};           ///< of the rows of lists and of what was held out
    std::shared_ptr<const HeldOut> heldOut{};         ///< (evaluation_input.h); null for several runs
    // Set by who knows them: what was asked for as text (storage/experiments/specification.h), the data that
    // it was asked of, and the time that it took.
    std::string specification{};
    std::string dataFingerprint{};
    double seconds = 0;
};

} // namespace tastescope
