// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/als/als_model.h"

#include "engine/base/archive.h"
#include "engine/models/explanation.h"
#include "engine/models/model_shape.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

using RowMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using ConstRows = Eigen::Map<const RowMatrix>;
using MutableVector = Eigen::Map<Eigen::VectorXf>;

/// A person's linear system, solved in doubles: (u G + ridge I + Σ (c - u) y yᵀ) x = Σ c p y.
struct Fold {
    Eigen::LLT<Eigen::MatrixXd> system;
    Eigen::VectorXd right;
};

class AlsModel final : public Recommender {
public:
    AlsModel(AlsFactors factors, const AlsOptions& options, std::size_t users, std::size_t items)
        : m_factors(std::move(factors))
        , m_options(options)
        , m_users(users)
        , m_items(items) {
        const Eigen::MatrixXd all = itemMatrix().cast<double>();
        m_gram = options.unobserved * (all.transpose() * all);
        m_userScale = scales(m_factors.users);
        m_itemScale = scales(m_factors.items);
    }

    std::size_t itemCount() const override { return m_items; }
    std::size_t userCount() const override { return m_users; }

    void scoreUser(UserIndex user, std::span<float> scores) const override {
        scoreVector(vectorOf(m_factors.users, user.value), scores);
    }
    void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const override {
        const std::vector<float> vector = historyVector(history);
        scoreVector(Eigen::Map<const Eigen::VectorXf>(vector.data(), size(vector.size())), scores);
    }
    using Recommender::scoreHistory;
    void scoreUsers(std::span<const UserIndex> users, std::span<float> scores) const override {
        RowMatrix rows(size(users.size()), size(m_options.factors));
        for (std::size_t row = 0; row < users.size(); ++row) {
            rows.row(size(row)) = vectorOf(m_factors.users, users[row].value).transpose();
        }
        Eigen::Map<RowMatrix>(scores.data(), size(users.size()), size(m_items)).noalias() =
            rows * itemMatrix().transpose();
    }

    Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const override {
        Explanation out;
        const Fold fold = foldOf(history);
        const Eigen::VectorXd target =
            fold.system.solve(vectorOf(m_factors.items, item.value).cast<double>());
        for (const HistoryEntry& past : history) {
            const AlsEntry entry = entryOf(past);
            if (entry.preference > 0) {
                addContribution(out, past.item,
                                alsGain(entry, m_options) *
                                    target.dot(vectorOf(m_factors.items, past.item.value).cast<double>()));
            }
        }
        finishExplanation(out);
        return out;
    }

    void itemSimilarity(ItemIndex item, std::span<float> similarity) const override {
        scoreVector(vectorOf(m_factors.items, item.value), similarity);
        toCosines(m_itemScale, item.value, similarity);
    }
    void userSimilarity(UserIndex user, std::span<float> similarity) const override {
        MutableVector(similarity.data(), size(m_users)).noalias() =
            rowsOf(m_factors.users, m_users) * vectorOf(m_factors.users, user.value);
        toCosines(m_userScale, user.value, similarity);
    }

    VectorView itemVectors() const override { return {m_factors.items, m_options.factors}; }
    VectorView userVectors() const override { return {m_factors.users, m_options.factors}; }
    bool scoresAreProducts() const override { return true; }
    std::vector<float> historyVector(std::span<const HistoryEntry> history) const override {
        const Fold fold = foldOf(history);
        const Eigen::VectorXf vector = fold.system.solve(fold.right).cast<float>();
        return {vector.data(), vector.data() + vector.size()};
    }

    std::size_t bytes() const override {
        return sizeof(float) * (m_factors.users.size() + m_factors.items.size() + m_users + m_items) +
               sizeof(double) * m_options.factors * m_options.factors;
    }
    void save(ModelArchive& archive) const override;

private:
    static Eigen::Index size(std::size_t count) { return static_cast<Eigen::Index>(count); }
    ConstRows rowsOf(const std::vector<float>& factors, std::size_t rows) const {
        return {factors.data(), size(rows), size(m_options.factors)};
    }
    ConstRows itemMatrix() const { return rowsOf(m_factors.items, m_items); }
    Eigen::Map<const Eigen::VectorXf> vectorOf(const std::vector<float>& factors, std::size_t row) const {
        return {factors.data() + row * m_options.factors, size(m_options.factors)};
    }
    template <typename Vector>
    void scoreVector(const Vector& vector, std::span<float> scores) const {
        MutableVector(scores.data(), size(m_items)).noalias() = itemMatrix() * vector;
    }

    /// 1 / length of each row, 0 for a zero row.
    std::vector<float> scales(const std::vector<float>& factors) const {
        std::vector<float> out(factors.size() / m_options.factors);
        for (std::size_t row = 0; row < out.size(); ++row) {
            double squares = 0; // plainly: Eigen's order of additions depends on where the row lies
            for (std::size_t d = 0; d < m_options.factors; ++d) {
                const double value = factors[row * m_options.factors + d];
                squares += value * value;
            }
            const auto length = static_cast<float>(std::sqrt(squares));
            out[row] = length > 0 ? 1 / length : 0;
        }
        return out;
    }
    static void toCosines(const std::vector<float>& scale, std::size_t self, std::span<float> products) {
        for (std::size_t row = 0; row < products.size(); ++row) {
            products[row] *= scale[self] * scale[row];
        }
    }

    /// What an entry says; nothing when its item is unknown.
    AlsEntry entryOf(const HistoryEntry& past) const {
        return past.item.value < m_items ? alsEntry(past.weight, m_options) : AlsEntry{};
    }
    Fold foldOf(std::span<const HistoryEntry> history) const {
        Eigen::MatrixXd system = m_gram;
        Eigen::VectorXd right = Eigen::VectorXd::Zero(size(m_options.factors));
        double confidence = 0;
        for (const HistoryEntry& past : history) {
            const AlsEntry entry = entryOf(past);
            if (entry.confidence > 0) {
                const Eigen::VectorXd row = vectorOf(m_factors.items, past.item.value).cast<double>();
                system.selfadjointView<Eigen::Lower>().rankUpdate(row, entry.confidence);
                right += alsGain(entry, m_options) * row;
                confidence += entry.confidence;
            }
        }
        system.diagonal().array() += alsRidge(m_options, m_items, confidence);
        return {Eigen::LLT<Eigen::MatrixXd>(system), right};
    }

    AlsFactors m_factors;
    AlsOptions m_options;
    std::size_t m_users;
    std::size_t m_items;
    Eigen::MatrixXd m_gram;
    std::vector<float> m_userScale;
    std::vector<float> m_itemScale;
};

void AlsModel::save(ModelArchive& archive) const {
    saveShape(archive, alsId, {m_users, m_items});
    archive.putNumber("factors", static_cast<double>(m_options.factors));
    archive.putNumber("regularization", m_options.regularization);
    archive.putNumber("exponent", m_options.exponent);
    archive.putNumber("alpha", m_options.alpha);
    archive.putNumber("unobserved", m_options.unobserved);
    archive.putNumber("dislikes", m_options.dislikes ? 1 : 0);
    archive.put("user_vectors", std::span<const float>(m_factors.users));
    archive.put("item_vectors", std::span<const float>(m_factors.items));
}

/// Only what scoring needs; how it was trained does not matter any more.
Result<AlsOptions> loadOptions(const ModelArchive& archive) {
    const Result<std::size_t> factors = loadCount(archive, "factors", 4096);
    const Result<double> regularization = loadReal(archive, "regularization", 1e-9, 1e9);
    const Result<double> exponent = loadReal(archive, "exponent", 0, 2);
    const Result<double> alpha = loadReal(archive, "alpha", 0, 1e9);
    const Result<double> unobserved = loadRealOr(archive, "unobserved", 1e-9, 1e9, 1);
    const Result<std::size_t> dislikes = loadCount(archive, "dislikes", 1);
    for (const Result<std::size_t>* count : {&factors, &dislikes}) {
        if (!*count) {
            return count->error();
        }
    }
    for (const Result<double>* real : {&regularization, &exponent, &alpha, &unobserved}) {
        if (!*real) {
            return real->error();
        }
    }
    if (*factors == 0) {
        return corruptModel("it has no factors");
    }
    AlsOptions options;
    options.factors = *factors;
    options.regularization = *regularization;
    options.exponent = *exponent;
    options.alpha = *alpha;
    options.unobserved = *unobserved;
    options.dislikes = *dislikes == 1;
    return options;
}

} // namespace

std::shared_ptr<const Recommender> makeAlsModel(AlsFactors factors, const AlsOptions& options,
                                                std::size_t users, std::size_t items) {
    return std::make_shared<AlsModel>(std::move(factors), options, users, items);
}

Result<std::shared_ptr<const Recommender>> loadAlsModel(const ModelArchive& archive, const Dataset& dataset) {
    TRY_ASSIGN(const auto shape, loadShape(archive, alsId, dataset));
    TRY_ASSIGN(const auto options, loadOptions(archive));
    TRY_ASSIGN(auto users, loadFloats(archive, "user_vectors", shape.users * options.factors));
    TRY_ASSIGN(auto items, loadFloats(archive, "item_vectors", shape.items * options.factors));
    return makeAlsModel({std::move(users), std::move(items)}, options, shape.users, shape.items);
}

} // namespace tastescope
