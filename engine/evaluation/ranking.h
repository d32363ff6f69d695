// SPDX-License-Identifier: GPL-3.0-or-later
// The lists a trained model gives the people who are to be judged.
#pragma once

#include "engine/evaluation/evaluator.h"
#include "engine/models/recommender.h"

#include <span>
#include <vector>

namespace tastescope {

struct RankingTask {
    const EvaluationInput* input = nullptr;
    std::vector<UserIndex> users;   ///< with test items, ascending
    std::vector<ItemIndex> allowed; ///< sorted: what may be recommended
    std::size_t k = 10;
    std::size_t sampled = 0; ///< > 0: the test items plus so many others, drawn for each user by the seed
    bool auc = false;
};

struct Ranking {
    std::vector<std::vector<ScoredItem>> lists; ///< by user index
    std::vector<double> auc; ///< by user index, NaN where it does not apply; empty unless asked
    double scoreSeconds = 0; ///< of the lists
};

/// What the user is known by: the row of train, or the cold history. Sorted.
std::span<const ItemIndex> seenItems(const EvaluationInput& input, UserIndex user);
bool isCold(const EvaluationInput& input, UserIndex user);

/// Cold users by their history, with its ratings where they are known.
void scoreKnownBy(const Recommender& model, const EvaluationInput& input, UserIndex user,
                  std::span<float> scores);
/// The history a user is known by, cold or not.
History knownHistory(const EvaluationInput& input, UserIndex user);

/// Never lists a seen item. Fails only by cancellation.
Result<Ranking> rankUsers(const Recommender& model, const RankingTask& task,
                          const ExecutionContext& context = {});

} // namespace tastescope
