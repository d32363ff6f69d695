// SPDX-License-Identifier: GPL-3.0-or-later
// One half iteration of ALS, row by row: given the factors of the other side, the factor vector of a row is
// the solution of a small linear system (Hu, Koren, Volinsky 2008, equation 4).
#pragma once

#include "engine/linalg/dense_kernel.h"
#include "engine/models/factorisation/als/als_trainer.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tastescope {

/// The other side, padded to `dims` floats a row, and the sum of the outer products of its rows (full,
/// symmetric).
struct AlsFixedSide {
    const float* factors = nullptr;
    std::size_t rows = 0;
    std::size_t dims = 0;
    const float* gram = nullptr;
};

/// The other side's row and the weight of each entry of the row to be solved.
template <typename Index>
struct AlsRowEntries {
    std::span<const Index> others;
    std::span<const float> weights;
};

/// Not thread-safe: one a thread. Memory grows with dims², not with the rows.
class AlsRowSolver {
public:
    AlsRowSolver(const AlsOptions& options, std::size_t dims);

    /// Overwrites x (for conjugate gradients: improves it). Returns the row's part of the objective, its
    /// ridge included, when `wantLoss`, else 0.
    template <typename Index>
    double solve(const AlsFixedSide& fixed, AlsRowEntries<Index> row, float* x, bool wantLoss);

private:
    struct Sums {
        double confidence = 0; ///< Σ (c - 1)
        double constant = 0;   ///< Σ c p²
    };
    template <typename Index>
    Sums readEntries(AlsRowEntries<Index> row);
    std::size_t gather(const AlsFixedSide& fixed, std::size_t from, float* sum);
    void solveExactly(const AlsFixedSide& fixed, float ridge, float* x);
    void solveByGradients(const AlsFixedSide& fixed, float ridge, float* x);
    void solveByBlocks(const AlsFixedSide& fixed, float ridge, float* x);
    void solveBlock(const AlsFixedSide& fixed, float ridge, std::size_t first, std::size_t width, float* x);
    bool factoriseBlock(const AlsFixedSide& fixed, float diagonal, std::size_t first, std::size_t width,
                        const float* x);
    void movePredictions(const AlsFixedSide& fixed, std::size_t first, std::size_t width);
    void applySystem(const AlsFixedSide& fixed, float ridge, const float* x, float* out);
    double loss(const AlsFixedSide& fixed, double ridge, const float* x);
    double lossOfPredictions(const AlsFixedSide& fixed, double ridge, const float* x);

    const AlsOptions& m_options;
    std::size_t m_dims;
    std::size_t m_blockRows;
    std::vector<GatheredRow> m_entries; ///< scaled by √(c - u), gained by c p
    double m_constant = 0;              ///< Σ c p²
    AlignedFloats m_block;              ///< rows of the other side times √(c - u)
    AlignedFloats m_system;             ///< of the Cholesky and the block solver
    AlignedFloats m_right;              ///< Σ c p y
    AlignedFloats m_residual;
    AlignedFloats m_direction;
    AlignedFloats m_product;
    AlignedFloats m_scratch;
    std::vector<float> m_products;        ///< of the rows of a block
    std::vector<float> m_predictions;     ///< y · x an entry, for the block solver
    std::vector<GatheredRow> m_residuals; ///< the entries, gained by c p - (c - u) y · x
    std::size_t m_inBlock = 0;            ///< rows of the block that are those of the entries from 0
};

} // namespace tastescope
