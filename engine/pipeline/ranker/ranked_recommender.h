// SPDX-License-Identifier: GPL-3.0-or-later
// A learned ranker where a model is asked for: its own sources find the candidates, so that lists, columns
// and comparisons need not know that there are two stages. Thread-safe.
#pragma once

#include "engine/pipeline/ranker/learned_ranker.h"

#include <memory>
#include <string_view>

namespace tastescope {

/// What stored rankers are called where models have the id of their algorithm.
inline constexpr std::string_view rankerId = "ranker";

/// Items that none of its sources has among the first thousand score -1. Likeness is that of the first source
/// that has vectors, else of the first. No item of the past accounts for a score by itself: explanations have
/// a base only; explain() of the ranker tells more.
std::shared_ptr<const Recommender> rankedRecommender(std::shared_ptr<const LearnedRanker> ranker);
/// The same for one person whose sources were asked before, by features().about(): whoever it is asked for,
/// the scores are theirs, and no source is asked again.
std::shared_ptr<const Recommender> rankedRecommender(std::shared_ptr<const LearnedRanker> ranker,
                                                     std::shared_ptr<const RankedPerson> person);
/// The ranker within; null where the model is no such.
std::shared_ptr<const LearnedRanker> rankerWithin(const Recommender& model);

} // namespace tastescope
