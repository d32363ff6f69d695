// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/baselines/baseline.h"

#include "engine/base/archive.h"
#include "engine/base/memory.h"
#include "engine/models/explanation.h"
#include "engine/models/learning/rating_biases.h"
#include "engine/models/model_shape.h"
#include "engine/models/params/param_table.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

constexpr std::string_view algorithmId = "baseline";

const ParamTable<BiasOptions>& table() {
    static const ParamTable<BiasOptions> all{
        {"epochs", "Epochs", &BiasOptions::epochs, 1, 200,
         "How often the biases of items and people are solved in turn.", rounds()},
        {"user_regularization", "Regularisation, people", &BiasOptions::userRegularization, 0, 1000,
         "How many ratings at the mean a person's bias is weighed against."},
        {"item_regularization", "Regularisation, items", &BiasOptions::itemRegularization, 0, 1000,
         "How many ratings at the mean an item's bias is weighed against."}};
    return all;
}

/// 1 for equal biases, falling with their distance.
void compareBiases(std::span<const float> biases, std::size_t index, std::span<float> similarity) {
    for (std::size_t other = 0; other < biases.size(); ++other) {
        similarity[other] = 1 / (1 + std::abs(biases[other] - biases[index]));
    }
}

class BaselineModel final : public Recommender {
public:
    BaselineModel(ModelShape shape, RatingBiases biases, const RatingScale& scale)
        : m_shape(shape)
        , m_biases(std::move(biases))
        , m_scale(scale) {}

    std::size_t itemCount() const override { return m_shape.items; }
    std::size_t userCount() const override { return m_shape.users; }

    void scoreUser(UserIndex user, std::span<float> scores) const override {
        fill(m_biases.users[user.value], scores);
    }
    void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const override {
        fill(m_biases.foldIn(history, m_scale), scores);
    }
    using Recommender::scoreHistory;

    Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const override {
        Explanation out;
        out.base = m_biases.ofItem(item);
        double weight = m_biases.userRegularization;
        for (const HistoryEntry& past : history) {
            weight += past.item.value < m_shape.items && m_scale.counts(past) ? 1 : 0;
        }
        for (const HistoryEntry& past : history) {
            if (past.item.value < m_shape.items && m_scale.counts(past)) {
                addContribution(out, past.item, (m_scale.of(past) - m_biases.ofItem(past.item)) / weight);
            }
        }
        out.score += out.base;
        finishExplanation(out);
        return out;
    }

    void itemSimilarity(ItemIndex item, std::span<float> similarity) const override {
        compareBiases(m_biases.items, item.value, similarity);
    }
    void userSimilarity(UserIndex user, std::span<float> similarity) const override {
        compareBiases(m_biases.users, user.value, similarity);
    }

    bool predictsRatings() const override { return true; }
    std::optional<double> ratingOfUnknownItem(std::span<const HistoryEntry> history) const override {
        return m_biases.mean + m_biases.foldIn(history, m_scale);
    }

    std::size_t bytes() const override { return sizeof(*this) + m_biases.bytes(); }
    void save(ModelArchive& archive) const override {
        saveShape(archive, algorithmId, m_shape);
        m_biases.save(archive);
        m_scale.save(archive);
    }

private:
    void fill(double userBias, std::span<float> scores) const {
        for (std::size_t item = 0; item < m_shape.items; ++item) {
            scores[item] = static_cast<float>(m_biases.ofItem(ItemIndex(item)) + userBias);
        }
    }

    ModelShape m_shape;
    RatingBiases m_biases;
    RatingScale m_scale;
};

Forecast forecast(const Dataset& dataset, const ParamSet& params, int threads) {
    constexpr double perStep = 1.5e-9; // measured: one rating in one pass
    const double passes = 3.0 * table().optionsOf(params).epochs + 4;
    const double work = static_cast<double>(dataset.events().size() + dataset.userCount()) * passes;
    return {work * perStep / std::max(threads, 1) + 1e-6,
            sizeof(BaselineModel) + (dataset.userCount() + dataset.itemCount()) * sizeof(float)};
}

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet& params,
                                               const ExecutionContext& context) {
    TRY(requireMemory(forecast(dataset, params, 1).bytes, "Baseline"));
    const Ratings ratings = ratingsOf(dataset, context);
    TRY_ASSIGN(auto biases, fitBiases(ratings, table().optionsOf(params), context));
    return std::shared_ptr<const Recommender>(std::make_shared<BaselineModel>(
        ModelShape{dataset.userCount(), dataset.itemCount()}, std::move(biases), ratings));
}

Result<std::shared_ptr<const Recommender>> load(const ModelArchive& archive, const Dataset& dataset) {
    TRY_ASSIGN(const auto shape, loadShape(archive, algorithmId, dataset));
    TRY_ASSIGN(auto biases, RatingBiases::load(archive, shape));
    TRY_ASSIGN(const auto scale, RatingScale::load(archive));
    return std::shared_ptr<const Recommender>(
        std::make_shared<BaselineModel>(shape, std::move(biases), scale));
}

} // namespace

const AlgorithmInfo& baselineInfo() {
    static const AlgorithmInfo info{
        .id = std::string(algorithmId),
        .title = "Baseline",
        .family = "baselines",
        .tagline = "Who rates how, what's liked",
        .about = "Predicts a rating from the mean, how high the person rates and how high the item is rated. "
                 "The measure for every other rating model.",
        .source = "Koren 2010",
        .effort = 1,
        .personal = false,
        .scoresNewItems = false,
        .params = table().specs(),
        .fit = fit,
        .load = load,
        .forecast = forecast};
    return info;
}

} // namespace tastescope
