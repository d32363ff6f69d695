// SPDX-License-Identifier: GPL-3.0-or-later
// Training SASRec by Adam with early stopping: after every epoch the held-out last item of each person is
// ranked among all items, and the best epoch's weights are kept.
#pragma once

#include "engine/base/result.h"
#include "engine/models/sequence/sasrec/sasrec_network.h"

namespace tastescope {

enum class SasRecLoss {
    Softmax,   ///< cross-entropy over all items
    Sampled,   ///< cross-entropy over sampled items: Klenitskiy and Vasilev 2023
    Calibrated ///< binary cross-entropy with calibration (gBCE): Petrov and Macdonald 2023
};

struct SasRecOptions {
    SasRecShape shape;
    int epochs = 50;
    /// Epochs without a better one before the training ends; 0 = never, and no item is held back.
    int patience = 4;
    std::size_t batch = 128; ///< windows a step
    double learningRate = 3e-3;
    double dropout = 0.2;
    SasRecLoss loss = SasRecLoss::Softmax;
    std::size_t negatives = 512; ///< sampled items, shared by the tokens of a shard
    double calibration = 0.75;   ///< t of gBCE
};

/// Weights of the best epoch; all zero when there is nothing to learn from. Fails only by cancellation. The
/// result does not depend on the number of threads.
Result<NetworkWeights> trainSasRec(const ItemSequences& sequences, const SasRecOptions& options,
                                   const ExecutionContext& context);

/// Bytes a training takes at its height.
std::size_t sasRecTrainingBytes(const SasRecOptions& options, std::size_t events);

} // namespace tastescope
