// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/linalg/dense_kernel.h"

#include "engine/linalg/vector_lane.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

// Vectors wider than the target's registers would be passed differently by other compilers; ours never leave
// this file.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace tastescope {
namespace {

using Lane = VectorLane;
using Places = std::int32_t __attribute__((vector_size(kernelLanes * sizeof(std::int32_t))));

#if defined(__AVX512F__)
constexpr Places placeNumbers{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
#elif defined(__AVX__)
constexpr Places placeNumbers{0, 1, 2, 3, 4, 5, 6, 7};
#else
constexpr Places placeNumbers{0, 1, 2, 3};
#endif

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
            sums[c][r] = loadLane(matrix + (c0 + c) * dims + r0 + r * kernelLanes);
        }
    }
    for (std::size_t k = 0; k < count; ++k) {
        const float* row = rows + k * dims;
        Lane left[R];
#pragma GCC unroll 4
        for (std::size_t r = 0; r < R; ++r) {
            left[r] = loadLane(row + r0 + r * kernelLanes);
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
            storeLane(matrix + (c0 + c) * dims + r0 + r * kernelLanes, sums[c][r]);
        }
    }
}

/// Columns of a tile for R vectors of rows, such that R × columns accumulators fit the register file.
template <std::size_t R>
constexpr std::size_t tileColumns() {
    constexpr std::size_t ofThirtyTwo = R == 4 ? 6 : R == 1 ? 16 : 8; // AVX-512 has so many registers
    return kernelLanes == 16 ? ofThirtyTwo : std::min(ofThirtyTwo / 2, kernelLanes);
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

/// Every element of the result is element `Place` of `lane`.
template <std::size_t Place>
Lane spread(Lane lane) {
#ifdef __clang__ // reads this file as clang-tidy; it has no such builtin
    return lane[Place] - Lane{};
#else
    return __builtin_shuffle(lane, Places{} + static_cast<std::int32_t>(Place));
#endif
}

/// A block of kernelLanes columns by kernelLanes rows, one column a vector.
using Block = std::array<Lane, kernelLanes>;

/// Takes column C, times its share of each later column, off the later columns.
template <std::size_t C, std::size_t... Later>
void eliminate(Block& block, Lane& pivots, std::index_sequence<Later...>) {
    const Lane pivot = spread<C>(block[C]);
    pivots = placeNumbers == static_cast<std::int32_t>(C) ? pivot : pivots;
    // Dividing by the pivot instead of twice by its root keeps the root out of the chain of dependences.
    [[maybe_unused]] const Lane shares = block[C] / pivot;
    ((block[C + 1 + Later] -= block[C] * spread<C + 1 + Later>(shares)), ...);
}

/// Above the diagonal nothing, so that whole vectors may be used; on it what the solve multiplies by.
template <std::size_t C>
Lane finishedColumn(Lane column, Lane scales) {
    const auto number = static_cast<std::int32_t>(C);
    const Lane scaled = column * spread<C>(scales);
    return placeNumbers > number ? scaled : placeNumbers == number ? scales : Lane{};
}

template <std::size_t... C>
bool factoriseBlock(float* block, std::size_t dims, std::index_sequence<C...>) {
    Block columns{loadLane(block + C * dims)...};
    Lane pivots{};
    (eliminate<C>(columns, pivots, std::make_index_sequence<kernelLanes - 1 - C>{}), ...);
    Lane scales{};
    bool definite = true;
    for (std::size_t place = 0; place < kernelLanes; ++place) {
        definite = definite && pivots[place] > 0;
        scales[place] = 1 / std::sqrt(pivots[place]);
    }
    (storeLane(block + C * dims, finishedColumn<C>(columns[C], scales)), ...);
    return definite;
}

template <std::size_t C, std::size_t... Later>
void solveColumn(Block& block, const float* factor, std::size_t dims, std::index_sequence<Later...>) {
    block[C] *= factor[C * dims + C];
    ((block[C + 1 + Later] -= block[C] * factor[C * dims + C + 1 + Later]), ...);
}

/// Rows below a factorised block: X with X Lᵀ = what lies there.
template <std::size_t... C>
void solveBelow(const float* factor, std::size_t dims, float* below, std::index_sequence<C...>) {
    Block columns{loadLane(below + C * dims)...};
    (solveColumn<C>(columns, factor, dims, std::make_index_sequence<kernelLanes - 1 - C>{}), ...);
    (storeLane(below + C * dims, columns[C]), ...);
}

constexpr auto allColumns = std::make_index_sequence<kernelLanes>{};

/// One step of forward substitution inside a diagonal block.
template <std::size_t C>
void forwardStep(const float* factor, std::size_t dims, Lane& rest, Lane& solved) {
    const Lane value = spread<C>(rest) * factor[C * dims + C];
    rest -= loadLane(factor + C * dims) * value;
    solved = placeNumbers == static_cast<std::int32_t>(C) ? value : solved;
}

template <std::size_t... C>
Lane solveForwardBlock(const float* factor, std::size_t dims, Lane right, std::index_sequence<C...>) {
    Lane solved{};
    (forwardStep<C>(factor, dims, right, solved), ...);
    return solved;
}

void solveForward(const float* lower, std::size_t dims, float* b) {
    for (std::size_t c0 = 0; c0 < dims; c0 += kernelLanes) {
        const float* factor = lower + c0 * dims + c0;
        storeLane(b + c0, solveForwardBlock(factor, dims, loadLane(b + c0), allColumns));
        for (std::size_t r = c0 + kernelLanes; r < dims; r += kernelLanes) {
            Lane rest = loadLane(b + r);
            for (std::size_t c = 0; c < kernelLanes; ++c) {
                rest -= loadLane(lower + (c0 + c) * dims + r) * b[c0 + c];
            }
            storeLane(b + r, rest);
        }
    }
}

void solveBackward(const float* lower, std::size_t dims, float* b) {
    for (std::size_t c0 = dims; c0 > 0;) {
        c0 -= kernelLanes;
        for (std::size_t c = c0; c < c0 + kernelLanes; ++c) {
            const float* column = lower + c * dims;
            Lane sum{};
            for (std::size_t r = c0 + kernelLanes; r < dims; r += kernelLanes) {
                sum += loadLane(column + r) * loadLane(b + r);
            }
            b[c] -= sumOfLane(sum);
        }
        for (std::size_t c = c0 + kernelLanes; c-- > c0;) {
            b[c] *= lower[c * dims + c];
            for (std::size_t other = c0; other < c; ++other) {
                b[other] -= lower[other * dims + c] * b[c];
            }
        }
    }
}

/// The strip [d0, d0 + R vectors) of gatherColumns; the sum stays in registers.
template <std::size_t R>
void gatherStrip(const float* rows, std::size_t stride, std::span<const GatheredRow> chosen, std::size_t dims,
                 std::size_t d0, float* out, float* sum) {
    constexpr std::size_t ahead = 8; // rows lie anywhere: ask for them before they are needed
    Lane sums[R];
    for (std::size_t r = 0; r < R; ++r) {
        sums[r] = loadLane(sum + d0 + r * kernelLanes);
    }
    for (std::size_t k = 0; k < chosen.size(); ++k) {
        const float* const next = rows + chosen[std::min(k + ahead, chosen.size() - 1)].row * stride + d0;
        const float* const row = rows + chosen[k].row * stride + d0;
        for (std::size_t r = 0; r < R; ++r) {
            __builtin_prefetch(next + r * kernelLanes);
            const Lane lane = loadLane(row + r * kernelLanes);
            storeLane(out + k * dims + d0 + r * kernelLanes, lane * chosen[k].scale);
            sums[r] += lane * chosen[k].gain;
        }
    }
    for (std::size_t r = 0; r < R; ++r) {
        storeLane(sum + d0 + r * kernelLanes, sums[r]);
    }
}

/// y[d0..] += Σ_k factors[k] · rows_k[d0..] for R vectors, which stay in registers for all k.
template <std::size_t R>
void combineStrip(const float* rows, std::size_t count, std::size_t dims, std::size_t d0,
                  const float* factors, float* y) {
    Lane sums[R];
    for (std::size_t r = 0; r < R; ++r) {
        sums[r] = loadLane(y + d0 + r * kernelLanes);
    }
    for (std::size_t k = 0; k < count; ++k) {
        for (std::size_t r = 0; r < R; ++r) {
            sums[r] += loadLane(rows + k * dims + d0 + r * kernelLanes) * factors[k];
        }
    }
    for (std::size_t r = 0; r < R; ++r) {
        storeLane(y + d0 + r * kernelLanes, sums[r]);
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
        float* const block = matrix + c0 * dims + c0;
        if (!factoriseBlock(block, dims, allColumns)) {
            return false;
        }
        for (std::size_t r = kernelLanes; c0 + r < dims; r += kernelLanes) {
            solveBelow(block, dims, block + r, allColumns);
        }
    }
    return true;
}

void solveFactorised(const float* lower, std::size_t dims, float* b) {
    solveForward(lower, dims, b);
    solveBackward(lower, dims, b);
}

void gatherRows(const float* rows, std::span<const GatheredRow> chosen, std::size_t dims, float* out,
                float* sum) {
    gatherColumns(rows, dims, chosen, dims, out, sum);
}

void gatherColumns(const float* first, std::size_t stride, std::span<const GatheredRow> chosen,
                   std::size_t dims, float* out, float* sum) {
    std::size_t d = 0;
    for (; d + 4 * kernelLanes <= dims; d += 4 * kernelLanes) {
        gatherStrip<4>(first, stride, chosen, dims, d, out, sum);
    }
    for (; d + 2 * kernelLanes <= dims; d += 2 * kernelLanes) {
        gatherStrip<2>(first, stride, chosen, dims, d, out, sum);
    }
    for (; d < dims; d += kernelLanes) {
        gatherStrip<1>(first, stride, chosen, dims, d, out, sum);
    }
}

float dotProduct(const float* a, const float* b, std::size_t dims) {
    Lane sum{};
    for (std::size_t d = 0; d < dims; d += kernelLanes) {
        sum += loadLane(a + d) * loadLane(b + d);
    }
    return sumOfLane(sum);
}

void rowProducts(const float* rows, std::size_t count, std::size_t dims, const float* x, float* out) {
    std::size_t k = 0;
    for (; k + 4 <= count; k += 4) { // four chains of additions at a time
        Lane sums[4]{};
        for (std::size_t d = 0; d < dims; d += kernelLanes) {
            const Lane right = loadLane(x + d);
            for (std::size_t row = 0; row < 4; ++row) {
                sums[row] += loadLane(rows + (k + row) * dims + d) * right;
            }
        }
        for (std::size_t row = 0; row < 4; ++row) {
            out[k + row] = sumOfLane(sums[row]);
        }
    }
    for (; k < count; ++k) {
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
        storeLane(y + d, loadLane(y + d) + loadLane(x + d) * factor);
    }
}

} // namespace tastescope
