// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/pairwise/pairwise_fold_in.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <utility>

namespace tastescope {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;
using FloatRows = Eigen::Map<const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;

Eigen::Index asIndex(std::size_t count) {
    return static_cast<Eigen::Index>(count);
}

Eigen::Map<const Vector> mapped(const std::vector<double>& values) {
    return {values.data(), asIndex(values.size())};
}

/// Rounding can leave a system with a tiny ridge indefinite: then the ridge is raised until it is not.
Eigen::LLT<Matrix> factorised(Matrix system) {
    double more = 1e-12 * system.diagonal().maxCoeff();
    for (;;) {
        Eigen::LLT<Matrix> solver(system);
        if (solver.info() == Eigen::Success || !(more < 1e300)) {
            return solver;
        }
        system.diagonal().array() += more;
        more = 10 * more + 1e-30;
    }
}

} // namespace

PairwiseFoldIn::PairwiseFoldIn(std::span<const float> items, std::size_t factors, const PairwiseLine& line)
    : m_items(items)
    , m_factors(factors)
    , m_line(line)
    , m_mean(factors)
    , m_gram(factors * factors)
    , m_drift(factors) {
    const std::size_t itemCount = items.size() / (factors + 1);
    const auto count = static_cast<double>(itemCount);
    if (count == 0) {
        return;
    }
    const FloatRows rows(items.data(), asIndex(itemCount), asIndex(factors + 1));
    const Vector mean = rows.cast<double>().colwise().mean();
    const Matrix moments =
        rows.cast<double>().transpose() * rows.cast<double>() / count - mean * mean.transpose();
    Eigen::Map<Vector>(m_mean.data(), asIndex(factors)) = mean.head(asIndex(factors));
    m_meanBias = mean[asIndex(factors)];
    Eigen::Map<Matrix>(m_gram.data(), asIndex(factors), asIndex(factors)) =
        moments.topLeftCorner(asIndex(factors), asIndex(factors));
    Eigen::Map<Vector>(m_drift.data(), asIndex(factors)) =
        moments.col(asIndex(factors)).head(asIndex(factors));
}

/// Of a history: A x = Σ gains_i y_i - drift, with y_i around the mean of all items.
struct PairwiseFoldIn::System {
    Matrix rows; ///< a column an item liked
    Vector gains;
    Vector drift;
    Eigen::LLT<Matrix> solver;
};

PairwiseFoldIn::System PairwiseFoldIn::systemOf(std::span<const std::uint32_t> liked) const {
    const Eigen::Index factors = asIndex(m_factors);
    const auto count = static_cast<double>(liked.size());
    System out{Matrix(factors, asIndex(liked.size())), Vector(asIndex(liked.size())), count * mapped(m_drift),
               Eigen::LLT<Matrix>()};
    for (std::size_t place = 0; place < liked.size(); ++place) {
        const float* const row = rowOf(liked[place]);
        out.rows.col(asIndex(place)) =
            Eigen::Map<const Eigen::VectorXf>(row, factors).cast<double>() - mapped(m_mean);
        out.gains[asIndex(place)] = m_line.target - (row[m_factors] - m_meanBias);
    }
    Matrix system = count * Eigen::Map<const Matrix>(m_gram.data(), factors, factors);
    system.diagonal().array() += count * m_line.ridge;
    system.selfadjointView<Eigen::Lower>().rankUpdate(out.rows);
    out.solver = factorised(std::move(system));
    return out;
}

std::vector<double> PairwiseFoldIn::vectorOf(std::span<const std::uint32_t> liked) const {
    std::vector<double> x(m_factors);
    if (!liked.empty()) {
        const System system = systemOf(liked);
        Eigen::Map<Vector>(x.data(), asIndex(m_factors)) =
            system.solver.solve(system.rows * system.gains - system.drift);
    }
    return x;
}

PairwiseFoldIn::Parts PairwiseFoldIn::partsOf(std::span<const std::uint32_t> liked,
                                              std::uint32_t item) const {
    const float* const row = rowOf(item);
    Parts out{row[m_factors], std::vector<double>(liked.size())};
    if (!liked.empty()) {
        const System system = systemOf(liked);
        const Vector target =
            system.solver.solve(Eigen::Map<const Eigen::VectorXf>(row, asIndex(m_factors)).cast<double>());
        out.base -= target.dot(system.drift);
        Eigen::Map<Vector>(out.amounts.data(), asIndex(liked.size())) =
            (system.rows.transpose() * target).cwiseProduct(system.gains);
    }
    return out;
}

} // namespace tastescope
