// SPDX-License-Identifier: GPL-3.0-or-later
// Hyper-parameter search: trains an algorithm with many parameter sets on one part and judges each on a
// validation part that is cut from the training data, never on the test part. Random search, or successive
// halving (Jamieson, Talwalkar 2016): all trials get a ninth of the rounds of training, the best third goes
// on with a third of them, the best ninth with all. The defaults are trial 1 and are never dropped, so that
// the winner is always compared with them.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/split.h"
#include "engine/evaluation/search_space.h"
#include "engine/metrics/metric.h"
#include "engine/models/params/param.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

enum class SearchStrategy { Random, Halving };

/// "random", "halving".
std::string_view strategyName(SearchStrategy strategy);
Result<SearchStrategy> parseStrategy(std::string_view name);

/// One metric at one length; its direction says what is better.
struct SearchMetric {
    const MetricInfo* metric = findMetric("ndcg");
    std::size_t k = 10;

    std::string key() const { return metricKey(*metric, k); }
};
/// "ndcg@10", "rmse". Refuses metrics that are neither better high nor better low.
Result<SearchMetric> parseSearchMetric(std::string_view text);

struct SearchOptions {
    std::string algorithm;
    FixedParams fixed{};
    std::size_t trials = 20;
    SearchStrategy strategy = SearchStrategy::Random;
    SearchMetric metric{};
    std::uint64_t seed = 42;
};

/// One training of one trial, and what it was worth. All that has to be kept to go on with a search later.
struct TrialMeasurement {
    std::size_t trial = 0; ///< from 1
    double share = 1;      ///< of the rounds of training, or of the people
    double value = std::numeric_limits<double>::quiet_NaN();
    double low = std::numeric_limits<double>::quiet_NaN();
    double high = std::numeric_limits<double>::quiet_NaN();
    std::size_t users = 0;
    double seconds = 0;    ///< of the training
    std::string problem{}; ///< why it failed; empty = it did not
    std::string params{};  ///< ParamSet::text() of the trial; empty = as this version draws them
};

enum class TrialStatus {
    Waiting,
    Running,
    Measured, ///< with a part of the rounds; may go on
    Dropped,  ///< was not among the best of its rung
    Done,     ///< with all rounds
    Failed
};
/// "waiting", "running", "measured", "dropped", "done", "failed".
std::string_view statusName(TrialStatus status);

struct SearchTrial {
    std::size_t number = 0; ///< from 1; 1 = the defaults
    ParamSet params;
    TrialStatus status = TrialStatus::Waiting;
    std::size_t rung = 0;    ///< the last one it was measured on, from 1; 0 = none yet
    TrialMeasurement last{}; ///< of that rung
    double seconds = 0;      ///< of all its trainings
};

struct SearchResult {
    std::vector<SearchTrial> trials;   ///< by number
    std::vector<double> shares;        ///< of each rung; the last is 1
    std::optional<std::size_t> best{}; ///< place in `trials`: of those on the highest rung reached
    bool complete = false;             ///< false: asked to finish early
};

/// Called from the thread that searches.
struct SearchObserver {
    /// A trial that changed; first each of them once, waiting.
    std::function<void(const SearchTrial&)> trial{};
    /// A new measurement, to be kept. An error ends the search.
    std::function<Result<void>(const TrialMeasurement&)> keep{};
};

/// `parts` are what the trials are trained on and judged by, and what the defaults follow from that the
/// search looks about; `known` are measurements of an earlier, unfinished run of the same search, which are
/// not made again unless they are of other parameters. `context.finish` ends it after the running trial. A
/// trial that fails (memory) is reported and passed over. Fails on cancellation, on parameters that do not
/// exist, on an algorithm without any, on a metric that the algorithm does not give, and when all trials
/// fail.
Result<SearchResult> searchParameters(const Split& parts, const SearchOptions& options,
                                      std::span<const TrialMeasurement> known = {},
                                      const SearchObserver& observer = {},
                                      const ExecutionContext& context = {});

/// What is known of a search from its measurements alone, without going on with it.
Result<SearchResult> searchSoFar(const SearchOptions& options, std::span<const TrialMeasurement> known);

} // namespace tastescope
