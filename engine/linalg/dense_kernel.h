// SPDX-License-Identifier: GPL-3.0-or-later
// Dense kernels for the many small symmetric systems of ALS: rank-k update, Cholesky, solve, and the products
// that conjugate gradients need. Written over vectors of the compiler's, in an order of operations that does
// not depend on the data, so that equal input gives equal bits. Thread-safe: nothing is kept.
//
// Shapes: `dims` is a multiple of `kernelLanes`; rows are `dims` floats one behind the other; matrices are
// dims × dims, column-major, and only the lower triangle counts (what lies above it inside a diagonal block
// of kernelLanes × kernelLanes is overwritten). Memory is best aligned to 64 bytes: AlignedFloats is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tastescope {

/// The floats in a register of the instruction set that this is compiled for. A build option chooses the set
/// (TASTESCOPE_LANES, TASTESCOPE_NATIVE); all files of a program must agree on it.
#if defined(__AVX512F__)
inline constexpr std::size_t kernelLanes = 16;
#elif defined(__AVX__)
inline constexpr std::size_t kernelLanes = 8;
#else
inline constexpr std::size_t kernelLanes = 4;
#endif

inline constexpr std::size_t paddedDimensions(std::size_t dimensions) {
    return (dimensions + kernelLanes - 1) / kernelLanes * kernelLanes;
}

/// Zero-initialised floats on a 64-byte boundary.
class AlignedFloats {
public:
    AlignedFloats() = default;
    explicit AlignedFloats(std::size_t size) : m_lines((size + 15) / 16), m_size(size) {}
    float* data() { return m_lines.empty() ? nullptr : m_lines.front().values; }
    const float* data() const { return m_lines.empty() ? nullptr : m_lines.front().values; }
    std::size_t size() const { return m_size; }

private:
    struct alignas(64) Line {
        float values[16] = {};
    };
    std::vector<Line> m_lines;
    std::size_t m_size = 0;
};

/// matrix += Σ rows_k · rows_kᵀ over `count` rows.
void addOuterProducts(const float* rows, std::size_t count, std::size_t dims, float* matrix);

/// Replaces the matrix by its Cholesky factor L with the reciprocals of the diagonal in its place and zeros
/// above it in the diagonal blocks; false when it is not positive definite to working precision.
bool factorise(float* matrix, std::size_t dims);

/// Replaces b by x with L Lᵀ x = b, L as `factorise` leaves it.
void solveFactorised(const float* lower, std::size_t dims, float* b);

/// A row to be gathered: out takes scale · row, the sum takes gain · row.
struct GatheredRow {
    std::uint32_t row = 0;
    float scale = 0;
    float gain = 0;
};
/// out_k = scale_k · rows[row_k], one behind the other; sum += Σ gain_k · rows[row_k].
void gatherRows(const float* rows, std::span<const GatheredRow> chosen, std::size_t dims, float* out,
                float* sum);
/// As gatherRows for some columns of longer rows: `first` points at the first of them in row 0, rows lie
/// `stride` floats apart; `out` has `dims` floats a row.
void gatherColumns(const float* first, std::size_t stride, std::span<const GatheredRow> chosen,
                   std::size_t dims, float* out, float* sum);

float dotProduct(const float* a, const float* b, std::size_t dims);
/// out[k] = rows_k · x
void rowProducts(const float* rows, std::size_t count, std::size_t dims, const float* x, float* out);
/// y += Σ_k factors[k] · rows_k
void addCombination(const float* rows, std::size_t count, std::size_t dims, const float* factors, float* y);
/// y += factor · x
void addScaled(const float* x, float factor, std::size_t dims, float* y);

} // namespace tastescope
