// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/rating_model.h"

#include "engine/linalg/products.h"
#include "engine/models/explanation.h"
#include "engine/models/vector_model.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace tastescope {
namespace {

class RatingModel final : public VectorModel {
public:
    RatingModel(std::string_view algorithm, RatingFoldKind fold, RatingFactors factors)
        : VectorModel({factors.users, factors.items}, factors.factors, CosineSums::Doubles)
        , m_algorithm(algorithm)
        , m_model(std::move(factors))
        , m_fold(fold == RatingFoldKind::Ridge ? makeRidgeFold(m_model) : makeNonNegativeFold(m_model)) {
        setUsers(m_model.userVectors);
        setItems(m_model.itemVectors);
        if (fold == RatingFoldKind::NonNegative) {
            m_meanItem = meanItem();
        }
    }

    bool predictsRatings() const override { return true; }
    std::optional<double> ratingOfUnknownItem(std::span<const HistoryEntry> history) const override {
        const FoldedPerson person = m_fold->personOf(ratingsOfHistory(history));
        return ratingOfMeanItem(person.vector, person.bias);
    }
    std::optional<double> ratingOfUnknownItemBy(UserIndex user) const override {
        return ratingOfMeanItem(userVectors().row(user.value), m_model.userBiases[user.value]);
    }

    void scoreUser(UserIndex user, std::span<float> scores) const override {
        VectorModel::scoreUser(user, scores);
        finish(m_model.userBiases[user.value], scores);
    }
    void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const override {
        const FoldedPerson person = m_fold->personOf(ratingsOfHistory(history));
        scoreVector(person.vector, scores);
        finish(person.bias, scores);
    }
    using Recommender::scoreHistory;
    void scoreUsers(std::span<const UserIndex> users, std::span<float> scores) const override {
        VectorModel::scoreUsers(users, scores);
        for (std::size_t row = 0; row < users.size(); ++row) {
            finish(m_model.userBiases[users[row].value], scores.subspan(row * itemCount(), itemCount()));
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

    std::vector<float> historyVector(std::span<const HistoryEntry> history) const override {
        return m_fold->personOf(ratingsOfHistory(history)).vector;
    }

    std::size_t bytes() const override {
        return m_model.bytes() + sizeof(float) * (userCount() + itemCount());
    }
    void save(ModelArchive& archive) const override { saveRatingFactors(archive, m_algorithm, m_model); }

private:
    /// Vectors around nothing are 0 in the mean; those without a negative element are not, and all that such
    /// a model says.
    double ratingOfMeanItem(std::span<const float> person, double bias) const {
        const double product = dotOf(person.data(), m_meanItem.data(), m_meanItem.size());
        return m_model.units.offset + m_model.units.deviation * (bias + product);
    }
    std::vector<float> meanItem() const {
        std::vector<double> sums(dimensions());
        for (std::size_t item = 0; item < m_model.items; ++item) {
            std::ranges::transform(sums, itemVectors().row(item), sums.begin(), std::plus<>());
        }
        std::vector<float> mean(dimensions());
        std::ranges::transform(sums, mean.begin(), [&](double sum) {
            return static_cast<float>(sum / static_cast<double>(std::max<std::size_t>(m_model.items, 1)));
        });
        return mean;
    }

    /// From products of vectors to ratings.
    void finish(double bias, std::span<float> scores) const {
        for (std::size_t item = 0; item < m_model.items; ++item) {
            scores[item] = static_cast<float>(m_model.units.offset +
                                              m_model.units.deviation *
                                                  (m_model.itemBiases[item] + bias + scores[item]));
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
    std::vector<float> m_meanItem; ///< of the non-negative; empty for the others
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
