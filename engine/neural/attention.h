// SPDX-License-Identifier: GPL-3.0-or-later
// Causal self-attention (Vaswani et al. 2017) over sequences packed one behind the other without padding:
// a row looks at itself and at the rows before it in its own sequence. Projections are outside. Instantiated
// for float and double. Thread-safe.
#pragma once

#include "engine/linalg/rows.h"

#include <cstdint>
#include <span>

namespace tastescope {

struct AttentionShape {
    std::span<const std::uint32_t> offsets; ///< sequence s is rows [offsets[s], offsets[s + 1])
    std::size_t heads = 1;                  ///< divides the width

    /// Values that the attention weights of all sequences and heads take.
    std::size_t weights() const {
        std::size_t count = 0;
        for (std::size_t s = 0; s + 1 < offsets.size(); ++s) {
            const std::size_t length = offsets[s + 1] - offsets[s];
            count += length * length * heads;
        }
        return count;
    }
};

/// `projected` holds queries, keys and values side by side (3 · width columns); `out` has width columns.
/// `weights` takes shape.weights() values for the backward pass.
template <typename T>
void attentionForward(const AttentionShape& shape, Rows<const T> projected, Rows<T> out, T* weights);
/// Writes the gradient of `projected`. `scratch` takes as many values as the longest sequence squared.
template <typename T>
void attentionBackward(const AttentionShape& shape, Rows<const T> projected, const T* weights,
                       Rows<const T> outGradient, Rows<T> projectedGradient, T* scratch);

} // namespace tastescope
