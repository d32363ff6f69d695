// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/neural/dense.h"

#include <algorithm>

namespace tastescope {

template <typename T>
void denseForward(const Dense& layer, const T* parameters, Rows<const T> in, Rows<T> out) {
    const Rows<const T> bias = layer.bias.in(parameters);
    for (std::size_t row = 0; row < out.rows; ++row) {
        std::copy_n(bias.data, bias.columns, out.row(row));
    }
    multiply<T>(in, layer.weight.in(parameters), out, Into::Add);
}

template <typename T>
void denseBackward(const Dense& layer, const T* parameters, T* gradients, Rows<const T> in,
                   Rows<const T> outGradient, Rows<T> inGradient, Into into) {
    multiplyTransposed<T>(in, outGradient, layer.weight.in(gradients), Into::Add);
    T* const bias = layer.bias.in(gradients).data;
    for (std::size_t row = 0; row < outGradient.rows; ++row) {
        addScaled<T>(1, outGradient.row(row), bias, outGradient.columns);
    }
    if (inGradient.data) {
        multiplyByTransposed<T>(outGradient, layer.weight.in(parameters), inGradient, into);
    }
}

template <typename T>
void rectify(Rows<T> values) {
    for (std::size_t row = 0; row < values.rows; ++row) {
        T* const at = values.row(row);
        for (std::size_t column = 0; column < values.columns; ++column) {
            at[column] = at[column] > 0 ? at[column] : T{0};
        }
    }
}

template <typename T>
void rectifyBackward(Rows<const T> rectified, Rows<T> gradient) {
    for (std::size_t row = 0; row < gradient.rows; ++row) {
        const T* const value = rectified.row(row);
        T* const at = gradient.row(row);
        for (std::size_t column = 0; column < gradient.columns; ++column) {
            at[column] = value[column] > 0 ? at[column] : T{0};
        }
    }
}

#define TASTESCOPE_INSTANTIATE(T)                                                                            \
    template void denseForward<T>(const Dense&, const T*, Rows<const T>, Rows<T>);                           \
    template void denseBackward<T>(const Dense&, const T*, T*, Rows<const T>, Rows<const T>, Rows<T>, Into); \
    template void rectify<T>(Rows<T>);                                                                       \
    template void rectifyBackward<T>(Rows<const T>, Rows<T>);
TASTESCOPE_INSTANTIATE(float)
TASTESCOPE_INSTANTIATE(double)
#undef TASTESCOPE_INSTANTIATE

} // namespace tastescope
