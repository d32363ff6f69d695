// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/pairwise/pairwise_model.h"

#include "engine/models/explanation.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using ConstRows = Eigen::Map<const Rows>;
using ConstVector = Eigen::Map<const Eigen::VectorXf>;

class PairwiseModel final : public Recommender {
public:
    PairwiseModel(std::string_view id, PairwiseFactors factors, const ModelShape& shape)
        : m_id(id)
        , m_model(std::move(factors))
        , m_shape(shape)
        , m_width(m_model.factors + 1)
        , m_fold(m_model.items, m_model.factors, m_model.line)
        , m_userScale(scales(m_model.users))
        , m_itemScale(scales(m_model.items)) {}

    std::size_t itemCount() const override { return m_shape.items; }
    std::size_t userCount() const override { return m_shape.users; }

    void scoreUser(UserIndex user, std::span<float> scores) const override {
        scoreVector(rowOf(m_model.users, user.value), scores);
    }
    void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const override {
        scoreVector(historyVector(history), scores);
    }
    using Recommender::scoreHistory;
    void scoreUsers(std::span<const UserIndex> users, std::span<float> scores) const override {
        Rows rows(size(users.size()), size(m_width));
        for (std::size_t row = 0; row < users.size(); ++row) {
            const auto vector = rowOf(m_model.users, users[row].value);
            std::copy(vector.begin(), vector.end(), rows.row(size(row)).data());
        }
        Eigen::Map<Rows>(scores.data(), size(users.size()), size(m_shape.items)).noalias() =
            rows * matrixOf(m_model.items).transpose();
    }

    Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const override {
        const std::vector<std::uint32_t> liked = likedOf(history);
        const PairwiseFoldIn::Parts parts = m_fold.partsOf(liked, item.value);
        Explanation out;
        out.score = out.base = parts.base;
        for (std::size_t place = 0; place < liked.size(); ++place) {
            addContribution(out, ItemIndex(liked[place]), parts.amounts[place]);
        }
        finishExplanation(out);
        return out;
    }

    void itemSimilarity(ItemIndex item, std::span<float> similarity) const override {
        cosines(m_model.items, m_itemScale, item.value, similarity);
    }
    void userSimilarity(UserIndex user, std::span<float> similarity) const override {
        cosines(m_model.users, m_userScale, user.value, similarity);
    }

    VectorView itemVectors() const override { return {m_model.items, m_width}; }
    VectorView userVectors() const override { return {m_model.users, m_width}; }
    bool scoresAreProducts() const override { return true; }
    std::vector<float> historyVector(std::span<const HistoryEntry> history) const override {
        const std::vector<double> folded = m_fold.vectorOf(likedOf(history));
        std::vector<float> vector(folded.begin(), folded.end());
        vector.push_back(1);
        return vector;
    }

    std::size_t bytes() const override { return pairwiseModelBytes(m_shape, m_model.factors); }
    void save(ModelArchive& archive) const override {
        saveShape(archive, m_id, m_shape);
        archive.putNumber("factors", static_cast<double>(m_model.factors));
        archive.putNumber("target", m_model.line.target);
        archive.putNumber("ridge", m_model.line.ridge);
        archive.put("user_vectors", std::span<const float>(m_model.users));
        archive.put("item_vectors", std::span<const float>(m_model.items));
    }

private:
    static Eigen::Index size(std::size_t count) { return static_cast<Eigen::Index>(count); }
    std::span<const float> rowOf(const std::vector<float>& rows, std::size_t row) const {
        return std::span(rows).subspan(row * m_width, m_width);
    }
    ConstRows matrixOf(const std::vector<float>& rows) const {
        return {rows.data(), size(rows.size() / m_width), size(m_width)};
    }
    void scoreVector(std::span<const float> vector, std::span<float> scores) const {
        Eigen::Map<Eigen::VectorXf>(scores.data(), size(scores.size())).noalias() =
            matrixOf(m_model.items) * ConstVector(vector.data(), size(m_width));
    }

    /// The known items that a history says are liked, each once, ascending.
    std::vector<std::uint32_t> likedOf(std::span<const HistoryEntry> history) const {
        std::vector<std::uint32_t> liked;
        for (const HistoryEntry& past : history) {
            if (past.weight > 0 && past.item.value < m_shape.items) {
                liked.push_back(past.item.value);
            }
        }
        std::sort(liked.begin(), liked.end());
        liked.erase(std::unique(liked.begin(), liked.end()), liked.end());
        return liked;
    }

    /// 1 / length of each vector, without the bias; 0 for a zero vector.
    std::vector<float> scales(const std::vector<float>& rows) const {
        std::vector<float> out(rows.size() / m_width);
        for (std::size_t row = 0; row < out.size(); ++row) {
            double squares = 0; // plainly: Eigen's order of additions depends on where the row lies
            for (const float value : rowOf(rows, row).first(m_model.factors)) {
                squares += static_cast<double>(value) * value;
            }
            out[row] = squares > 0 ? static_cast<float>(1 / std::sqrt(squares)) : 0;
        }
        return out;
    }
    /// Of the vectors without the bias: popularity makes nothing alike.
    void cosines(const std::vector<float>& rows, const std::vector<float>& scale, std::size_t self,
                 std::span<float> out) const {
        const Eigen::Index factors = size(m_model.factors);
        Eigen::Map<Eigen::VectorXf>(out.data(), size(out.size())).noalias() =
            matrixOf(rows).leftCols(factors) * ConstVector(rowOf(rows, self).data(), factors);
        for (std::size_t row = 0; row < out.size(); ++row) {
            out[row] *= scale[self] * scale[row];
        }
    }

    std::string_view m_id;
    PairwiseFactors m_model;
    ModelShape m_shape;
    std::size_t m_width;
    PairwiseFoldIn m_fold;
    std::vector<float> m_userScale;
    std::vector<float> m_itemScale;
};

} // namespace

std::shared_ptr<const Recommender> makePairwiseModel(std::string_view id, PairwiseFactors factors,
                                                     const ModelShape& shape) {
    return std::make_shared<PairwiseModel>(id, std::move(factors), shape);
}

Result<std::shared_ptr<const Recommender>> loadPairwiseModel(std::string_view id, const ModelArchive& archive,
                                                             const Dataset& dataset) {
    TRY_ASSIGN(const auto shape, loadShape(archive, id, dataset));
    const Result<std::size_t> factors = loadCount(archive, "factors", 4096);
    const Result<double> target = loadReal(archive, "target", -1e30, 1e30);
    const Result<double> ridge = loadReal(archive, "ridge", 0, 1e30);
    if (!factors || !target || !ridge) {
        return !factors ? factors.error() : !target ? target.error() : ridge.error();
    }
    if (*factors == 0) {
        return corruptModel("it has no factors");
    }
    PairwiseFactors model;
    model.factors = *factors;
    model.line = {*target, *ridge};
    TRY_ASSIGN(auto users, loadFloats(archive, "user_vectors", shape.users * (*factors + 1)));
    model.users = std::move(users);
    TRY_ASSIGN(auto items, loadFloats(archive, "item_vectors", shape.items * (*factors + 1)));
    model.items = std::move(items);
    return makePairwiseModel(id, std::move(model), shape);
}

std::size_t pairwiseModelBytes(const ModelShape& shape, std::size_t factors) {
    return sizeof(float) * (shape.users + shape.items) * (factors + 2) +
           sizeof(double) * factors * (factors + 2);
}

} // namespace tastescope
