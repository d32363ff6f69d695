// SPDX-License-Identifier: GPL-3.0-or-later
// Training the two towers by a softmax among the items of a batch, each item's score corrected by its chance
// to be there (Yi et al. 2019), with Adam and early stopping.
#pragma once

#include "engine/base/result.h"
#include "engine/linalg/sparse_rows.h"
#include "engine/models/deep/two_tower/two_tower_network.h"
#include "engine/models/learning/item_sequence.h"

namespace tastescope {

struct TwoTowerOptions {
    TwoTowerShape shape;
    int epochs = 50;
    /// Epochs without a better one before the training ends; 0 = never, and no item is held back.
    int patience = 3;
    std::size_t batch = 4096; ///< events a step
    double learningRate = 2e-3;
    double dropout = 0.2;   ///< of a person's vector
    double idDropout = 0.1; ///< how often an item is known by its attributes alone
    bool popularityCorrection = true;
};

/// What is known besides the sequences: a row an item and a row a user, of `terms` columns each.
struct TowerAttributes {
    SparseRows items;
    std::size_t itemTerms = 0;
    SparseRows users;
    std::size_t userTerms = 0;
};

/// The table has the items' rows, then those of the items' terms, then those of the users' terms.
struct TowerTable {
    std::size_t items = 0;
    std::size_t itemTerms = 0;
    std::size_t userTerms = 0;
    std::uint32_t itemTerm(std::uint32_t term) const { return static_cast<std::uint32_t>(items + term); }
    std::uint32_t userTerm(std::uint32_t term) const {
        return static_cast<std::uint32_t>(items + itemTerms + term);
    }
    std::size_t rows() const { return items + itemTerms + userTerms; }
};

/// Inputs of the item tower for items [first, first + out.rows).
void itemInputs(const NetworkWeights& weights, const TowerTable& table, const TowerAttributes& attributes,
                std::size_t first, Rows<float> out);

/// Weights of the best epoch; all zero when there is nothing to learn from. Items without events have a zero
/// embedding of their own. Fails only by cancellation; the result does not depend on the number of threads.
Result<NetworkWeights> trainTwoTower(const ItemSequences& sequences, const TowerAttributes& attributes,
                                     std::size_t items, const TwoTowerOptions& options,
                                     const ExecutionContext& context);

} // namespace tastescope
