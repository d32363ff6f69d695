// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/neural/attention.h"

#include "engine/linalg/products.h"

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

/// One head of one sequence: its queries, keys and values inside the packed rows.
template <typename T>
struct Head {
    Rows<T> queries;
    Rows<T> keys;
    Rows<T> values;

    Head(Rows<T> projected, std::size_t first, std::size_t length, std::size_t head, std::size_t width)
        : queries(projected.block(first, length, head * width, width))
        , keys(projected.block(first, length, projected.columns / 3 + head * width, width))
        , values(projected.block(first, length, 2 * (projected.columns / 3) + head * width, width)) {}
};

/// Row by row the softmax of the scaled scores up to the diagonal, zeros behind it.
template <typename T>
void causalSoftmax(Rows<T> scores, T scale) {
    for (std::size_t row = 0; row < scores.rows; ++row) {
        T* const at = scores.row(row);
        T largest = at[0];
        for (std::size_t column = 0; column <= row; ++column) {
            at[column] *= scale;
            largest = column == 0 ? at[0] : std::max(largest, at[column]);
        }
        const T sum = expInPlace(at, largest, row + 1);
        for (std::size_t column = 0; column <= row; ++column) {
            at[column] /= sum;
        }
        std::fill(at + row + 1, at + scores.columns, T{0});
    }
}

/// From the gradient of the weights to that of the scores before scaling; in place.
template <typename T>
void softmaxBackward(Rows<const T> weights, Rows<T> gradient, T scale) {
    for (std::size_t row = 0; row < weights.rows; ++row) {
        const T* const weight = weights.row(row);
        T* const at = gradient.row(row);
        const T level = dotOf(weight, at, row + 1);
        for (std::size_t column = 0; column <= row; ++column) {
            at[column] = weight[column] * (at[column] - level) * scale;
        }
        std::fill(at + row + 1, at + weights.columns, T{0});
    }
}

} // namespace

template <typename T>
void attentionForward(const AttentionShape& shape, Rows<const T> projected, Rows<T> out, T* weights) {
    const std::size_t width = out.columns / shape.heads;
    const T scale = 1 / std::sqrt(static_cast<T>(width));
    for (std::size_t s = 0; s + 1 < shape.offsets.size(); ++s) {
        const std::size_t first = shape.offsets[s];
        const std::size_t length = shape.offsets[s + 1] - first;
        for (std::size_t h = 0; h < shape.heads; ++h) {
            const Head<const T> head(projected, first, length, h, width);
            const Rows<T> scores(weights, length, length);
            multiplyByTransposed<T>(head.queries, head.keys, scores);
            causalSoftmax(scores, scale);
            multiply<T>(scores, head.values, out.block(first, length, h * width, width));
            weights += length * length;
        }
    }
}

template <typename T>
void attentionBackward(const AttentionShape& shape, Rows<const T> projected, const T* weights,
                       Rows<const T> outGradient, Rows<T> projectedGradient, T* scratch) {
    const std::size_t width = outGradient.columns / shape.heads;
    const T scale = 1 / std::sqrt(static_cast<T>(width));
    for (std::size_t s = 0; s + 1 < shape.offsets.size(); ++s) {
        const std::size_t first = shape.offsets[s];
        const std::size_t length = shape.offsets[s + 1] - first;
        for (std::size_t h = 0; h < shape.heads; ++h) {
            const Head<const T> head(projected, first, length, h, width);
            const Head<T> into(projectedGradient, first, length, h, width);
            const Rows<const T> outer = outGradient.block(first, length, h * width, width);
            const Rows<const T> weight(weights, length, length);
            const Rows<T> inner(scratch, length, length);
            multiplyTransposed<T>(weight, outer, into.values);
            multiplyByTransposed<T>(outer, head.values, inner);
            softmaxBackward<T>(weight, inner, scale);
            multiply<T>(inner, head.keys, into.queries);
            multiplyTransposed<T>(inner, head.queries, into.keys);
            weights += length * length;
        }
    }
}

#define TASTESCOPE_INSTANTIATE(T)                                                                            \
    template void attentionForward<T>(const AttentionShape&, Rows<const T>, Rows<T>, T*);                    \
    template void attentionBackward<T>(const AttentionShape&, Rows<const T>, const T*, Rows<const T>,        \
                                       Rows<T>, T*);
TASTESCOPE_INSTANTIATE(float)
TASTESCOPE_INSTANTIATE(double)
#undef TASTESCOPE_INSTANTIATE

} // namespace tastescope
