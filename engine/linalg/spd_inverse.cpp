// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/linalg/spd_inverse.h"

#include "engine/base/parallel.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <algorithm>

namespace tastescope {
namespace {

using RowMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Stride = Eigen::OuterStride<>;

constexpr std::size_t panelWidth = 128;
constexpr std::size_t stripRows = 256;
constexpr std::size_t mirrorTile = 64;
constexpr std::size_t tileColumns =
    8192; ///< of a strip, between two looks at the stop: some ten milliseconds

Eigen::Index size(std::size_t count) {
    return static_cast<Eigen::Index>(count);
}

class Sweep {
public:
    Sweep(SquareMatrix& matrix, const ExecutionContext& context)
        : m_matrix(matrix)
        , m_context(context)
        , m_size(matrix.size())
        , m_panel(size(m_size), size(std::min(panelWidth, m_size)))
        , m_solved(m_panel.rows(), m_panel.cols()) {}

    InverseOutcome run() {
        for (std::size_t first = 0; first < m_size; first += panelWidth) {
            m_first = first;
            m_width = std::min(panelWidth, m_size - first);
            m_context.report(static_cast<double>(first) / static_cast<double>(m_size), "Inverting");
            if (!invertPivot()) {
                return InverseOutcome::NotPositiveDefinite;
            }
            if (!takePanel() || !updateRest()) {
                return InverseOutcome::Stopped;
            }
            placePivot();
        }
        return mirror() ? InverseOutcome::Done : InverseOutcome::Stopped;
    }

private:
    std::size_t last() const { return m_first + m_width; }

    /// What is left of the pivot block after the steps before is positive definite if the whole matrix is.
    bool invertPivot() {
        const Eigen::Index width = size(m_width);
        Eigen::MatrixXd block(width, width);
        for (Eigen::Index row = 0; row < width; ++row) {
            for (Eigen::Index column = 0; column <= row; ++column) {
                block(row, column) =
                    m_matrix.row(m_first + static_cast<std::size_t>(row))[size(m_first) + column];
            }
        }
        const Eigen::LLT<Eigen::MatrixXd> factor(block); // reads the lower triangle
        if (factor.info() != Eigen::Success) {
            return false;
        }
        m_pivot = factor.solve(Eigen::MatrixXd::Identity(width, width)).cast<float>();
        return m_pivot.allFinite();
    }

    /// Copies the block column W (below the pivot as it lies, beside it transposed) and puts T = W · pivot in
    /// its place. The rows of the pivot become zero: the update leaves them alone.
    bool takePanel() {
        return parallelChunks(m_context, m_size, stripRows, [&](std::size_t begin, std::size_t end) {
            for (std::size_t row = begin; row < end; ++row) {
                for (std::size_t column = 0; column < m_width; ++column) {
                    const bool inPivot = row >= m_first && row < last();
                    m_panel(size(row), size(column)) = inPivot ? 0 : lower(row, m_first + column);
                }
            }
            const auto rows = Eigen::seqN(size(begin), size(end - begin));
            const auto columns = Eigen::seqN(0, size(m_width));
            m_solved(rows, columns).noalias() = m_panel(rows, columns) * m_pivot;
            for (std::size_t row = begin; row < end; ++row) {
                for (std::size_t column = 0; column < m_width; ++column) {
                    if (row < m_first || row >= last()) {
                        lower(row, m_first + column) = m_solved(size(row), size(column));
                    }
                }
            }
        });
    }

    /// The element of the symmetric matrix, where its lower triangle has it.
    float& lower(std::size_t row, std::size_t column) {
        return row < column ? m_matrix.row(column)[row] : m_matrix.row(row)[column];
    }

    /// matrix -= T Wᵀ, the lower triangle in strips of rows: a short one and a long one make equal shares.
    bool updateRest() {
        const std::size_t strips = (m_size + stripRows - 1) / stripRows;
        return parallelChunks(m_context, (strips + 1) / 2, 1, [&](std::size_t share, std::size_t) {
            updateStrip(share);
            if (strips - 1 - share != share) {
                updateStrip(strips - 1 - share);
            }
        });
    }
    void updateStrip(std::size_t strip) {
        const std::size_t begin = strip * stripRows;
        const std::size_t end = std::min(begin + stripRows, m_size);
        for (std::size_t left = 0; left < end && !m_context.stopRequested(); left += tileColumns) {
            const std::size_t columns = std::min(tileColumns, end - left);
            Eigen::Map<RowMatrix, 0, Stride> target(m_matrix.row(begin) + left, size(end - begin),
                                                    size(columns), Stride(size(m_size)));
            target.noalias() -= m_solved.block(size(begin), 0, size(end - begin), size(m_width)) *
                                m_panel.block(size(left), 0, size(columns), size(m_width)).transpose();
        }
    }

    void placePivot() {
        for (std::size_t row = 0; row < m_width; ++row) {
            for (std::size_t column = 0; column <= row; ++column) {
                // The average of both triangles: the solve is not exactly symmetric.
                m_matrix.row(m_first + row)[m_first + column] =
                    -(m_pivot(size(row), size(column)) + m_pivot(size(column), size(row))) / 2;
            }
        }
    }

    /// The sweep leaves the negative inverse in the lower triangle.
    bool mirror() {
        return parallelChunks(m_context, m_size, mirrorTile, [&](std::size_t begin, std::size_t end) {
            for (std::size_t left = 0; left < end; left += mirrorTile) {
                for (std::size_t row = begin; row < end; ++row) {
                    const std::size_t right = std::min(left + mirrorTile, row + 1);
                    for (std::size_t column = left; column < right; ++column) {
                        const float value = -m_matrix.row(row)[column];
                        m_matrix.row(row)[column] = value;
                        m_matrix.row(column)[row] = value;
                    }
                }
            }
        });
    }

    SquareMatrix& m_matrix;
    const ExecutionContext& m_context;
    std::size_t m_size;
    std::size_t m_first = 0; ///< of the pivot's rows
    std::size_t m_width = 0;
    RowMatrix m_panel;
    RowMatrix m_solved;
    RowMatrix m_pivot;
};

} // namespace

InverseOutcome invertPositiveDefinite(SquareMatrix& matrix, const ExecutionContext& context) {
    return matrix.size() == 0 ? InverseOutcome::Done : Sweep(matrix, context).run();
}

} // namespace tastescope
