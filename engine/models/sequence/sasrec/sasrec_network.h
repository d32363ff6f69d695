// SPDX-License-Identifier: GPL-3.0-or-later
// The network of SASRec (Kang and McAuley 2018): embeddings of the latest items plus learned positions,
// blocks of causal self-attention and a position-wise network, each behind a layer normalisation and around
// a residual, and a last normalisation. A row of the output times the embeddings are the scores of what
// comes next (tied weights). Sequences are packed without padding. Instantiated for float and double. Const
// and thread-safe with a workspace of its own.
#pragma once

#include "engine/models/learning/item_sequence.h"
#include "engine/neural/adam.h"
#include "engine/neural/attention.h"
#include "engine/neural/dense.h"
#include "engine/neural/dropout.h"
#include "engine/neural/layer_norm.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace tastescope {

struct SasRecShape {
    std::size_t items = 0;
    std::size_t dimensions = 64;
    std::size_t blocks = 2;
    std::size_t heads = 1; ///< divides the dimensions
    std::size_t length = 50;
    bool positions = true; ///< learned ones; without them the order of a history hardly matters

    /// Row of the table for the beginning of a history: what comes first, and all a stranger has.
    std::uint32_t start() const { return static_cast<std::uint32_t>(items); }
    std::size_t tableRows() const { return items + 1; }
};

/// Sequences one behind the other. A token's position is its place in its own sequence.
struct PackedSequences {
    std::vector<std::uint32_t> offsets{0};
    std::vector<std::uint32_t> inputs;  ///< rows of the table
    std::vector<std::uint32_t> targets; ///< what follows each token; empty when nobody asks
    std::size_t longest = 0;

    std::size_t tokens() const { return inputs.size(); }
    std::size_t sequences() const { return offsets.size() - 1; }
    void clear() {
        offsets.assign(1, 0);
        inputs.clear();
        targets.clear();
        longest = 0;
    }
    void endSequence() {
        longest = std::max<std::size_t>(longest, inputs.size() - offsets.back());
        offsets.push_back(static_cast<std::uint32_t>(inputs.size()));
    }
};

struct DropoutPlan {
    double rate = 0; ///< 0 = off
    std::uint64_t seed = 0;
    std::uint64_t stream = 0; ///< 256 streams from here on are used
};

/// Activations of one batch, kept for the backward pass.
template <typename T>
struct SasRecWorkspace {
    struct Block {
        Buffer<T> input, normal, moments, projected, weights, mixed, middle, normalMiddle, momentsMiddle,
            inner;
        Buffer<std::uint8_t> keptMixed, keptInner, keptOut;
    };
    std::vector<Block> blocks;
    Buffer<T> last, lastMoments, hidden, gradient, wide, narrow, branch, attention;
    Buffer<std::uint8_t> keptInput;
};

class SasRecNetwork {
public:
    explicit SasRecNetwork(const SasRecShape& shape);
    const SasRecShape& shape() const { return m_shape; }
    std::size_t parameters() const { return m_plan.size(); } ///< besides the table

    /// Random weights; the same for the same seed.
    NetworkWeights initialWeights(const ExecutionContext& context) const;

    /// The output row of every token; lives in the workspace until its next use.
    template <typename T>
    Rows<T> forward(const T* parameters, Rows<const T> table, const PackedSequences& batch,
                    const DropoutPlan& dropout, SasRecWorkspace<T>& space) const;
    /// After forward with the same arguments: adds to the parameters' gradients; returns the gradients of
    /// the tokens' rows of the table, in the workspace.
    template <typename T>
    Rows<T> backward(const T* parameters, const PackedSequences& batch, const DropoutPlan& dropout,
                     Rows<const T> hiddenGradient, T* gradients, SasRecWorkspace<T>& space) const;

    /// Floating-point operations of the matrix products of forward and backward, without the loss.
    double trainingFlops(const PackedSequences& batch) const;

private:
    struct Block {
        LayerNorm before;
        Dense project;
        Dense mix;
        LayerNorm middle;
        Dense inner;
        Dense outer;
    };
    template <typename T>
    void blockForward(const Block& block, const T* parameters, const PackedSequences& batch,
                      const DropoutPlan& dropout, Rows<T> in, Rows<T> out,
                      typename SasRecWorkspace<T>::Block& space) const;
    template <typename T>
    void blockBackward(const Block& block, const T* parameters, const PackedSequences& batch,
                       const DropoutPlan& dropout, Rows<T> gradient, T* gradients,
                       typename SasRecWorkspace<T>::Block& space, SasRecWorkspace<T>& shared) const;

    SasRecShape m_shape;
    ParameterPlan m_plan;
    Slot m_positions; ///< length × dimensions, or nothing
    std::vector<Block> m_blocks;
    LayerNorm m_final;
};

/// The token sequence that stands for a history: the start, then the items in order, cut to the latest
/// `length`. Appends one sequence without targets.
void appendHistory(std::span<const HistoryEntry> ordered, const SasRecShape& shape, PackedSequences& batch);

} // namespace tastescope
