// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/sequence/sasrec/sasrec_network.h"

#include "engine/base/parallel.h"
#include "engine/base/random.h"
#include "engine/neural/embedding.h"

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

constexpr double embeddingScale = 0.02;
constexpr std::uint64_t weightStream = std::uint64_t{1} << 40; ///< behind those of the table's rows

/// Uniform with the variance of Glorot and Bengio 2010.
void fillWeights(const Slot& slot, Random& random, float* parameters) {
    const double limit = std::sqrt(6.0 / static_cast<double>(slot.rows + slot.columns));
    for (std::size_t at = 0; at < slot.rows * slot.columns; ++at) {
        parameters[slot.offset + at] = static_cast<float>(random.uniform(-limit, limit));
    }
}

void fillOnes(const Slot& slot, float* parameters) {
    std::fill_n(parameters + slot.offset, slot.rows * slot.columns, 1.0F);
}

template <typename T>
void addRows(Rows<const T> from, Rows<T> to) {
    addScaled<T>(1, from.data, to.data, to.rows * to.columns);
}

template <typename T>
void drop(const DropoutPlan& plan, std::uint64_t stream, Rows<T> values, Buffer<std::uint8_t>& kept) {
    if (plan.rate > 0) {
        dropoutForward<T>({plan.seed, plan.stream + stream}, plan.rate, values,
                          kept.take(values.rows * values.columns));
    }
}

template <typename T>
void dropBackward(const DropoutPlan& plan, const Buffer<std::uint8_t>& kept, Rows<T> gradient) {
    if (plan.rate > 0) {
        dropoutBackward<T>(plan.rate, kept.data(), gradient);
    }
}

} // namespace

SasRecNetwork::SasRecNetwork(const SasRecShape& shape) : m_shape(shape) {
    const std::size_t d = shape.dimensions;
    m_positions = m_plan.add(shape.positions ? shape.length : 0, d);
    for (std::size_t block = 0; block < shape.blocks; ++block) {
        m_blocks.push_back({LayerNorm::plan(m_plan, d), Dense::plan(m_plan, d, 3 * d),
                            Dense::plan(m_plan, d, d), LayerNorm::plan(m_plan, d), Dense::plan(m_plan, d, d),
                            Dense::plan(m_plan, d, d)});
    }
    m_final = LayerNorm::plan(m_plan, d);
}

NetworkWeights SasRecNetwork::initialWeights(const ExecutionContext& context) const {
    NetworkWeights weights;
    weights.dimensions = m_shape.dimensions;
    weights.dense.resize(m_plan.size());
    weights.table.resize(m_shape.tableRows() * m_shape.dimensions);
    parallelChunks(context, m_shape.tableRows(), 256, [&](std::size_t begin, std::size_t end) {
        for (std::size_t row = begin; row < end; ++row) {
            Random random(context.seed, row);
            for (std::size_t d = 0; d < m_shape.dimensions; ++d) {
                weights.table[row * m_shape.dimensions + d] =
                    static_cast<float>(random.normal(0, embeddingScale));
            }
        }
    });
    Random random(context.seed, weightStream);
    float* const parameters = weights.dense.data();
    for (std::size_t at = 0; at < m_positions.rows * m_positions.columns; ++at) {
        parameters[m_positions.offset + at] = static_cast<float>(random.normal(0, embeddingScale));
    }
    for (const Block& block : m_blocks) {
        for (const Dense* layer : {&block.project, &block.mix, &block.inner, &block.outer}) {
            fillWeights(layer->weight, random, parameters);
        }
        fillOnes(block.before.gain, parameters);
        fillOnes(block.middle.gain, parameters);
    }
    fillOnes(m_final.gain, parameters);
    return weights;
}

template <typename T>
Rows<T> SasRecNetwork::forward(const T* parameters, Rows<const T> table, const PackedSequences& batch,
                               const DropoutPlan& dropout, SasRecWorkspace<T>& space) const {
    const std::size_t tokens = batch.tokens();
    const std::size_t d = m_shape.dimensions;
    space.blocks.resize(m_blocks.size());
    const auto inputOf = [&](std::size_t block) {
        return block < m_blocks.size() ? space.blocks[block].input.take(tokens, d)
                                       : space.last.take(tokens, d);
    };
    const Rows<T> in = inputOf(0);
    gatherRows<T>(table, batch.inputs, std::sqrt(static_cast<T>(d)), in);
    const Rows<const T> positions = m_positions.in(parameters);
    for (std::size_t s = 0; m_shape.positions && s < batch.sequences(); ++s) {
        const std::size_t length = batch.offsets[s + 1] - batch.offsets[s];
        addScaled<T>(1, positions.data, in.row(batch.offsets[s]), length * d);
    }
    drop(dropout, 0, in, space.keptInput);
    for (std::size_t block = 0; block < m_blocks.size(); ++block) {
        DropoutPlan own = dropout;
        own.stream += 3 * block + 1;
        blockForward<T>(m_blocks[block], parameters, batch, own, inputOf(block), inputOf(block + 1),
                        space.blocks[block]);
    }
    const Rows<T> hidden = space.hidden.take(tokens, d);
    layerNormForward<T>(m_final, parameters, inputOf(m_blocks.size()), hidden,
                        space.lastMoments.take(tokens, 2));
    return hidden;
}

template <typename T>
void SasRecNetwork::blockForward(const Block& block, const T* parameters, const PackedSequences& batch,
                                 const DropoutPlan& dropout, Rows<T> in, Rows<T> out,
                                 typename SasRecWorkspace<T>::Block& space) const {
    const std::size_t tokens = in.rows;
    const std::size_t d = in.columns;
    const AttentionShape attention{batch.offsets, m_shape.heads};
    const Rows<T> normal = space.normal.take(tokens, d);
    const Rows<T> projected = space.projected.take(tokens, 3 * d);
    const Rows<T> mixed = space.mixed.take(tokens, d);
    const Rows<T> middle = space.middle.take(tokens, d);
    layerNormForward<T>(block.before, parameters, in, normal, space.moments.take(tokens, 2));
    denseForward<T>(block.project, parameters, normal, projected);
    attentionForward<T>(attention, projected, mixed, space.weights.take(attention.weights()));
    denseForward<T>(block.mix, parameters, mixed, middle);
    drop(dropout, 0, middle, space.keptMixed);
    addRows<T>(in, middle);

    const Rows<T> normalMiddle = space.normalMiddle.take(tokens, d);
    const Rows<T> inner = space.inner.take(tokens, d);
    layerNormForward<T>(block.middle, parameters, middle, normalMiddle, space.momentsMiddle.take(tokens, 2));
    denseForward<T>(block.inner, parameters, normalMiddle, inner);
    rectify(inner);
    drop(dropout, 1, inner, space.keptInner);
    denseForward<T>(block.outer, parameters, inner, out);
    drop(dropout, 2, out, space.keptOut);
    addRows<T>(middle, out);
}

template <typename T>
Rows<T> SasRecNetwork::backward(const T* parameters, const PackedSequences& batch, const DropoutPlan& dropout,
                                Rows<const T> hiddenGradient, T* gradients, SasRecWorkspace<T>& space) const {
    const std::size_t tokens = batch.tokens();
    const std::size_t d = m_shape.dimensions;
    const Rows<T> gradient = space.gradient.take(tokens, d);
    std::fill_n(gradient.data, tokens * d, T{0});
    layerNormBackward<T>(m_final, parameters, gradients, space.last.take(tokens, d),
                         space.lastMoments.take(tokens, 2), hiddenGradient, gradient);
    for (std::size_t block = m_blocks.size(); block-- > 0;) {
        blockBackward<T>(m_blocks[block], parameters, batch, dropout, gradient, gradients,
                         space.blocks[block], space);
    }
    dropBackward(dropout, space.keptInput, gradient);
    T* const positions = gradients + m_positions.offset;
    for (std::size_t s = 0; m_shape.positions && s < batch.sequences(); ++s) {
        const std::size_t length = batch.offsets[s + 1] - batch.offsets[s];
        addScaled<T>(1, gradient.row(batch.offsets[s]), positions, length * d);
    }
    const T scale = std::sqrt(static_cast<T>(d));
    for (std::size_t at = 0; at < tokens * d; ++at) {
        gradient.data[at] *= scale;
    }
    return gradient;
}

/// `gradient` goes in as that of the block's output and comes out as that of its input.
template <typename T>
void SasRecNetwork::blockBackward(const Block& block, const T* parameters, const PackedSequences& batch,
                                  const DropoutPlan& dropout, Rows<T> gradient, T* gradients,
                                  typename SasRecWorkspace<T>::Block& space,
                                  SasRecWorkspace<T>& shared) const {
    const std::size_t tokens = gradient.rows;
    const std::size_t d = gradient.columns;
    const AttentionShape attention{batch.offsets, m_shape.heads};
    const Rows<T> branch = shared.branch.take(tokens, d);
    const Rows<T> narrow = shared.narrow.take(tokens, d);

    std::copy_n(gradient.data, tokens * d, branch.data);
    dropBackward(dropout, space.keptOut, branch);
    const Rows<T> inner = space.inner.take(tokens, d);
    denseBackward<T>(block.outer, parameters, gradients, inner, branch, narrow);
    dropBackward(dropout, space.keptInner, narrow);
    rectifyBackward<T>(inner, narrow); // what was dropped is 0 in both
    denseBackward<T>(block.inner, parameters, gradients, space.normalMiddle.take(tokens, d), narrow, branch);
    layerNormBackward<T>(block.middle, parameters, gradients, space.middle.take(tokens, d),
                         space.momentsMiddle.take(tokens, 2), branch, gradient);

    std::copy_n(gradient.data, tokens * d, branch.data);
    dropBackward(dropout, space.keptMixed, branch);
    denseBackward<T>(block.mix, parameters, gradients, space.mixed.take(tokens, d), branch, narrow);
    const Rows<T> wide = shared.wide.take(tokens, 3 * d);
    attentionBackward<T>(attention, space.projected.take(tokens, 3 * d),
                         space.weights.take(attention.weights()), narrow, wide,
                         shared.attention.take(batch.longest * batch.longest));
    denseBackward<T>(block.project, parameters, gradients, space.normal.take(tokens, d), wide, branch);
    layerNormBackward<T>(block.before, parameters, gradients, space.input.take(tokens, d),
                         space.moments.take(tokens, 2), branch, gradient);
}

double SasRecNetwork::trainingFlops(const PackedSequences& batch) const {
    const auto d = static_cast<double>(m_shape.dimensions);
    double pairs = 0;
    for (std::size_t s = 0; s < batch.sequences(); ++s) {
        const double length = batch.offsets[s + 1] - batch.offsets[s];
        pairs += length * length;
    }
    // Forward: 6 d² multiplications a token and block in the dense layers, 2 d a pair of tokens in
    // attention.
    const double forwardPass = 2 * static_cast<double>(m_shape.blocks) *
                               (static_cast<double>(batch.tokens()) * 6 * d * d + pairs * 2 * d);
    return 3 * forwardPass;
}

void appendHistory(std::span<const HistoryEntry> ordered, const SasRecShape& shape, PackedSequences& batch) {
    const bool whole = ordered.size() < shape.length;
    if (whole) {
        batch.inputs.push_back(shape.start());
    }
    for (const HistoryEntry& past : whole ? ordered : ordered.last(shape.length)) {
        batch.inputs.push_back(past.item.value);
    }
    batch.endSequence();
}

#define TASTESCOPE_INSTANTIATE(T)                                                                            \
    template Rows<T> SasRecNetwork::forward<T>(const T*, Rows<const T>, const PackedSequences&,              \
                                               const DropoutPlan&, SasRecWorkspace<T>&) const;               \
    template Rows<T> SasRecNetwork::backward<T>(const T*, const PackedSequences&, const DropoutPlan&,        \
                                                Rows<const T>, T*, SasRecWorkspace<T>&) const;
TASTESCOPE_INSTANTIATE(float)
TASTESCOPE_INSTANTIATE(double)
#undef TASTESCOPE_INSTANTIATE

} // namespace tastescope
