// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/baselines/random_lists.h"

#include "engine/base/archive.h"
#include "engine/base/random.h"
#include "engine/models/model_shape.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

constexpr std::string_view algorithmId = "random";

/// Spreads the bits of a number (Steele, Lea, Flood 2014).
std::uint64_t spread(std::uint64_t x) {
    x += 0x9E3779B97F4A7C15U;
    x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
    x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
    return x ^ (x >> 31U);
}

class RandomModel final : public Recommender {
public:
    RandomModel(const Dataset& dataset, ModelShape shape, std::uint64_t seed, std::vector<float> known)
        : m_dataset(dataset)
        , m_shape(shape)
        , m_seed(seed)
        , m_known(std::move(known)) {}

    std::size_t itemCount() const override { return m_shape.items; }
    std::size_t userCount() const override { return m_shape.users; }

    void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const override {
        Random random(m_seed, streamOf(history));
        for (std::size_t item = 0; item < m_shape.items; ++item) {
            scores[item] = m_known[item] * (1 - static_cast<float>(random.next32() >> 8U) * 0x1.0p-24F);
        }
    }
    void scoreUser(UserIndex user, std::span<float> scores) const override {
        scoreHistory(m_dataset.historyOf(user), scores);
    }
    using Recommender::scoreHistory;

    Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const override {
        std::vector<float> scores(m_shape.items);
        scoreHistory(history, scores);
        return {scores[item.value], scores[item.value], {}};
    }
    void itemSimilarity(ItemIndex item, std::span<float> similarity) const override {
        std::fill(similarity.begin(), similarity.end(), 0.0F);
        similarity[item.value] = 1;
    }
    void userSimilarity(UserIndex user, std::span<float> similarity) const override {
        std::fill(similarity.begin(), similarity.end(), 0.0F);
        similarity[user.value] = 1;
    }

    std::size_t bytes() const override { return m_known.size() * sizeof(float); }
    void save(ModelArchive& archive) const override {
        saveShape(archive, algorithmId, m_shape);
        archive.put("seed", std::span<const std::uint64_t>(&m_seed, 1));
        archive.put("known", std::span<const float>(m_known));
    }

private:
    /// The same for a history in any order.
    std::uint64_t streamOf(std::span<const HistoryEntry> history) const {
        std::uint64_t sum = 0;
        for (const HistoryEntry& past : history) {
            if (past.weight > 0 && past.item.value < m_shape.items) {
                sum += spread(past.item.value);
            }
        }
        return sum;
    }

    Dataset m_dataset;
    ModelShape m_shape;
    std::uint64_t m_seed;
    std::vector<float> m_known; ///< 1 for an item with an event, 0 for others: they come last
};

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet&,
                                               const ExecutionContext& context) {
    if (context.stopRequested()) {
        return cancelledError();
    }
    std::vector<float> known;
    known.reserve(dataset.itemCount());
    for (std::size_t item = 0; item < dataset.itemCount(); ++item) {
        known.push_back(dataset.matrix().countOf(ItemIndex(item)) > 0 ? 1.0F : 0.0F);
    }
    context.report(1, "Shuffling");
    return std::shared_ptr<const Recommender>(std::make_shared<RandomModel>(
        dataset, ModelShape{dataset.userCount(), dataset.itemCount()}, context.seed, std::move(known)));
}

Result<std::shared_ptr<const Recommender>> load(const ModelArchive& archive, const Dataset& dataset) {
    TRY_ASSIGN(const auto shape, loadShape(archive, algorithmId, dataset));
    TRY_ASSIGN(const auto seed, archive.get<std::uint64_t>("seed", 1));
    TRY_ASSIGN(auto known, loadFloats(archive, "known", shape.items));
    return std::shared_ptr<const Recommender>(
        std::make_shared<RandomModel>(dataset, shape, seed.front(), std::move(known)));
}

Forecast forecast(const Dataset& dataset, const ParamSet&, int) {
    const auto items = static_cast<double>(dataset.itemCount());
    return {1e-6 + items * 2e-9, dataset.itemCount() * sizeof(float)}; // measured
}

} // namespace

const AlgorithmInfo& randomInfo() {
    static const AlgorithmInfo info{
        .id = std::string(algorithmId),
        .title = "Random",
        .family = "baselines",
        .tagline = "Dice, always the same",
        .about = "Shows everybody a random list, the same one every time. What is not better than this knows "
                 "nothing.",
        .source = "",
        .effort = 1,
        .personal = false,
        .scoresNewItems = false,
        .params = {},
        .fit = fit,
        .load = load,
        .forecast = forecast};
    return info;
}

} // namespace tastescope
