// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/puresvd/truncated_svd.h"

#include "engine/base/parallel.h"
#include "engine/base/random.h"
#include "engine/linalg/dense_kernel.h"

#include <Eigen/Core>
#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t oversampling = 10; ///< columns beyond the factors: section 4.2 of the paper
constexpr std::size_t rowsPerChunk = 64;
constexpr std::size_t mostGramChunks = 64;
/// Directions shorter than this share of the longest (squared) are rounding, not data.
constexpr double negligible = 1e-11;

using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Rows of `dims` floats, a multiple of the kernel's lanes.
struct Tall {
    Tall(std::size_t rowCount, std::size_t width) : rows(rowCount), dims(width), values(rowCount * width) {}
    float* row(std::size_t index) { return values.data() + index * dims; }
    const float* row(std::size_t index) const { return values.data() + index * dims; }
    std::size_t rows;
    std::size_t dims;
    AlignedFloats values;
};

class Iteration {
public:
    Iteration(const ImplicitMatrix& data, const std::vector<float>& gains, const TruncatedSvdOptions& options,
              const ExecutionContext& context)
        : m_data(data)
        , m_gains(gains)
        , m_options(options)
        , m_context(context)
        , m_dims(paddedDimensions(options.factors + oversampling))
        , m_items(data.itemCount(), m_dims)
        , m_users(data.userCount(), m_dims) {}

    Result<ItemSpace> run() {
        const double total = squares();
        start();
        for (int step = 1; step <= m_options.iterations; ++step) {
            m_context.report(static_cast<double>(step - 1) / m_options.iterations, "Training");
            orthonormalise();
            multiply();
            if (m_context.stopRequested()) {
                return cancelledError();
            }
            const double outside = total > 0 ? std::max(0.0, 1 - gramOf(m_users).trace() / total) : 0;
            m_context.loss({.step = step, .steps = m_options.iterations, .training = outside});
            if (m_context.finishRequested()) {
                break;
            }
            if (step < m_options.iterations) {
                multiplyBack();
            }
        }
        ItemSpace space = rotate();
        if (m_context.stopRequested()) {
            return cancelledError();
        }
        m_context.report(1, "Training");
        return space;
    }

private:
    double squares() const {
        double sum = 0;
        for (std::size_t entry = 0; entry < m_data.items.size(); ++entry) {
            const double value = static_cast<double>(m_data.byUser[entry]) * m_gains[m_data.items[entry]];
            sum += value * value;
        }
        return sum;
    }

    /// XᵀΩ is not needed: a random start on the side of the items, one stream an item.
    void start() {
        parallelChunks(m_context, m_items.rows, rowsPerChunk, [&](std::size_t begin, std::size_t end) {
            for (std::size_t item = begin; item < end; ++item) {
                Random random(m_context.seed, item);
                for (std::size_t d = 0; d < m_options.factors + oversampling; ++d) {
                    m_items.row(item)[d] = static_cast<float>(random.normal());
                }
            }
        });
    }

    /// users = X · items
    void multiply() {
        parallelChunks(m_context, m_users.rows, rowsPerChunk, [&](std::size_t begin, std::size_t end) {
            for (std::size_t user = begin; user < end; ++user) {
                float* const row = m_users.row(user);
                std::fill(row, row + m_dims, 0.0F);
                for (std::uint64_t entry = m_data.userOffsets[user]; entry < m_data.userOffsets[user + 1];
                     ++entry) {
                    const std::uint32_t item = m_data.items[entry];
                    addScaled(m_items.row(item), m_data.byUser[entry] * m_gains[item], m_dims, row);
                }
            }
        });
    }

    /// items = Xᵀ · users
    void multiplyBack() {
        parallelChunks(m_context, m_items.rows, rowsPerChunk, [&](std::size_t begin, std::size_t end) {
            for (std::size_t item = begin; item < end; ++item) {
                float* const row = m_items.row(item);
                std::fill(row, row + m_dims, 0.0F);
                for (std::uint64_t entry = m_data.itemOffsets[item]; entry < m_data.itemOffsets[item + 1];
                     ++entry) {
                    addScaled(m_users.row(m_data.users[entry]), m_data.byItem[entry] * m_gains[item], m_dims,
                              row);
                }
            }
        });
    }

    /// AᵀA, summed in doubles over chunks whose number has a bound.
    Eigen::MatrixXd gramOf(const Tall& tall) const {
        const std::size_t chunk = std::max<std::size_t>(512, tall.rows / mostGramChunks + 1);
        std::vector<AlignedFloats> parts((tall.rows + chunk - 1) / chunk);
        parallelChunks(m_context, tall.rows, chunk, [&](std::size_t begin, std::size_t end) {
            AlignedFloats part(m_dims * m_dims);
            addOuterProducts(tall.row(begin), end - begin, m_dims, part.data());
            parts[begin / chunk] = std::move(part);
        });
        const auto dims = static_cast<Eigen::Index>(m_dims);
        Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(dims, dims);
        for (const AlignedFloats& part : parts) {
            if (part.size() > 0) { // none after a stop
                gram += Eigen::Map<const Eigen::MatrixXf>(part.data(), dims, dims).cast<double>();
            }
        }
        gram.triangularView<Eigen::StrictlyUpper>() = gram.transpose();
        return gram;
    }

    /// Turns the columns of `items` into an orthonormal basis of their span, by the eigenvectors of their
    /// Gram matrix: with dependent columns (less rank than factors) it loses the dependent directions and
    /// nothing else. Twice, since the first time rounding leaves short directions askew.
    void orthonormalise() {
        for (int pass = 0; pass < 2; ++pass) {
            const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(gramOf(m_items));
            const Eigen::VectorXd& values = eigen.eigenvalues();
            const double least = negligible * std::max(values.maxCoeff(), 0.0);
            Eigen::MatrixXd turn = eigen.eigenvectors();
            for (Eigen::Index column = 0; column < turn.cols(); ++column) {
                turn.col(column) *= values[column] > least ? 1 / std::sqrt(values[column]) : 0;
            }
            turnItems(turn);
        }
    }

    void turnItems(const Eigen::MatrixXd& turn) {
        const Rows matrix = turn.cast<float>();
        const auto dims = static_cast<Eigen::Index>(m_dims);
        parallelChunks(m_context, m_items.rows, rowsPerChunk, [&](std::size_t begin, std::size_t end) {
            Eigen::Map<Rows, Eigen::Aligned64> block(m_items.row(begin),
                                                     static_cast<Eigen::Index>(end - begin), dims);
            const Rows turned = block * matrix;
            block = turned;
        });
    }

    /// Rayleigh and Ritz: inside the subspace, the directions that X stretches most.
    ItemSpace rotate() {
        const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(gramOf(m_users));
        const auto factors = static_cast<Eigen::Index>(m_options.factors);
        const Eigen::MatrixXd best = eigen.eigenvectors().rowwise().reverse();
        const Eigen::VectorXd values = eigen.eigenvalues().reverse();
        turnItems(best);
        ItemSpace space;
        space.vectors.resize(m_items.rows * m_options.factors);
        for (Eigen::Index d = 0; d < factors; ++d) {
            const bool real = values[d] > negligible * std::max(values[0], 0.0);
            space.singularValues.push_back(real ? std::sqrt(values[d]) : 0);
            for (std::size_t item = 0; real && item < m_items.rows; ++item) {
                const auto place = static_cast<std::size_t>(d);
                space.vectors[item * m_options.factors + place] = m_items.row(item)[place];
            }
        }
        return space;
    }

    const ImplicitMatrix& m_data;
    const std::vector<float>& m_gains;
    const TruncatedSvdOptions& m_options;
    const ExecutionContext& m_context;
    std::size_t m_dims;
    Tall m_items;
    Tall m_users;
};

} // namespace

Result<ItemSpace> truncatedSvd(const ImplicitMatrix& data, const std::vector<float>& gains,
                               const TruncatedSvdOptions& options, const ExecutionContext& context) {
    return Iteration(data, gains, options, context).run();
}

} // namespace tastescope
