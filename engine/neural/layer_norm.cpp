// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/neural/layer_norm.h"

#include "engine/linalg/products.h"

#include <array>
#include <cmath>

namespace tastescope {
namespace {

constexpr std::size_t lanes = 16;

/// Of one row: Σ g and Σ g x̂, where g is the gradient of the normalised value.
template <typename T>
std::array<T, 2> gradientSums(const T* in, const T* gain, const T* outGradient, T mean, T scale,
                              std::size_t count) {
    std::array<T, lanes> plain{};
    std::array<T, lanes> along{};
    const auto add = [&](std::size_t at, std::size_t lane) {
        const T gradient = outGradient[at] * gain[at];
        plain[lane] += gradient;
        along[lane] += gradient * (in[at] - mean) * scale;
    };
    std::size_t at = 0;
    for (; at + lanes <= count; at += lanes) {
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            add(at + lane, lane);
        }
    }
    for (; at < count; ++at) {
        add(at, at % lanes);
    }
    return {sumOf(plain.data(), lanes), sumOf(along.data(), lanes)};
}

} // namespace

template <typename T>
void layerNormForward(const LayerNorm& layer, const T* parameters, Rows<const T> in, Rows<T> out,
                      Rows<T> moments) {
    constexpr T epsilon = static_cast<T>(1e-6);
    const T* const gain = parameters + layer.gain.offset;
    const T* const shift = parameters + layer.shift.offset;
    const auto count = static_cast<T>(in.columns);
    for (std::size_t row = 0; row < in.rows; ++row) {
        const T* const from = in.row(row);
        T* const to = out.row(row);
        const T mean = sumOf(from, in.columns) / count;
        for (std::size_t column = 0; column < in.columns; ++column) {
            to[column] = from[column] - mean;
        }
        const T scale = 1 / std::sqrt(dotOf(to, to, in.columns) / count + epsilon);
        for (std::size_t column = 0; column < in.columns; ++column) {
            to[column] = to[column] * scale * gain[column] + shift[column];
        }
        moments.row(row)[0] = mean;
        moments.row(row)[1] = scale;
    }
}

template <typename T>
void layerNormBackward(const LayerNorm& layer, const T* parameters, T* gradients, Rows<const T> in,
                       Rows<const T> moments, Rows<const T> outGradient, Rows<T> inGradient) {
    const T* const gain = parameters + layer.gain.offset;
    T* const gainGradient = gradients + layer.gain.offset;
    T* const shiftGradient = gradients + layer.shift.offset;
    const auto count = static_cast<T>(in.columns);
    for (std::size_t row = 0; row < in.rows; ++row) {
        const T* const from = in.row(row);
        const T* const outer = outGradient.row(row);
        T* const inner = inGradient.row(row);
        const T mean = moments.row(row)[0];
        const T scale = moments.row(row)[1];
        const auto [plain, along] = gradientSums(from, gain, outer, mean, scale, in.columns);
        const T level = plain / count;
        const T slope = along / count;
        for (std::size_t column = 0; column < in.columns; ++column) {
            const T normal = (from[column] - mean) * scale;
            gainGradient[column] += outer[column] * normal;
            shiftGradient[column] += outer[column];
            inner[column] += scale * (outer[column] * gain[column] - level - normal * slope);
        }
    }
}

#define TASTESCOPE_INSTANTIATE(T)                                                                            \
    template void layerNormForward<T>(const LayerNorm&, const T*, Rows<const T>, Rows<T>, Rows<T>);          \
    template void layerNormBackward<T>(const LayerNorm&, const T*, T*, Rows<const T>, Rows<const T>,         \
                                       Rows<const T>, Rows<T>);
TASTESCOPE_INSTANTIATE(float)
TASTESCOPE_INSTANTIATE(double)
#undef TASTESCOPE_INSTANTIATE

} // namespace tastescope
