// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/rating_row_solver.h"

#include "engine/base/parallel.h"

#include <oneapi/tbb/enumerable_thread_specific.h>

#include <algorithm>

namespace tastescope {
namespace {

constexpr std::size_t rowsPerChunk = 16;
constexpr std::size_t blockFloats = 64 * 64; ///< gathered rows that stay in the level 1 cache

/// Not thread-safe: one a thread.
class RowSolver {
public:
    RowSolver(const RatingUnits& units, const RatingRidge& ridge, std::size_t factors, std::size_t dims)
        : m_units(units)
        , m_ridge(ridge)
        , m_factors(factors)
        , m_dims(dims)
        , m_blockRows(std::max<std::size_t>(16, blockFloats / dims))
        , m_block(m_blockRows * dims)
        , m_system(dims * dims)
        , m_right(dims) {}

    /// Adds the solution to x, whose element `factors` is 0 and becomes the bias.
    template <typename Index>
    void solve(const RatingSide& fixed, std::span<const Index> others, std::span<const float> ratings,
               float* x) {
        if (others.empty()) {
            return;
        }
        m_entries.resize(others.size());
        for (std::size_t place = 0; place < others.size(); ++place) {
            const std::uint32_t other = others[place].value;
            const double target = m_units.inUnits(ratings[place]) - fixed.biases[other] -
                                  dotProduct(fixed.vectorOf(other), x, m_dims);
            m_entries[place] = {other, 1, static_cast<float>(target)};
        }
        // Rounding can leave a system with a tiny ridge indefinite: then the ridge is raised until it is not.
        double more = 0;
        while (!factoriseSystem(fixed, more)) {
            more = 10 * more + 1e-5;
            if (more > 1e12) { // vectors beyond all measure
                return;
            }
        }
        solveFactorised(m_system.data(), m_dims, m_right.data());
        addScaled(m_right.data(), 1, m_dims, x);
    }

private:
    bool factoriseSystem(const RatingSide& fixed, double more) {
        float* const system = m_system.data();
        std::fill(system, system + m_dims * m_dims, 0.0F);
        std::fill(m_right.data(), m_right.data() + m_dims, 0.0F);
        for (std::size_t from = 0; from < m_entries.size(); from += m_blockRows) {
            const std::size_t count = std::min(m_blockRows, m_entries.size() - from);
            gatherRows(fixed.vectors.data(), std::span(m_entries).subspan(from, count), m_dims,
                       m_block.data(), m_right.data());
            addOuterProducts(m_block.data(), count, m_dims, system);
        }
        const auto count = static_cast<double>(m_entries.size());
        for (std::size_t d = 0; d < m_dims; ++d) {
            const double ridge = d < m_factors ? m_ridge.ridge : d == m_factors ? m_ridge.biasRidge : 1;
            system[d * m_dims + d] += static_cast<float>((ridge + more) * count);
        }
        return factorise(system, m_dims);
    }

    const RatingUnits& m_units;
    const RatingRidge& m_ridge;
    std::size_t m_factors;
    std::size_t m_dims;
    std::size_t m_blockRows;
    std::vector<GatheredRow> m_entries;
    AlignedFloats m_block;
    AlignedFloats m_system;
    AlignedFloats m_right;
};

/// `Row` is the kind of what is solved.
template <typename Row>
void solveRows(const InteractionMatrix& ratings, const RatingUnits& units, const RatingRidge& ridge,
               const RatingSide& fixed, const AlignedFloats* known, RatingSide& solved,
               const ExecutionContext& context) {
    tbb::enumerable_thread_specific<RowSolver> solvers(
        [&] { return RowSolver(units, ridge, solved.factors, solved.dims); });
    parallelChunks(context, solved.rows, rowsPerChunk, [&](std::size_t begin, std::size_t end) {
        RowSolver& solver = solvers.local();
        for (std::size_t row = begin; row < end && !context.stopRequested(); ++row) {
            float* const x = solved.vectorOf(row);
            if (known) {
                std::copy_n(known->data() + row * solved.dims, solved.dims, x);
            } else {
                std::fill(x, x + solved.dims, 0.0F);
            }
            x[solved.factors] = 0;
            if constexpr (std::is_same_v<Row, UserIndex>) {
                solver.solve(fixed, ratings.itemsOf(Row(row)), ratings.valuesOf(Row(row)), x);
            } else {
                solver.solve(fixed, ratings.usersOf(Row(row)), ratings.valuesOf(Row(row)), x);
            }
            solved.biases[row] = x[solved.factors];
            x[solved.factors] = 1;
        }
    });
}

} // namespace

void solveUsers(const InteractionMatrix& ratings, const RatingUnits& units, const RatingRidge& ridge,
                const RatingSide& items, const AlignedFloats* known, RatingSide& users,
                const ExecutionContext& context) {
    solveRows<UserIndex>(ratings, units, ridge, items, known, users, context);
}

void solveItems(const InteractionMatrix& ratings, const RatingUnits& units, const RatingRidge& ridge,
                const RatingSide& users, RatingSide& items, const ExecutionContext& context) {
    solveRows<ItemIndex>(ratings, units, ridge, users, nullptr, items, context);
}

} // namespace tastescope
