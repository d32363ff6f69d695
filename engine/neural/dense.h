// SPDX-License-Identifier: GPL-3.0-or-later
// A fully connected layer, y = x W + b, and the rectifier that often follows it. Instantiated for float and
// double. Thread-safe: what the backward pass needs the caller keeps.
#pragma once

#include "engine/linalg/products.h"

namespace tastescope {

struct Dense {
    Slot weight; ///< inputs × outputs
    Slot bias;   ///< 1 × outputs

    static Dense plan(ParameterPlan& plan, std::size_t inputs, std::size_t outputs) {
        return {plan.add(inputs, outputs), plan.add(1, outputs)};
    }
};

template <typename T>
void denseForward(const Dense& layer, const T* parameters, Rows<const T> in, Rows<T> out);
/// Adds to the gradients of the parameters and writes, or adds, that of the input; an `inGradient` without
/// data is not wanted.
template <typename T>
void denseBackward(const Dense& layer, const T* parameters, T* gradients, Rows<const T> in,
                   Rows<const T> outGradient, Rows<T> inGradient, Into into = Into::Replace);

/// max(0, x) in place.
template <typename T>
void rectify(Rows<T> values);
/// Clears the gradient where the rectified value is 0.
template <typename T>
void rectifyBackward(Rows<const T> rectified, Rows<T> gradient);

} // namespace tastescope
