// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/als_row_solver.h"

#include "engine/base/ids.h"

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

// The block stays in the level 1 cache for the rank-k update, in level 2 for conjugate gradients, which read
// it several times.
constexpr std::size_t exactBlockFloats = 64 * 64;
constexpr std::size_t gradientBlockFloats = 1024 * 64;

std::size_t blockRowsOf(const AlsOptions& options, std::size_t dims) {
    const std::size_t floats = options.solver == AlsSolver::Cholesky ? exactBlockFloats : gradientBlockFloats;
    return std::max<std::size_t>(16, floats / dims);
}

} // namespace

AlsRowSolver::AlsRowSolver(const AlsOptions& options, std::size_t dims)
    : m_options(options)
    , m_dims(dims)
    , m_blockRows(blockRowsOf(options, dims))
    , m_block(m_blockRows * dims)
    , m_system(options.solver == AlsSolver::Cholesky ? dims * dims : 0)
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
        const float gain = entry.preference * (1 + entry.confidence);
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
    for (float diagonal = ridge;; diagonal = 10 * diagonal + 1e-6F * (1 + fixed.gram[0])) {
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

/// out = (G + ridge I + Σ (c - 1) y yᵀ) x
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
        const float length = squares / dotProduct(direction, product, m_dims);
        addScaled(direction, length, m_dims, x);
        addScaled(product, -length, m_dims, residual);
        const float next = dotProduct(residual, residual, m_dims);
        for (std::size_t d = 0; d < m_dims; ++d) {
            direction[d] = residual[d] + next / squares * direction[d];
        }
        squares = next;
    }
}

/// Σ c (p - s)² over the entries and s² over all other cells, s = x · y: the Gram matrix gives Σ s² of all
/// cells, the block's rows give √(c - 1) s.
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
