// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/rating_fold_in.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

constexpr int mostSweeps = 1000;
constexpr double settled = 1e-10; ///< relative change of a sweep that ends the descent

Eigen::Index asIndex(std::size_t count) {
    return static_cast<Eigen::Index>(count);
}

/// min |A x - r|² + ridge |x|² with A the item vectors of the history: which elements are not 0, and what
/// they are then.
struct Solution {
    std::vector<Eigen::Index> active;
    Eigen::MatrixXd rows; ///< A, active columns only
    Eigen::LLT<Eigen::MatrixXd> factor;
    Eigen::VectorXd values; ///< of the active elements
};

class NonNegativeFold final : public RatingFold {
public:
    explicit NonNegativeFold(const RatingFactors& model) : m_model(model) {}

    FoldedPerson personOf(std::span<const PastRating> past) const override {
        if (past.empty()) {
            return {0, m_model.strangerVector};
        }
        const Solution solution = solve(past);
        FoldedPerson person{0, std::vector<float>(m_model.factors)};
        for (std::size_t place = 0; place < solution.active.size(); ++place) {
            person.vector[static_cast<std::size_t>(solution.active[place])] =
                static_cast<float>(solution.values[asIndex(place)]);
        }
        return person;
    }

    FoldShares sharesOf(std::span<const PastRating> past, ItemIndex item) const override {
        const Eigen::VectorXd target = vectorOf(item).cast<double>();
        FoldShares shares;
        if (past.empty()) {
            const Eigen::Map<const Eigen::VectorXf> stranger(m_model.strangerVector.data(), target.size());
            shares.base = target.dot(stranger.cast<double>());
            return shares;
        }
        const Solution solution = solve(past);
        shares.amounts.resize(past.size());
        if (!solution.active.empty()) {
            const Eigen::VectorXd wanted = target(solution.active);
            const Eigen::VectorXd pulls = solution.rows * solution.factor.solve(wanted);
            for (std::size_t place = 0; place < past.size(); ++place) {
                shares.amounts[place] = pulls[asIndex(place)] * past[place].rating;
            }
        }
        return shares;
    }

private:
    Eigen::Map<const Eigen::VectorXf> vectorOf(ItemIndex item) const {
        return {m_model.itemVectors.data() + item.value * m_model.factors, asIndex(m_model.factors)};
    }

    /// Coordinate descent from 0 to where nothing moves.
    static Eigen::VectorXd descend(const Eigen::MatrixXd& system, const Eigen::VectorXd& right) {
        Eigen::VectorXd x = Eigen::VectorXd::Zero(right.size());
        for (int sweep = 0; sweep < mostSweeps; ++sweep) {
            double moved = 0;
            for (Eigen::Index d = 0; d < x.size(); ++d) {
                const double better = std::max(0.0, x[d] + (right[d] - system.col(d).dot(x)) / system(d, d));
                moved = std::max(moved, std::abs(better - x[d]));
                x[d] = better;
            }
            if (!(moved > settled * x.maxCoeff())) { // also true of NaN
                break;
            }
        }
        return x;
    }

    Solution solve(std::span<const PastRating> past) const {
        Eigen::MatrixXd rows(asIndex(past.size()), asIndex(m_model.factors));
        Eigen::VectorXd ratings(asIndex(past.size()));
        for (std::size_t place = 0; place < past.size(); ++place) {
            rows.row(asIndex(place)) = vectorOf(past[place].item).transpose().cast<double>();
            ratings[asIndex(place)] = past[place].rating;
        }
        Eigen::MatrixXd system = rows.transpose() * rows;
        system.diagonal().array() += m_model.ridge * static_cast<double>(past.size());
        const Eigen::VectorXd right = rows.transpose() * ratings;
        return exact(rows, system, right, descend(system, right));
    }

    /// On the elements that the descent left above 0, less any that rounding turns.
    static Solution exact(const Eigen::MatrixXd& rows, const Eigen::MatrixXd& system,
                          const Eigen::VectorXd& right, const Eigen::VectorXd& start) {
        Solution solution;
        for (Eigen::Index d = 0; d < start.size(); ++d) {
            if (start[d] > 0) {
                solution.active.push_back(d);
            }
        }
        while (!solution.active.empty()) {
            const Eigen::MatrixXd part = system(solution.active, solution.active);
            const Eigen::VectorXd wanted = right(solution.active);
            solution.factor.compute(part);
            solution.values = solution.factor.solve(wanted);
            std::vector<Eigen::Index> kept;
            for (std::size_t place = 0; place < solution.active.size(); ++place) {
                if (solution.values[asIndex(place)] >= 0) {
                    kept.push_back(solution.active[place]);
                }
            }
            if (kept.size() == solution.active.size()) {
                break;
            }
            solution.active = std::move(kept);
        }
        solution.rows = rows(Eigen::all, solution.active);
        return solution;
    }

    const RatingFactors& m_model;
};

} // namespace

std::unique_ptr<const RatingFold> makeNonNegativeFold(const RatingFactors& model) {
    return std::make_unique<NonNegativeFold>(model);
}

} // namespace tastescope
