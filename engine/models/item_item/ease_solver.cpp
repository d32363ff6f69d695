// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/item_item/ease_solver.h"

#include "engine/base/parallel.h"
#include "engine/base/progress.h"
#include "engine/base/random.h"
#include "engine/linalg/spd_inverse.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>

namespace tastescope {
namespace {

constexpr std::size_t gramItemsPerChunk = 16;
constexpr std::size_t checkRowsPerChunk = 64;
constexpr double worstResidual = 0.01;

/// row[column] += factor · value for the leading entries whose column is at most `last`.
void addLeading(std::span<const std::uint32_t> columns, std::span<const float> values, float factor,
                std::size_t last, float* row) {
    for (std::size_t place = 0; place < columns.size() && columns[place] <= last; ++place) {
        row[columns[place]] += factor * values[place];
    }
}

class Solver {
public:
    Solver(const ImplicitMatrix& data, const EaseAttributes& attributes, const EaseOptions& options,
           const ExecutionContext& context)
        : m_data(data)
        , m_attributes(attributes)
        , m_byTerm(attributes.vectors.transposed(attributes.terms))
        , m_options(options)
        , m_context(context)
        , m_items(data.itemCount())
        , m_matrix(m_items) {}

    Result<SquareMatrix> run() {
        const double share = gramShare();
        if (!gram(share)) {
            return cancelledError();
        }
        PartProgress inverting(m_context, share, 1);
        switch (invertPositiveDefinite(m_matrix, inverting.context())) {
        case InverseOutcome::Stopped:
            return cancelledError();
        case InverseOutcome::NotPositiveDefinite:
            return tooSmall();
        case InverseOutcome::Done:
            break;
        }
        const double residual = worstError();
        if (m_context.stopRequested()) {
            return cancelledError();
        }
        if (!(residual <= worstResidual)) {
            return tooSmall();
        }
        m_context.report(1, "Inverting");
        return std::move(m_matrix);
    }

private:
    /// Of the time that all takes.
    double gramShare() const {
        double pairs = 0;
        for (std::size_t user = 0; user < m_data.userCount(); ++user) {
            const auto count = static_cast<double>(m_data.userOffsets[user + 1] - m_data.userOffsets[user]);
            pairs += count * count / 2;
        }
        const double own = secondsAPair * pairs;
        return own / (own + secondsAnInversion(static_cast<double>(m_items)) + 1e-9);
    }

    bool gram(double share) {
        std::atomic<std::size_t> finished = 0;
        m_context.report(0, "Comparing items");
        return parallelChunks(m_context, m_items, gramItemsPerChunk, [&](std::size_t begin, std::size_t end) {
            for (std::size_t item = begin; item < end && !m_context.stopRequested(); ++item) {
                gramRow(item);
            }
            const std::size_t sum = finished += end - begin;
            m_context.report(share * static_cast<double>(sum) / static_cast<double>(m_items),
                             "Comparing items");
        });
    }

    /// The lower triangle's part of a row, zeros behind it.
    void gramRow(std::size_t item) {
        float* const row = m_matrix.row(item);
        std::fill(row, row + m_items, 0.0F);
        for (std::uint64_t entry = m_data.itemOffsets[item]; entry < m_data.itemOffsets[item + 1]; ++entry) {
            const std::uint32_t user = m_data.users[entry];
            const std::uint64_t from = m_data.userOffsets[user];
            const std::size_t count = m_data.userOffsets[user + 1] - from;
            addLeading(std::span(m_data.items).subspan(from, count),
                       std::span(m_data.byUser).subspan(from, count), m_data.byItem[entry], item, row);
        }
        if (item < m_attributes.vectors.rows()) {
            const auto terms = m_attributes.vectors.columnsOf(item);
            const auto values = m_attributes.vectors.valuesOf(item);
            for (std::size_t place = 0; place < terms.size(); ++place) {
                const auto weight = static_cast<float>(m_options.attributes) * values[place];
                addLeading(m_byTerm.columnsOf(terms[place]), m_byTerm.valuesOf(terms[place]), weight, item,
                           row);
            }
        }
        row[item] += static_cast<float>(m_options.lambda);
    }

    /// How far (XᵀX + a TᵀT + λ I) P v is from v at worst, for a v of random signs: what rounding did to the
    /// inverse, measured without the matrix, which is gone.
    double worstError() const {
        std::vector<float> signs(m_items);
        Random random(1);
        for (float& sign : signs) {
            sign = random.next32() % 2 == 0 ? 1.0F : -1.0F;
        }
        std::vector<double> solved(m_items);
        parallelChunks(m_context, m_items, checkRowsPerChunk, [&](std::size_t begin, std::size_t end) {
            for (std::size_t item = begin; item < end; ++item) {
                const float* const row = m_matrix.row(item);
                float sum = 0;
                double total = 0;
                for (std::size_t other = 0; other < m_items; ++other) {
                    sum += row[other] * signs[other];
                    if (other % 64 == 63) { // short sums in floats, long ones in doubles
                        total += sum;
                        sum = 0;
                    }
                }
                solved[item] = total + sum;
            }
        });
        std::vector<double> out = timesGram(solved);
        double worst = 0;
        for (std::size_t item = 0; item < m_items; ++item) {
            const double error = out[item] - signs[item];
            worst = std::isfinite(error) ? std::max(worst, std::abs(error)) : HUGE_VAL;
        }
        return worst;
    }

    std::vector<double> timesGram(const std::vector<double>& x) const {
        std::vector<double> out(m_items);
        for (std::size_t item = 0; item < m_items; ++item) {
            out[item] = m_options.lambda * x[item];
        }
        const auto addRow = [&](std::span<const std::uint32_t> columns, std::span<const float> values,
                                double weight) {
            double product = 0;
            for (std::size_t place = 0; place < columns.size(); ++place) {
                product += values[place] * x[columns[place]];
            }
            for (std::size_t place = 0; place < columns.size(); ++place) {
                out[columns[place]] += weight * product * values[place];
            }
        };
        for (std::size_t user = 0; user < m_data.userCount(); ++user) {
            const std::uint64_t from = m_data.userOffsets[user];
            const std::size_t count = m_data.userOffsets[user + 1] - from;
            addRow(std::span(m_data.items).subspan(from, count),
                   std::span(m_data.byUser).subspan(from, count), 1);
        }
        for (std::size_t term = 0; term < m_byTerm.rows(); ++term) {
            addRow(m_byTerm.columnsOf(term), m_byTerm.valuesOf(term), m_options.attributes);
        }
        return out;
    }

    Error tooSmall() const {
        return {ErrorCode::InvalidArgument,
                fmt::format("lambda = {:g} is too small for these data: the solution is not exact",
                            m_options.lambda),
                fmt::format("Choose a larger one, {:g} say", 10 * m_options.lambda), ""};
    }

    const ImplicitMatrix& m_data;
    const EaseAttributes& m_attributes;
    SparseRows m_byTerm;
    const EaseOptions& m_options;
    const ExecutionContext& m_context;
    std::size_t m_items;
    SquareMatrix m_matrix;
};

} // namespace

Result<SquareMatrix> easeInverse(const ImplicitMatrix& data, const EaseAttributes& attributes,
                                 const EaseOptions& options, const ExecutionContext& context) {
    return Solver(data, attributes, options, context).run();
}

} // namespace tastescope
