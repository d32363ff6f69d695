// SPDX-License-Identifier: GPL-3.0-or-later
// Training of factors by pairwise losses, by stochastic gradients over PairwiseBlocks: BPR (Rendle,
// Freudenthaler, Gantner, Schmidt-Thieme 2009) and WARP (Weston, Bengio, Usunier 2011). Every positive pair
// makes one step an epoch, so an epoch is as many samples as there are positive pairs. At the end every
// person is what PairwiseFoldIn makes of the items they like, as an unseen history would be.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/random.h"
#include "engine/base/result.h"
#include "engine/data/interaction_matrix.h"
#include "engine/linalg/dense_kernel.h"
#include "engine/models/factorisation/pairwise/pairwise_fold_in.h"
#include "engine/models/factorisation/pairwise/pairwise_kernel.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tastescope {

enum class PairwiseLoss { Logistic, Ranks }; ///< BPR, WARP

struct PairwiseOptions {
    PairwiseLoss loss = PairwiseLoss::Logistic;
    std::size_t factors = 64;
    int epochs = 60;
    double learningRate = 0.1;
    double finalRate = 0; ///< the rate falls in a line from learningRate to this share of it
    double regularization = 0.015;
    double biasRegularization = 0.01;
    Negatives negatives = Negatives::Uniform; ///< of BPR
    int mostDraws = 50;                       ///< of WARP
    double validation = 0;                    ///< share of the pairs held back
    int patience = 0;                         ///< epochs without a better validation loss; 0 = all epochs
};

/// Where training begins: `rows` padded vectors about 0.1 long; `purpose` tells users (0) from items (1).
AlignedFloats startingRows(std::size_t rows, const PairwiseOptions& options, std::uint64_t purpose,
                           const ExecutionContext& context);
/// What the negatives of a cell of `side` × `side` are drawn with.
Random cellRandom(std::uint64_t seed, int epoch, std::size_t side, std::size_t userBlock,
                  std::size_t itemBlock);

/// Reports the mean loss of a step through context.loss. Keeps the newest epoch, or with a validation part
/// the one that is best on it. Fails only by cancellation.
Result<PairwiseFactors> trainPairs(const InteractionMatrix& matrix, std::size_t users, std::size_t items,
                                   const PairwiseOptions& options, const ExecutionContext& context);

/// Of the state, its best copy and the pairs, besides the model.
std::size_t pairwiseTrainingBytes(std::size_t users, std::size_t items, std::size_t pairs,
                                  std::size_t factors);

} // namespace tastescope
