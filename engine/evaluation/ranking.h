// SPDX-License-Identifier: GPL-3.0-or-later
// The lists a trained model gives the people who are to be judged.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/base/scored_item.h"

#include <cstddef>
#include <vector>

namespace tastescope {

struct EvaluationInput;
struct GivenNumbers;
class Recommender;
struct ScoreMetric;

struct RankingTask {
    const EvaluationInput* input = nullptr;
    std::vector<UserIndex> users;   ///< with test items, ascending
    std::vector<ItemIndex> allowed; ///< sorted: what may be recommended
    std::size_t k = 10;
    std::size_t sampled = 0; ///< > 0: the test items plus so many others, drawn for each user by the seed
    std::vector<const ScoreMetric*> scoreMetrics;
};

struct Ranking {
    std::vector<std::vector<ScoredItem>> lists; ///< by user index
    /// Of each score metric the values by user index, NaN where it does not apply. Without a model: empty.
    std::vector<std::vector<double>> ofScores;
    double scoreSeconds = 0; ///< of the lists
};

/// Makes other lists of a trained model than its best: a rule set does. Thread-safe.
class ListMaker {
public:
    virtual ~ListMaker() = default;
    /// As rankUsers, without the values of score metrics: at most task.k items, of the allowed ones, none
    /// seen. Fails by cancellation, and when what it was told does not fit the data.
    virtual Result<Ranking> rank(const Recommender& model, const RankingTask& task,
                                 const ExecutionContext& context) const = 0;
};

/// Never lists a seen item. Fails only by cancellation.
Result<Ranking> rankUsers(const Recommender& model, const RankingTask& task,
                          const ExecutionContext& context = {});

/// The same from scores made elsewhere, compared as doubles.
Result<Ranking> rankScores(const GivenNumbers& scores, const RankingTask& task,
                           const ExecutionContext& context = {});

} // namespace tastescope
