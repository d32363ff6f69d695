// SPDX-License-Identifier: GPL-3.0-or-later
// Trees from ranked examples, by XGBoost (Chen, Guestrin 2016): pairs of one person's candidates of which one
// was taken are to stand in the right order (LambdaMART: Burges 2010), or each candidate by itself is to be
// told whether it is taken. The same bits for the same rows and seed, whatever the number of threads.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/pipeline/ranker/boosted_trees.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace tastescope {

/// Candidates of several people, one after the other.
struct RankingRows {
    std::size_t features = 0;
    std::vector<float> values;         ///< row after row; NaN = missing
    std::vector<float> labels;         ///< 1: taken, 0: passed over
    std::vector<std::uint32_t> groups; ///< rows of each person

    std::size_t rows() const { return labels.size(); }
};

enum class BoostingLoss : std::uint8_t {
    Pairwise, ///< pairs of a person's candidates count alike
    Ndcg,     ///< pairs count by what their exchange would change of NDCG
    Logistic  ///< candidates by themselves
};

struct BoostingOptions {
    BoostingLoss loss = BoostingLoss::Logistic;
    std::size_t trees = 100;
    std::size_t depth = 5;
    double learningRate = 0.1;
    double leastChild = 5; ///< weight that a leaf has at least
    double regularization = 5;
    double rowShare = 0.8;    ///< that a tree sees
    double columnShare = 0.6; ///< likewise
};

/// Whether the program was built with XGBoost.
bool canBoost();

/// InvalidArgument without rows; Unsupported where the program was built without XGBoost; Cancelled between
/// trees.
Result<BoostedTrees> boostTrees(const RankingRows& rows, const BoostingOptions& options,
                                const ExecutionContext& context = {});

/// The trees of a model that XGBoost (1.7 to 3.0) stored as JSON; Internal where they cannot be read.
Result<BoostedTrees> treesOfXgboost(std::string_view json, std::size_t features);

/// "pairwise", "ndcg", "logistic".
std::string_view lossName(BoostingLoss loss);

} // namespace tastescope
