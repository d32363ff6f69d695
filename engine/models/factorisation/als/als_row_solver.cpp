// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/als/als_row_solver.h"

#include "engine/base/ids.h"

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

// The block stays in the level 1 cache for the rank-k update, in level 2 for conjugate gradients, which read
// it several times.
constexpr std::size_t exactBlockFloats = 64 * 64;
constexpr std::size_t gradientBlockFloats = 1024 * 64;
/// Factors that the block solver solves for at a time.
constexpr std::size_t solvedTogether = 32;
constexpr float mostRidge = 1e30F;

/// What is tried where `diagonal` has left a system indefinite.
float raisedRidge(const AlsFixedSide& fixed, float diagonal) {
    return 10 * diagonal + 1e-6F * (1 + fixed.gram[0]);
}

std::size_t blockRowsOf(const AlsOptions& options, std::size_t dims) {
    switch (options.solver) {
    case AlsSolver::ConjugateGradients:
        return std::max<std::size_t>(16, gradientBlockFloats / dims);
    case AlsSolver::Blocks:
        return gradientBlockFloats / solvedTogether;
    case AlsSolver::Cholesky:
        break;
    }
    return std::max<std::size_t>(16, exactBlockFloats / dims);
}

/// Floats of a row of the gathered block.
std::size_t blockWidthOf(const AlsOptions& options, std::size_t dims) {
    return options.solver == AlsSolver::Blocks ? std::min(dims, solvedTogether) : dims;
}

std::size_t systemSizeOf(const AlsOptions& options, std::size_t dims) {
    const std::size_t width = blockWidthOf(options, dims);
    return options.solver == AlsSolver::ConjugateGradients ? 0 : width * width;
}

} // namespace

AlsRowSolver::AlsRowSolver(const AlsOptions& options, std::size_t dims)
    : m_options(options)
    , m_dims(dims)
    , m_blockRows(blockRowsOf(options, dims))
    , m_block(m_blockRows * blockWidthOf(options, dims))
    , m_system(systemSizeOf(options, dims))
    , m_right(dims)
    , m_residual(dims)
    , m_direction(dims)
    , m_product(dims)
    , m_scratch(dims)
    , m_products(m_blockRows) {}

template <typename Index>
AlsRowSolver::Sums AlsRowSolver::readEntries(AlsRowEntries<Index> row) {
    m_entries.resize(row.others.size());
    std::size_t count = 0;
    Sums sums;
    for (std::size_t place = 0; place < row.others.size(); ++place) {
        const AlsEntry entry = alsEntry(row.weights[place], m_options);
        const auto gain = static_cast<float>(alsGain(entry, m_options));
        m_entries[count] = {row.others[place].value, std::sqrt(entry.confidence), gain};
        count += entry.confidence > 0 ? 1 : 0;
        sums.confidence += entry.confidence;
        sums.constant += gain;
    }
    m_entries.resize(count);
    return sums;
}

template <typename Index>
double AlsRowSolver::solve(const AlsFixedSide& fixed, AlsRowEntries<Index> row, float* x, bool wantLoss) {
    const auto [confidence, constant] = readEntries(row);
    m_inBlock = 0;
    m_constant = constant;
    if (m_constant == 0) { // nothing liked: the right-hand side is 0, and so is the solution
        std::fill(x, x + m_dims, 0.0F);
        return 0;
    }
    const double ridge = alsRidge(m_options, fixed.rows, confidence);
    if (m_options.solver == AlsSolver::Cholesky) {
        solveExactly(fixed, static_cast<float>(ridge), x);
    } else if (m_options.solver == AlsSolver::Blocks) {
        solveByBlocks(fixed, static_cast<float>(ridge), x);
        return wantLoss ? lossOfPredictions(fixed, ridge, x) : 0;
    } else {
        solveByGradients(fixed, static_cast<float>(ridge), x);
    }
    return wantLoss ? loss(fixed, ridge, x) : 0;
}

template double AlsRowSolver::solve(const AlsFixedSide&, AlsRowEntries<ItemIndex>, float*, bool);
template double AlsRowSolver::solve(const AlsFixedSide&, AlsRowEntries<UserIndex>, float*, bool);

/// Fills the block with the entries from `from` on, adds Σ c p y of them to `sum`, returns how many there
/// are.
std::size_t AlsRowSolver::gather(const AlsFixedSide& fixed, std::size_t from, float* sum) {
    const std::size_t count = std::min(m_blockRows, m_entries.size() - from);
    gatherRows(fixed.factors, std::span(m_entries).subspan(from, count), m_dims, m_block.data(), sum);
    m_inBlock = from == 0 ? count : 0;
    return count;
}

void AlsRowSolver::solveExactly(const AlsFixedSide& fixed, float ridge, float* x) {
    float* const system = m_system.data();
    // Rounding can leave a system with a tiny ridge indefinite: then the ridge is raised until it is not.
    for (float diagonal = ridge;; diagonal = raisedRidge(fixed, diagonal)) {
        if (!(diagonal < mostRidge)) { // vectors beyond all measure
            std::fill(x, x + m_dims, 0.0F);
            return;
        }
        std::copy(fixed.gram, fixed.gram + m_dims * m_dims, system);
        for (std::size_t d = 0; d < m_dims; ++d) {
            system[d * m_dims + d] += diagonal;
        }
        std::fill(m_right.data(), m_right.data() + m_dims, 0.0F);
        for (std::size_t from = 0; from < m_entries.size(); from += m_blockRows) {
            const std::size_t count = gather(fixed, from, m_right.data());
            addOuterProducts(m_block.data(), count, m_dims, system);
        }
        if (factorise(system, m_dims)) {
            break;
        }
    }
    std::copy(m_right.data(), m_right.data() + m_dims, x);
    solveFactorised(system, m_dims, x);
}

/// out = (u G + ridge I + Σ (c - u) y yᵀ) x
void AlsRowSolver::applySystem(const AlsFixedSide& fixed, float ridge, const float* x, float* out) {
    std::fill(out, out + m_dims, 0.0F);
    addCombination(fixed.gram, m_dims, m_dims, x, out);
    addScaled(x, ridge, m_dims, out);
    for (std::size_t from = 0; from < m_entries.size(); from += m_blockRows) {
        const std::size_t count =
            m_inBlock == m_entries.size() ? m_inBlock : gather(fixed, from, m_scratch.data());
        rowProducts(m_block.data(), count, m_dims, x, m_products.data());
        addCombination(m_block.data(), count, m_dims, m_products.data(), out);
    }
}

void AlsRowSolver::solveByGradients(const AlsFixedSide& fixed, float ridge, float* x) {
    float* const right = m_right.data();
    float* const residual = m_residual.data();
    float* const direction = m_direction.data();
    float* const product = m_product.data();
    std::fill(right, right + m_dims, 0.0F);
    for (std::size_t from = 0; from < m_entries.size(); from += m_blockRows) {
        gather(fixed, from, right);
    }
    applySystem(fixed, ridge, x, product);
    std::copy(right, right + m_dims, residual);
    addScaled(product, -1, m_dims, residual);
    std::copy(residual, residual + m_dims, direction);
    float squares = dotProduct(residual, residual, m_dims);
    const float enough = 1e-14F * dotProduct(right, right, m_dims);
    for (int step = 0; step < m_options.steps && squares > enough; ++step) {
        applySystem(fixed, ridge, direction, product);
        const float curvature = dotProduct(direction, product, m_dims);
        if (!(curvature > 0)) { // rounding has eaten it up: there is nothing more to gain
            break;
        }
        const float length = squares / curvature;
        addScaled(direction, length, m_dims, x);
        addScaled(product, -length, m_dims, residual);
        const float next = dotProduct(residual, residual, m_dims);
        for (std::size_t d = 0; d < m_dims; ++d) {
            direction[d] = residual[d] + next / squares * direction[d];
        }
        squares = next;
    }
}

/// One Newton step for each block of factors, the others fixed: exact within the block, since the objective
/// is quadratic. The predictions of the entries are kept up to date, so that a block costs no more than its
/// own columns.
void AlsRowSolver::solveByBlocks(const AlsFixedSide& fixed, float ridge, float* x) {
    m_predictions.resize(m_entries.size());
    for (std::size_t place = 0; place < m_entries.size(); ++place) {
        m_predictions[place] = dotProduct(fixed.factors + m_entries[place].row * m_dims, x, m_dims);
    }
    for (std::size_t first = 0; first < m_dims; first += solvedTogether) {
        solveBlock(fixed, ridge, first, std::min(solvedTogether, m_dims - first), x);
    }
}

void AlsRowSolver::solveBlock(const AlsFixedSide& fixed, float ridge, std::size_t first, std::size_t width,
                              float* x) {
    m_residuals = m_entries;
    for (std::size_t place = 0; place < m_entries.size(); ++place) {
        const float confidence = m_entries[place].scale * m_entries[place].scale;
        m_residuals[place].gain -= confidence * m_predictions[place];
    }
    // Rounding can leave a system with a tiny ridge indefinite, as in the exact solver.
    float diagonal = ridge;
    while (!factoriseBlock(fixed, diagonal, first, width, x)) {
        diagonal = raisedRidge(fixed, diagonal);
        if (!(diagonal < mostRidge)) { // vectors beyond all measure
            return;
        }
    }
    float* const step = m_right.data();
    solveFactorised(m_system.data(), width, step);
    for (std::size_t d = 0; d < width; ++d) {
        x[first + d] += step[d];
    }
    movePredictions(fixed, first, width);
}

/// Gathers the block's system and, in m_right, the negative gradient; false when it is not definite.
bool AlsRowSolver::factoriseBlock(const AlsFixedSide& fixed, float diagonal, std::size_t first,
                                  std::size_t width, const float* x) {
    float* const system = m_system.data();
    float* const right = m_right.data();
    for (std::size_t d = 0; d < width; ++d) {
        const float* const column = fixed.gram + (first + d) * m_dims;
        std::copy(column + first, column + first + width, system + d * width);
        system[d * width + d] += diagonal;
        right[d] = -dotProduct(column, x, m_dims) - diagonal * x[first + d];
    }
    for (std::size_t from = 0; from < m_entries.size(); from += m_blockRows) {
        const std::size_t count = std::min(m_blockRows, m_entries.size() - from);
        gatherColumns(fixed.factors + first, m_dims, std::span(m_residuals).subspan(from, count), width,
                      m_block.data(), right);
        addOuterProducts(m_block.data(), count, width, system);
    }
    return factorise(system, width);
}

void AlsRowSolver::movePredictions(const AlsFixedSide& fixed, std::size_t first, std::size_t width) {
    for (std::size_t from = 0; from < m_entries.size(); from += m_blockRows) {
        const std::size_t count = std::min(m_blockRows, m_entries.size() - from);
        if (count < m_entries.size()) { // else the block still holds them all
            gatherColumns(fixed.factors + first, m_dims, std::span(m_entries).subspan(from, count), width,
                          m_block.data(), m_scratch.data());
        }
        rowProducts(m_block.data(), count, width, m_right.data(), m_products.data());
        for (std::size_t place = 0; place < count; ++place) {
            m_predictions[from + place] += m_products[place] / m_entries[from + place].scale;
        }
    }
}

/// As `loss`, by the predictions that the block solver keeps.
double AlsRowSolver::lossOfPredictions(const AlsFixedSide& fixed, double ridge, const float* x) {
    float* const product = m_product.data();
    std::fill(product, product + m_dims, 0.0F);
    addCombination(fixed.gram, m_dims, m_dims, x, product);
    double sum = m_constant + dotProduct(x, product, m_dims) + ridge * dotProduct(x, x, m_dims);
    for (std::size_t place = 0; place < m_entries.size(); ++place) {
        const double prediction = m_predictions[place];
        const double scaled = m_entries[place].scale * prediction;
        sum += scaled * scaled - 2 * m_entries[place].gain * prediction;
    }
    return sum;
}

/// Σ c (p - s)² over the entries and u s² over all other cells, s = x · y: the Gram matrix gives Σ u s² of
/// all cells, the block's rows give √(c - u) s.
double AlsRowSolver::loss(const AlsFixedSide& fixed, double ridge, const float* x) {
    float* const product = m_product.data();
    std::fill(product, product + m_dims, 0.0F);
    addCombination(fixed.gram, m_dims, m_dims, x, product);
    double sum = m_constant + dotProduct(x, product, m_dims);
    sum += ridge * dotProduct(x, x, m_dims) - 2.0 * dotProduct(x, m_right.data(), m_dims);
    for (std::size_t from = 0; from < m_entries.size(); from += m_blockRows) {
        const std::size_t count =
            m_inBlock == m_entries.size() ? m_inBlock : gather(fixed, from, m_scratch.data());
        rowProducts(m_block.data(), count, m_dims, x, m_products.data());
        for (std::size_t place = 0; place < count; ++place) {
            sum += static_cast<double>(m_products[place]) * m_products[place];
        }
    }
    return sum;
}

} // namespace tastescope
