// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/rating_model.h"

#include "engine/models/explanation.h"

#include <Eigen/Core>

#include <cmath>
#include <utility>

namespace tastescope {
namespace {

using RowMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using ConstRows = Eigen::Map<const RowMatrix>;
using ConstVector = Eigen::Map<const Eigen::VectorXf>;

Eigen::Index asIndex(std::size_t count) {
    return static_cast<Eigen::Index>(count);
}

/// 1 / length of each row, 0 for one too short to have a direction.
std::vector<float> scalesOf(const std::vector<float>& vectors, std::size_t factors) {
    std::vector<float> out(vectors.size() / factors);
    for (std::size_t row = 0; row < out.size(); ++row) {
        double squares = 0; // plainly: Eigen's order of additions depends on where the row lies
        for (std::size_t d = 0; d < factors; ++d) {
            const double value = vectors[row * factors + d];
            squares += value * value;
        }
        out[row] = squares > 1e-24 ? static_cast<float>(1 / std::sqrt(squares)) : 0;
    }
    return out;
}

class RatingModel final : public Recommender {
public:
    RatingModel(std::string_view algorithm, RatingFoldKind fold, RatingFactors factors)
        : m_algorithm(algorithm)
        , m_model(std::move(factors))
        , m_fold(fold == RatingFoldKind::Ridge ? makeRidgeFold(m_model) : makeNonNegativeFold(m_model))
        , m_userScale(scalesOf(m_model.userVectors, m_model.factors))
        , m_itemScale(scalesOf(m_model.itemVectors, m_model.factors)) {}

    std::size_t itemCount() const override { return m_model.items; }
    std::size_t userCount() const override { return m_model.users; }
    bool predictsRatings() const override { return true; }

    void scoreUser(UserIndex user, std::span<float> scores) const override {
        rate(m_model.userBiases[user.value], vectorOf(m_model.userVectors, user.value), scores);
    }
    void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const override {
        const FoldedPerson person = m_fold->personOf(ratingsOfHistory(history));
        rate(person.bias, ConstVector(person.vector.data(), asIndex(person.vector.size())), scores);
    }
    using Recommender::scoreHistory;
    void scoreUsers(std::span<const UserIndex> users, std::span<float> scores) const override {
        RowMatrix rows(asIndex(users.size()), asIndex(m_model.factors));
        for (std::size_t row = 0; row < users.size(); ++row) {
            rows.row(asIndex(row)) = vectorOf(m_model.userVectors, users[row].value).transpose();
        }
        Eigen::Map<RowMatrix> out(scores.data(), asIndex(users.size()), asIndex(m_model.items));
        out.noalias() = rows * itemRows().transpose();
        for (std::size_t row = 0; row < users.size(); ++row) {
            finish(m_model.userBiases[users[row].value], scores.subspan(row * m_model.items, m_model.items));
        }
    }

    Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const override {
        const std::vector<PastRating> past = ratingsOfHistory(history);
        const FoldShares shares = m_fold->sharesOf(past, item);
        Explanation out;
        const double own = m_model.itemBiases[item.value];
        out.base = m_model.units.offset + m_model.units.deviation * (own + shares.base);
        out.score = out.base; // addContribution adds the rest
        for (std::size_t place = 0; place < past.size(); ++place) {
            addContribution(out, past[place].item, m_model.units.deviation * shares.amounts[place]);
        }
        finishExplanation(out);
        return out;
    }

    void itemSimilarity(ItemIndex item, std::span<float> similarity) const override {
        Eigen::Map<Eigen::VectorXf>(similarity.data(), asIndex(m_model.items)).noalias() =
            itemRows() * vectorOf(m_model.itemVectors, item.value);
        toCosines(m_itemScale, item.value, similarity);
    }
    void userSimilarity(UserIndex user, std::span<float> similarity) const override {
        Eigen::Map<Eigen::VectorXf>(similarity.data(), asIndex(m_model.users)).noalias() =
            ConstRows(m_model.userVectors.data(), asIndex(m_model.users), asIndex(m_model.factors)) *
            vectorOf(m_model.userVectors, user.value);
        toCosines(m_userScale, user.value, similarity);
    }

    VectorView itemVectors() const override { return {m_model.itemVectors, m_model.factors}; }
    VectorView userVectors() const override { return {m_model.userVectors, m_model.factors}; }
    std::vector<float> historyVector(std::span<const HistoryEntry> history) const override {
        return m_fold->personOf(ratingsOfHistory(history)).vector;
    }

    std::size_t bytes() const override {
        return m_model.bytes() + sizeof(float) * (m_userScale.size() + m_itemScale.size());
    }
    void save(ModelArchive& archive) const override { saveRatingFactors(archive, m_algorithm, m_model); }

private:
    ConstRows itemRows() const {
        return {m_model.itemVectors.data(), asIndex(m_model.items), asIndex(m_model.factors)};
    }
    ConstVector vectorOf(const std::vector<float>& vectors, std::size_t row) const {
        return {vectors.data() + row * m_model.factors, asIndex(m_model.factors)};
    }

    void rate(double bias, const ConstVector& vector, std::span<float> scores) const {
        Eigen::Map<Eigen::VectorXf>(scores.data(), asIndex(m_model.items)).noalias() = itemRows() * vector;
        finish(bias, scores);
    }
    /// From products of vectors to ratings.
    void finish(double bias, std::span<float> scores) const {
        for (std::size_t item = 0; item < m_model.items; ++item) {
            scores[item] = static_cast<float>(m_model.units.offset +
                                              m_model.units.deviation *
                                                  (m_model.itemBiases[item] + bias + scores[item]));
        }
    }
    static void toCosines(const std::vector<float>& scale, std::size_t self, std::span<float> products) {
        for (std::size_t row = 0; row < products.size(); ++row) {
            products[row] *= scale[self] * scale[row];
        }
    }

    std::vector<PastRating> ratingsOfHistory(std::span<const HistoryEntry> history) const {
        std::vector<PastRating> past;
        past.reserve(history.size());
        for (const HistoryEntry& entry : history) {
            if (m_model.scale.counts(entry) && entry.item.value < m_model.items) {
                past.push_back({entry.item, m_model.units.inUnits(m_model.scale.of(entry))});
            }
        }
        return past;
    }

    std::string_view m_algorithm;
    RatingFactors m_model;
    std::unique_ptr<const RatingFold> m_fold;
    std::vector<float> m_userScale;
    std::vector<float> m_itemScale;
};

} // namespace

std::shared_ptr<const Recommender> makeRatingModel(std::string_view algorithm, RatingFoldKind fold,
                                                   RatingFactors factors) {
    return std::make_shared<RatingModel>(algorithm, fold, std::move(factors));
}

Result<std::shared_ptr<const Recommender>> loadRatingModel(std::string_view algorithm, RatingFoldKind fold,
                                                           bool implied, const ModelArchive& archive,
                                                           const Dataset& dataset) {
    TRY_ASSIGN(auto factors,
               loadRatingFactors(archive, algorithm, dataset,
                                 {.implied = implied, .stranger = fold == RatingFoldKind::NonNegative}));
    return makeRatingModel(algorithm, fold, std::move(factors));
}

} // namespace tastescope
