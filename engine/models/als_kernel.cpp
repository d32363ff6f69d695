// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/als_kernel.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <utility>

// Vectors wider than the target's registers would be passed differently by other compilers; ours never leave
// this file.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace tastescope {
namespace {

using Lane = float __attribute__((vector_size(kernelLanes * sizeof(float))));
using Eight = float __attribute__((vector_size(8 * sizeof(float))));
using Four = float __attribute__((vector_size(4 * sizeof(float))));

inline Lane load(const float* from) {
    Lane lane;
    std::memcpy(&lane, from, sizeof lane);
    return lane;
}

inline void store(float* to, Lane lane) {
    std::memcpy(to, &lane, sizeof lane);
}

/// Halves added pairwise: a fixed order without a chain of sixteen additions.
inline float sumOf(Lane lane) {
#ifdef __AVX512F__
    const Eight eight = __builtin_shufflevector(lane, lane, 0, 1, 2, 3, 4, 5, 6, 7) +
                        __builtin_shufflevector(lane, lane, 8, 9, 10, 11, 12, 13, 14, 15);
#else
    const Eight eight = lane;
#endif
    const Four four =
        __builtin_shufflevector(eight, eight, 0, 1, 2, 3) + __builtin_shufflevector(eight, eight, 4, 5, 6, 7);
    return (four[0] + four[2]) + (four[1] + four[3]);
}

/// matrix[r0.., c0..] ± = Σ_k rows_k[r0..] · rows_k[c0..]: a tile of R vectors × C columns that stays in
/// registers for all k.
template <std::size_t R, std::size_t C, bool Subtract>
void updateTile(const float* rows, std::size_t count, std::size_t dims, std::size_t r0, std::size_t c0,
                float* matrix) {
    Lane sums[C][R];
#pragma GCC unroll 16
    for (std::size_t c = 0; c < C; ++c) {
#pragma GCC unroll 4
        for (std::size_t r = 0; r < R; ++r) {
            sums[c][r] = load(matrix + (c0 + c) * dims + r0 + r * kernelLanes);
        }
    }
    for (std::size_t k = 0; k < count; ++k) {
        const float* row = rows + k * dims;
        Lane left[R];
#pragma GCC unroll 4
        for (std::size_t r = 0; r < R; ++r) {
            left[r] = load(row + r0 + r * kernelLanes);
        }
#pragma GCC unroll 16
        for (std::size_t c = 0; c < C; ++c) {
            const float right = Subtract ? -row[c0 + c] : row[c0 + c];
#pragma GCC unroll 4
            for (std::size_t r = 0; r < R; ++r) {
                sums[c][r] += left[r] * right;
            }
        }
    }
#pragma GCC unroll 16
    for (std::size_t c = 0; c < C; ++c) {
#pragma GCC unroll 4
        for (std::size_t r = 0; r < R; ++r) {
            store(matrix + (c0 + c) * dims + r0 + r * kernelLanes, sums[c][r]);
        }
    }
}

/// Columns of a tile for R vectors of rows, such that R × columns accumulators fit the register file.
template <std::size_t R>
constexpr std::size_t tileColumns() {
    constexpr std::size_t atSixteen = R == 4 ? 6 : R == 1 ? 16 : 8;
    return atSixteen * kernelLanes / 16;
}

/// One block of kernelLanes columns, R vectors of rows.
template <std::size_t R, bool Subtract>
void updateStrip(const float* rows, std::size_t count, std::size_t dims, std::size_t r0, std::size_t c0,
                 float* matrix) {
    constexpr std::size_t width = tileColumns<R>();
    constexpr std::size_t rest = kernelLanes % width;
    std::size_t c = 0;
    for (; c + width <= kernelLanes; c += width) {
        updateTile<R, width, Subtract>(rows, count, dims, r0, c0 + c, matrix);
    }
    if constexpr (rest > 0) {
        updateTile<R, rest, Subtract>(rows, count, dims, r0, c0 + c, matrix);
    }
}

/// Columns [c0, c0 + kernelLanes), rows from c0 down.
template <bool Subtract>
void updateColumns(const float* rows, std::size_t count, std::size_t dims, std::size_t c0, float* matrix) {
    std::size_t r0 = c0;
    for (; r0 + 4 * kernelLanes <= dims; r0 += 4 * kernelLanes) {
        updateStrip<4, Subtract>(rows, count, dims, r0, c0, matrix);
    }
    switch ((dims - r0) / kernelLanes) {
    case 3:
        updateStrip<3, Subtract>(rows, count, dims, r0, c0, matrix);
        break;
    case 2:
        updateStrip<2, Subtract>(rows, count, dims, r0, c0, matrix);
        break;
    case 1:
        updateStrip<1, Subtract>(rows, count, dims, r0, c0, matrix);
        break;
    default:
        break;
    }
}

/// Cholesky of the columns [c0, c0 + kernelLanes) once all columns to the left have been taken off.
bool factoriseColumns(float* matrix, std::size_t dims, std::size_t c0) {
    for (std::size_t c = c0; c < c0 + kernelLanes; ++c) {
        float* column = matrix + c * dims;
        const float pivot = column[c];
        if (!(pivot > 0)) {
            return false;
        }
        const float scale = 1 / std::sqrt(pivot);
        for (std::size_t r = c0; r < dims; r += kernelLanes) {
            store(column + r, load(column + r) * scale);
        }
        for (std::size_t other = c + 1; other < c0 + kernelLanes; ++other) {
            float* target = matrix + other * dims;
            const float factor = column[other];
            for (std::size_t r = c0; r < dims; r += kernelLanes) {
                store(target + r, load(target + r) - load(column + r) * factor);
            }
        }
        // Above the diagonal nothing, so that whole vectors may be used; on it what the solve multiplies by.
        std::fill(column + c0, column + c, 0.0F);
        column[c] = scale;
    }
    return true;
}

void solveForward(const float* lower, std::size_t dims, float* b) {
    for (std::size_t c = 0; c < dims; ++c) {
        const float* column = lower + c * dims;
        const float value = b[c] * column[c];
        for (std::size_t r = c - c % kernelLanes; r < dims; r += kernelLanes) {
            store(b + r, load(b + r) - load(column + r) * value);
        }
        b[c] = value;
    }
}

void solveBackward(const float* lower, std::size_t dims, float* b) {
    for (std::size_t c0 = dims; c0 > 0;) {
        c0 -= kernelLanes;
        for (std::size_t c = c0; c < c0 + kernelLanes; ++c) {
            const float* column = lower + c * dims;
            Lane sum{};
            for (std::size_t r = c0 + kernelLanes; r < dims; r += kernelLanes) {
                sum += load(column + r) * load(b + r);
            }
            b[c] -= sumOf(sum);
        }
        for (std::size_t c = c0 + kernelLanes; c-- > c0;) {
            b[c] *= lower[c * dims + c];
            for (std::size_t other = c0; other < c; ++other) {
                b[other] -= lower[other * dims + c] * b[c];
            }
        }
    }
}

/// y[d0..] += Σ_k factors[k] · rows_k[d0..] for R vectors, which stay in registers for all k.
template <std::size_t R>
void combineStrip(const float* rows, std::size_t count, std::size_t dims, std::size_t d0,
                  const float* factors, float* y) {
    Lane sums[R];
    for (std::size_t r = 0; r < R; ++r) {
        sums[r] = load(y + d0 + r * kernelLanes);
    }
    for (std::size_t k = 0; k < count; ++k) {
        for (std::size_t r = 0; r < R; ++r) {
            sums[r] += load(rows + k * dims + d0 + r * kernelLanes) * factors[k];
        }
    }
    for (std::size_t r = 0; r < R; ++r) {
        store(y + d0 + r * kernelLanes, sums[r]);
    }
}

} // namespace

void addOuterProducts(const float* rows, std::size_t count, std::size_t dims, float* matrix) {
    for (std::size_t c0 = 0; c0 < dims; c0 += kernelLanes) {
        updateColumns<false>(rows, count, dims, c0, matrix);
    }
}

bool factorise(float* matrix, std::size_t dims) {
    for (std::size_t c0 = 0; c0 < dims; c0 += kernelLanes) {
        // The finished columns lie one behind the other, as the rows of an update do.
        updateColumns<true>(matrix, c0, dims, c0, matrix);
        if (!factoriseColumns(matrix, dims, c0)) {
            return false;
        }
    }
    return true;
}

void solveFactorised(const float* lower, std::size_t dims, float* b) {
    solveForward(lower, dims, b);
    solveBackward(lower, dims, b);
}

void copyScaled(const float* row, std::size_t dims, float scale, float gain, float* out, float* sum) {
    for (std::size_t d = 0; d < dims; d += kernelLanes) {
        const Lane lane = load(row + d);
        store(out + d, lane * scale);
        store(sum + d, load(sum + d) + lane * gain);
    }
}

float dotProduct(const float* a, const float* b, std::size_t dims) {
    Lane sum{};
    for (std::size_t d = 0; d < dims; d += kernelLanes) {
        sum += load(a + d) * load(b + d);
    }
    return sumOf(sum);
}

void rowProducts(const float* rows, std::size_t count, std::size_t dims, const float* x, float* out) {
    for (std::size_t k = 0; k < count; ++k) {
        out[k] = dotProduct(rows + k * dims, x, dims);
    }
}

void addCombination(const float* rows, std::size_t count, std::size_t dims, const float* factors, float* y) {
    std::size_t d = 0;
    for (; d + 4 * kernelLanes <= dims; d += 4 * kernelLanes) {
        combineStrip<4>(rows, count, dims, d, factors, y);
    }
    for (; d < dims; d += kernelLanes) {
        combineStrip<1>(rows, count, dims, d, factors, y);
    }
}

void addScaled(const float* x, float factor, std::size_t dims, float* y) {
    for (std::size_t d = 0; d < dims; d += kernelLanes) {
        store(y + d, load(y + d) + load(x + d) * factor);
    }
}

} // namespace tastescope
