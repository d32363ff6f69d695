// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/als/als_model.h"

#include "engine/base/archive.h"
#include "engine/models/explanation.h"
#include "engine/models/learning/popular_bias.h"
#include "engine/models/vector_model.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <utility>

namespace tastescope {
namespace {

using RowMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Index asIndex(std::size_t count) {
    return static_cast<Eigen::Index>(count);
}

/// A person's linear system, solved in doubles: (u G + ridge I + Σ (c - u) y yᵀ) x = Σ c p y.
struct Fold {
    Eigen::LLT<Eigen::MatrixXd> system;
    Eigen::VectorXd right;
};

class AlsModel final : public VectorModel {
public:
    AlsModel(AlsFactors factors, const AlsOptions& options, const ModelShape& shape)
        : VectorModel(shape, alsDimensions(options), CosineSums::RoundedLengths,
                      alsDimensions(options) - options.factors)
        , m_factors(std::move(factors))
        , m_options(options) {
        setUsers(m_factors.users);
        setItems(m_factors.items);
        const Eigen::MatrixXd all =
            Eigen::Map<const RowMatrix>(m_factors.items.data(), asIndex(shape.items), asIndex(dimensions()))
                .leftCols(asIndex(options.factors))
                .cast<double>();
        m_gram = options.unobserved * (all.transpose() * all);
    }

    Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const override {
        Explanation out;
        if (hasPopular()) {
            const double share = itemVectors().row(item.value).back();
            out.score = out.base = m_options.popular * share;
        }
        const Fold fold = foldOf(history);
        const Eigen::VectorXd target = fold.system.solve(vectorOf(item).cast<double>());
        for (const HistoryEntry& past : history) {
            const AlsEntry entry = entryOf(past);
            if (entry.preference > 0) {
                addContribution(out, past.item,
                                alsGain(entry, m_options) * target.dot(vectorOf(past.item).cast<double>()));
            }
        }
        finishExplanation(out);
        return out;
    }

    bool scoresAreProducts() const override { return true; }
    std::vector<float> historyVector(std::span<const HistoryEntry> history) const override {
        const Fold fold = foldOf(history);
        const Eigen::VectorXf vector = fold.system.solve(fold.right).cast<float>();
        std::vector<float> out(vector.data(), vector.data() + vector.size());
        if (hasPopular()) {
            out.push_back(static_cast<float>(m_options.popular));
        }
        return out;
    }

    std::size_t bytes() const override {
        return VectorModel::bytes() + sizeof(double) * m_options.factors * m_options.factors;
    }
    void save(ModelArchive& archive) const override;

private:
    bool hasPopular() const { return dimensions() > m_options.factors; }
    Eigen::Map<const Eigen::VectorXf> vectorOf(ItemIndex item) const {
        return {itemVectors().row(item.value).data(), asIndex(m_options.factors)};
    }
    /// What an entry says; nothing when its item is unknown.
    AlsEntry entryOf(const HistoryEntry& past) const {
        return past.item.value < itemCount() ? alsEntry(past.weight, m_options) : AlsEntry{};
    }
    Fold foldOf(std::span<const HistoryEntry> history) const {
        Eigen::MatrixXd system = m_gram;
        Eigen::VectorXd right = Eigen::VectorXd::Zero(asIndex(m_options.factors));
        double confidence = 0;
        for (const HistoryEntry& past : history) {
            const AlsEntry entry = entryOf(past);
            if (entry.confidence > 0) {
                const Eigen::VectorXd row = vectorOf(past.item).cast<double>();
                system.selfadjointView<Eigen::Lower>().rankUpdate(row, entry.confidence);
                right += alsGain(entry, m_options) * row;
                confidence += entry.confidence;
            }
        }
        system.diagonal().array() += alsRidge(m_options, itemCount(), confidence);
        return {Eigen::LLT<Eigen::MatrixXd>(system), right};
    }

    AlsFactors m_factors;
    AlsOptions m_options;
    Eigen::MatrixXd m_gram;
};

void AlsModel::save(ModelArchive& archive) const {
    saveShape(archive, alsId, shape());
    archive.putNumber("factors", static_cast<double>(m_options.factors));
    archive.putNumber("regularization", m_options.regularization);
    archive.putNumber("exponent", m_options.exponent);
    archive.putNumber("alpha", m_options.alpha);
    archive.putNumber("unobserved", m_options.unobserved);
    archive.putNumber("dislikes", m_options.dislikes ? 1 : 0);
    archive.putNumber("popular", m_options.popular);
    saveVectors(archive);
}

/// Only what scoring needs; how it was trained does not matter any more.
Result<AlsOptions> loadOptions(const ModelArchive& archive) {
    AlsOptions options;
    TRY_ASSIGN(options.factors, loadFactorCount(archive));
    TRY_ASSIGN(options.regularization, loadReal(archive, "regularization", 1e-9, 1e9));
    TRY_ASSIGN(options.exponent, loadReal(archive, "exponent", 0, 2));
    TRY_ASSIGN(options.alpha, loadReal(archive, "alpha", 0, 1e9));
    TRY_ASSIGN(options.unobserved, loadRealOr(archive, "unobserved", 1e-9, 1e9, 1));
    TRY_ASSIGN(const auto dislikes, loadCount(archive, "dislikes", 1));
    options.dislikes = dislikes == 1;
    TRY_ASSIGN(options.popular, loadRealOr(archive, "popular", 0, mostPopularWeight, 0));
    return options;
}

} // namespace

std::size_t alsDimensions(const AlsOptions& options) {
    return options.factors + (options.popular > 0 ? 1 : 0);
}

AlsFactors withPopular(AlsFactors factors, const AlsOptions& options, const InteractionMatrix& matrix) {
    if (!(options.popular > 0)) {
        return factors;
    }
    const std::vector<float> weights(factors.users.size() / options.factors,
                                     static_cast<float>(options.popular));
    const std::vector<float> shares = popularShares(matrix, factors.items.size() / options.factors);
    return {withColumn(factors.users, options.factors, weights),
            withColumn(factors.items, options.factors, shares)};
}

std::shared_ptr<const Recommender> makeAlsModel(AlsFactors factors, const AlsOptions& options,
                                                std::size_t users, std::size_t items) {
    return std::make_shared<AlsModel>(std::move(factors), options, ModelShape{users, items});
}

Result<std::shared_ptr<const Recommender>> loadAlsModel(const ModelArchive& archive, const Dataset& dataset) {
    TRY_ASSIGN(const auto shape, loadShape(archive, alsId, dataset));
    TRY_ASSIGN(const auto options, loadOptions(archive));
    TRY_ASSIGN(auto vectors, loadVectors(archive, shape, alsDimensions(options)));
    return makeAlsModel({std::move(vectors.users), std::move(vectors.items)}, options, shape.users,
                        shape.items);
}

} // namespace tastescope
