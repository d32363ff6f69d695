// SPDX-License-Identifier: GPL-3.0-or-later
// A cut of the training data, and what it teaches: models trained on one side, people who took something on
// the other, their candidates as numbers with what they took of them and what they passed over. Numbers are
// from before the cut, the labels from behind it.
#pragma once

#include "engine/data/split.h"
#include "engine/evaluation/evaluation_input.h"
#include "engine/models/algorithm.h"
#include "engine/pipeline/ranker/ranker_features.h"
#include "engine/pipeline/ranker/tree_booster.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace tastescope {

struct ExampleOptions {
    std::size_t depth = 100;    ///< candidates that each source brings
    std::size_t explored = 20;  ///< random items besides, so that the trees have seen such
    std::size_t passedOver = 0; ///< candidates that were not taken of a person, drawn; 0 = all
    std::size_t people = 1'000; ///< drawn
};

/// People's candidates; groups of `rows` are people in their order.
struct RankerExamples {
    RankingRows rows;
    std::vector<std::uint32_t> relevant;      ///< by person: all they took, candidates or not
    std::vector<std::vector<double>> sources; ///< by source and person: NDCG of its list of ten
};

struct RankerWindow {
    std::shared_ptr<const Dataset> train;
    HeldOut taken;
    std::shared_ptr<const RankerFeatures> features;

    /// Of people with something taken.
    Result<RankerExamples> examples(const ExampleOptions& options, const ExecutionContext& context) const;
};

/// Trains the sources on `dataset`, each with its own defaults.
Result<std::shared_ptr<const RankerFeatures>> trainFeatures(std::shared_ptr<const Dataset> dataset,
                                                            std::span<const AlgorithmInfo* const> sources,
                                                            const ExecutionContext& context);
/// Fails where a side of the cut would be empty.
Result<RankerWindow> rankerWindow(const Dataset& dataset, const SplitOptions& cut,
                                  std::span<const AlgorithmInfo* const> sources,
                                  const ExecutionContext& context);

/// By person: NDCG of the ten best by `raw`, ties in the order of the rows.
std::vector<double> ndcgOfRows(const RankerExamples& examples, std::span<const float> raw);

} // namespace tastescope
