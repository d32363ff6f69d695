// SPDX-License-Identifier: GPL-3.0-or-later
// Layer normalisation (Ba, Kiros, Hinton 2016): each row to mean 0 and variance 1, then scaled and shifted by
// column. Instantiated for float and double. Thread-safe.
#pragma once

#include "engine/linalg/rows.h"

namespace tastescope {

struct LayerNorm {
    Slot gain; ///< 1 × columns; starts at 1
    Slot shift;

    static LayerNorm plan(ParameterPlan& plan, std::size_t columns) {
        return {plan.add(1, columns), plan.add(1, columns)};
    }
};

/// Writes mean and 1 / deviation of each row to `moments` (rows × 2) for the backward pass.
template <typename T>
void layerNormForward(const LayerNorm& layer, const T* parameters, Rows<const T> in, Rows<T> out,
                      Rows<T> moments);
/// Adds to the gradients of the parameters and to `inGradient`.
template <typename T>
void layerNormBackward(const LayerNorm& layer, const T* parameters, T* gradients, Rows<const T> in,
                       Rows<const T> moments, Rows<const T> outGradient, Rows<T> inGradient);

} // namespace tastescope
