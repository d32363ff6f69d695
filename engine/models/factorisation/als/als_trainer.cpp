// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/als/als_trainer.h"

#include "engine/base/parallel.h"
#include "engine/base/random.h"
#include "engine/linalg/dense_kernel.h"
#include "engine/models/factorisation/als/als_row_solver.h"

#include <oneapi/tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t rowsPerChunk = 16;
constexpr std::size_t gramRowsPerChunk = 512;
constexpr std::size_t mostGramChunks = 64; ///< each has a matrix of its own
constexpr double initialScale = 0.1;       ///< length of a starting vector: small against the solved ones

/// The matrix seen from the rows to be solved.
template <typename Row>
AlsRowEntries<std::conditional_t<std::is_same_v<Row, UserIndex>, ItemIndex, UserIndex>>
entriesOf(const InteractionMatrix& matrix, Row row) {
    if constexpr (std::is_same_v<Row, UserIndex>) {
        return {matrix.itemsOf(row), matrix.valuesOf(row)};
    } else {
        return {matrix.usersOf(row), matrix.valuesOf(row)};
    }
}

class Trainer {
public:
    Trainer(const InteractionMatrix& matrix, std::size_t users, std::size_t items, const AlsOptions& options,
            const ExecutionContext& context, const AlsFactors* start)
        : m_matrix(matrix)
        , m_options(options)
        , m_context(context)
        , m_start(start)
        , m_dims(paddedDimensions(options.factors))
        , m_userCount(users)
        , m_itemCount(items)
        , m_users(users * m_dims)
        , m_items(items * m_dims)
        , m_gram(m_dims * m_dims)
        , m_solvers([this] { return AlsRowSolver(m_options, m_dims); }) {}

    Result<AlsFactors> run() {
        m_start ? takeStart() : initialise();
        computeItemRidges();
        for (int step = 1; step <= m_options.iterations && !m_context.stopRequested(); ++step) {
            m_context.report(static_cast<double>(step - 1) / m_options.iterations, "Training");
            solve<ItemIndex>(m_users, m_userCount, m_items, m_itemCount, false);
            double loss = solve<UserIndex>(m_items, m_itemCount, m_users, m_userCount, true);
            loss += itemRidge();
            if (!m_context.stopRequested()) {
                m_context.loss({.step = step, .steps = m_options.iterations, .training = loss});
            }
            if (m_context.finishRequested()) {
                break; // every iteration lowers the loss: the newest state is the best
            }
        }
        if (m_context.stopRequested()) {
            return cancelledError();
        }
        m_context.report(1, "Training");
        return AlsFactors{compact(m_users, m_userCount), compact(m_items, m_itemCount)};
    }

private:
    void takeStart() {
        pad(m_start->users, m_userCount, m_users);
        pad(m_start->items, m_itemCount, m_items);
    }

    /// A stream of random numbers a user: the same whatever the order of work.
    void initialise() {
        const double scale = initialScale / std::sqrt(static_cast<double>(m_options.factors));
        parallelChunks(m_context, m_userCount, gramRowsPerChunk, [&](std::size_t begin, std::size_t end) {
            for (std::size_t user = begin; user < end; ++user) {
                Random random(m_context.seed, user);
                for (std::size_t d = 0; d < m_options.factors; ++d) {
                    m_users.data()[user * m_dims + d] = static_cast<float>(random.normal(0, scale));
                }
            }
        });
    }

    /// Sum of the outer products of all rows times u, both triangles; partial sums are added in the order of
    /// the chunks, whose number has a bound.
    void computeGram(const AlignedFloats& factors, std::size_t rows) {
        const std::size_t chunk = std::max(gramRowsPerChunk, rows / mostGramChunks + 1);
        std::vector<AlignedFloats> parts((rows + chunk - 1) / chunk);
        parallelChunks(m_context, rows, chunk, [&](std::size_t begin, std::size_t end) {
            AlignedFloats part(m_dims * m_dims);
            addOuterProducts(factors.data() + begin * m_dims, end - begin, m_dims, part.data());
            parts[begin / chunk] = std::move(part);
        });
        for (std::size_t column = 0; column < m_dims; ++column) {
            for (std::size_t row = column; row < m_dims; ++row) {
                double sum = 0;
                for (const AlignedFloats& part : parts) {
                    sum += part.size() > 0 ? part.data()[column * m_dims + row] : 0; // none after a stop
                }
                sum *= m_options.unobserved;
                m_gram.data()[column * m_dims + row] = static_cast<float>(sum);
                m_gram.data()[row * m_dims + column] = static_cast<float>(sum);
            }
        }
    }

    template <typename Row>
    double solve(const AlignedFloats& fixed, std::size_t fixedRows, AlignedFloats& solved, std::size_t rows,
                 bool wantLoss) {
        computeGram(fixed, fixedRows);
        const AlsFixedSide side{fixed.data(), fixedRows, m_dims, m_gram.data()};
        return parallelSum<double>(m_context, rows, rowsPerChunk, [&](std::size_t begin, std::size_t end) {
            AlsRowSolver& solver = m_solvers.local();
            double loss = 0;
            for (std::size_t row = begin; row < end && !m_context.stopRequested(); ++row) {
                loss +=
                    solver.solve(side, entriesOf(m_matrix, Row(row)), solved.data() + row * m_dims, wantLoss);
            }
            return loss;
        });
    }

    /// λ of every item; the same in all iterations.
    void computeItemRidges() {
        m_itemRidges.resize(m_itemCount);
        parallelChunks(m_context, m_itemCount, gramRowsPerChunk, [&](std::size_t begin, std::size_t end) {
            for (std::size_t item = begin; item < end; ++item) {
                double confidence = 0;
                for (const float weight : m_matrix.valuesOf(ItemIndex(item))) {
                    confidence += alsEntry(weight, m_options).confidence;
                }
                m_itemRidges[item] = alsRidge(m_options, m_userCount, confidence);
            }
        });
    }

    double itemRidge() const {
        return parallelSum<double>(m_context, m_itemCount, gramRowsPerChunk,
                                   [&](std::size_t begin, std::size_t end) {
                                       double sum = 0;
                                       for (std::size_t item = begin; item < end; ++item) {
                                           const float* row = m_items.data() + item * m_dims;
                                           sum += m_itemRidges[item] * dotProduct(row, row, m_dims);
                                       }
                                       return sum;
                                   });
    }

    void pad(const std::vector<float>& from, std::size_t rows, AlignedFloats& factors) const {
        for (std::size_t row = 0; row < rows; ++row) {
            std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(row * m_options.factors),
                        m_options.factors, factors.data() + row * m_dims);
        }
    }

    /// Without the padding.
    std::vector<float> compact(const AlignedFloats& factors, std::size_t rows) const {
        std::vector<float> out(rows * m_options.factors);
        for (std::size_t row = 0; row < rows; ++row) {
            std::copy_n(factors.data() + row * m_dims, m_options.factors,
                        out.begin() + static_cast<std::ptrdiff_t>(row * m_options.factors));
        }
        return out;
    }

    const InteractionMatrix& m_matrix;
    const AlsOptions& m_options;
    const ExecutionContext& m_context;
    const AlsFactors* m_start;
    std::size_t m_dims;
    std::size_t m_userCount;
    std::size_t m_itemCount;
    AlignedFloats m_users;
    AlignedFloats m_items;
    AlignedFloats m_gram;
    std::vector<double> m_itemRidges;
    tbb::enumerable_thread_specific<AlsRowSolver> m_solvers;
};

} // namespace

double alsRidge(const AlsOptions& options, std::size_t others, double confidence) {
    return options.exponent == 0 ? options.regularization
                                 : options.regularization *
                                       std::pow(options.unobserved * static_cast<double>(others) + confidence,
                                                options.exponent);
}

Result<AlsFactors> trainAls(const InteractionMatrix& matrix, std::size_t users, std::size_t items,
                            const AlsOptions& options, const ExecutionContext& context,
                            const AlsFactors* start) {
    return Trainer(matrix, users, items, options, context, start).run();
}

} // namespace tastescope
