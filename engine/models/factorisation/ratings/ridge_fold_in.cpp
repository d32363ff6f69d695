// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/rating_fold_in.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <cmath>

namespace tastescope {
namespace {

Eigen::Index asIndex(std::size_t count) {
    return static_cast<Eigen::Index>(count);
}

/// The linear system of a history: rows are [q, 1].
struct System {
    Eigen::MatrixXd rows;
    Eigen::VectorXd targets; ///< ratings less the items' biases
    Eigen::VectorXd implied; ///< z
    Eigen::LLT<Eigen::MatrixXd> factor;
};

class RidgeFold final : public RatingFold {
public:
    explicit RidgeFold(const RatingFactors& model) : m_model(model) {}

    FoldedPerson personOf(std::span<const PastRating> past) const override {
        FoldedPerson person{0, std::vector<float>(m_model.factors)};
        if (past.empty()) {
            return person;
        }
        const System system = systemOf(past);
        const auto vectors = system.rows.leftCols(asIndex(m_model.factors));
        const Eigen::VectorXd left = system.targets - vectors * system.implied;
        const Eigen::VectorXd solved = system.factor.solve(system.rows.transpose() * left);
        for (std::size_t d = 0; d < m_model.factors; ++d) {
            person.vector[d] = static_cast<float>(solved[asIndex(d)] + system.implied[asIndex(d)]);
        }
        person.bias = solved[asIndex(m_model.factors)];
        return person;
    }

    FoldShares sharesOf(std::span<const PastRating> past, ItemIndex item) const override {
        FoldShares shares;
        if (past.empty()) {
            return shares;
        }
        const System system = systemOf(past);
        const Eigen::VectorXd target = rowOf(item);
        const Eigen::VectorXd pulls = system.rows * system.factor.solve(target);
        shares.amounts.resize(past.size());
        for (std::size_t place = 0; place < past.size(); ++place) {
            shares.amounts[place] = pulls[asIndex(place)] * system.targets[asIndex(place)];
        }
        addImplied(past, system, target, pulls, shares);
        return shares;
    }

private:
    /// What z says itself, less what it takes off the ratings that the ridge explains.
    void addImplied(std::span<const PastRating> past, const System& system, const Eigen::VectorXd& target,
                    const Eigen::VectorXd& pulls, FoldShares& shares) const {
        if (m_model.impliedVectors.empty()) {
            return;
        }
        const Eigen::VectorXd direction =
            (target - system.rows.transpose() * pulls).head(asIndex(m_model.factors)) /
            std::sqrt(static_cast<double>(past.size()));
        for (std::size_t place = 0; place < past.size(); ++place) {
            shares.amounts[place] +=
                direction.dot(vectorOf(m_model.impliedVectors, past[place].item).cast<double>());
        }
    }

    Eigen::Map<const Eigen::VectorXf> vectorOf(const std::vector<float>& vectors, ItemIndex item) const {
        return {vectors.data() + item.value * m_model.factors, asIndex(m_model.factors)};
    }
    Eigen::VectorXd rowOf(ItemIndex item) const {
        Eigen::VectorXd row(asIndex(m_model.factors + 1));
        row << vectorOf(m_model.itemVectors, item).cast<double>(), 1.0;
        return row;
    }

    System systemOf(std::span<const PastRating> past) const {
        System system{Eigen::MatrixXd(asIndex(past.size()), asIndex(m_model.factors + 1)),
                      Eigen::VectorXd(asIndex(past.size())),
                      Eigen::VectorXd::Zero(asIndex(m_model.factors)),
                      {}};
        const auto count = static_cast<double>(past.size());
        for (std::size_t place = 0; place < past.size(); ++place) {
            system.rows.row(asIndex(place)) = rowOf(past[place].item).transpose();
            system.targets[asIndex(place)] = past[place].rating - m_model.itemBiases[past[place].item.value];
            if (!m_model.impliedVectors.empty()) {
                system.implied +=
                    vectorOf(m_model.impliedVectors, past[place].item).cast<double>() / std::sqrt(count);
            }
        }
        Eigen::MatrixXd matrix = system.rows.transpose() * system.rows;
        matrix.diagonal().head(asIndex(m_model.factors)).array() += m_model.ridge * count;
        matrix.diagonal().tail(1).array() += m_model.biasRidge * count;
        system.factor.compute(matrix);
        return system;
    }

    const RatingFactors& m_model;
};

} // namespace

std::unique_ptr<const RatingFold> makeRidgeFold(const RatingFactors& model) {
    return std::make_unique<RidgeFold>(model);
}

} // namespace tastescope
