// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/neighbourhood/item_knn.h"

#include "engine/base/archive.h"
#include "engine/base/memory.h"
#include "engine/models/data_defaults.h"
#include "engine/models/item_rows_model.h"
#include "engine/models/learning/decay.h"
#include "engine/models/neighbourhood/item_knn_ratings.h"
#include "engine/models/neighbourhood/item_similarity.h"
#include "engine/models/neighbourhood/rating_knn.h"
#include "engine/models/pair_counts.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

constexpr std::string_view algorithmId = "item_knn";
constexpr int listNeighbours = 100;

const ParamTable<KnnOptions>& table() {
    static const ParamTable<KnnOptions> all{
        KnnOptions{.neighbours = listNeighbours, .shrinkage = 50},
        {modeParam(),
         neighboursParam(listNeighbours, "items"),
         similarityParam("bm25", "items", {"cosine", "jaccard", "tfidf", "bm25", "asymmetric"}),
         shrinkageParam(),
         {"half_life_days", "Half-life (days)", &KnnOptions::halfLifeDays, 0, 3650,
          "Mode implicit: after so many days an event of the history counts half; 0 counts all alike.",
          advanced()},
         asymmetryParam(byData()),
         minNeighboursParam(),
         minSupportParam()}};
    return all;
}

// BM25 is best where histories are long; of short ones it makes too much. There it is the share of an item's
// people who have the other as well, distrusting what few stand behind: what is popular stays popular.
// Measured with 2 to 4 events a person (NDCG@10), against the cosine: games .293 to .325, artists .041 to
// .053, books .107 to .123.
std::vector<DataDefault> defaultsFor(const Dataset& dataset, const ParamSet& params) {
    if (table().optionsOf(params).mode) {
        return {};
    }
    const DataShape shape = shapeOf(dataset.matrix());
    const std::string why = historyText(shape);
    if (!hasShortHistories(shape)) {
        return {{"similarity", std::string("bm25"), why}};
    }
    if (params.given("similarity")) {
        return {};
    }
    return {{"similarity", std::string("asymmetric"), why}, {"alpha", 0.0, why}, {"shrinkage", 10.0, why}};
}

KnnOptions optionsFor(const Dataset& dataset, const ParamSet& params) {
    return table().optionsOf(fittedParams(itemKnnInfo(), dataset, params));
}

/// Row j are the items that gain when j is in a history.
class ItemKnnModel final : public ItemRowsModel<SparseRows> {
public:
    ItemKnnModel(const Dataset& dataset, const ModelShape& shape, SparseRows neighbours, double halfLifeDays,
                 Time newest)
        : ItemRowsModel(dataset, shape, std::move(neighbours))
        , m_halfLifeDays(halfLifeDays)
        , m_newest(newest) {}

    void scoreUser(UserIndex user, std::span<float> scores) const override {
        if (m_halfLifeDays > 0) {
            scoreHistory(dataset().historyOf(user), scores);
        } else {
            ItemRowsModel::scoreUser(user, scores);
        }
    }

    void save(ModelArchive& archive) const override {
        saveShape(archive, algorithmId, shape());
        archive.putNumber("mode", 0);
        rows().save(archive, "neighbours");
        archive.putNumber("half_life_days", m_halfLifeDays);
        archive.put("newest", std::span<const Time>(&m_newest, 1));
    }

private:
    std::optional<double> weightOf(const HistoryEntry& past) const override {
        const float weight =
            past.weight * static_cast<float>(decayWeight(past.time, m_newest, m_halfLifeDays));
        return weight > 0 ? std::optional<double>(weight) : std::nullopt;
    }

    double m_halfLifeDays;
    Time m_newest;
};

std::size_t mostEntries(const Dataset& dataset, const KnnOptions& asked) {
    const std::size_t items = dataset.itemCount();
    const auto neighbours = neighboursOf(asked, listNeighbours);
    return items * (neighbours > 0 ? std::min(neighbours, items) : items);
}

Forecast forecast(const Dataset& dataset, const ParamSet& params, int threads) {
    const KnnOptions asked = optionsFor(dataset, params);
    if (asked.mode) {
        return forecastRatingItemKnn(dataset, asked, threads);
    }
    const std::string similarity = listSimilarityOf(asked, "bm25");
    const double perPair = similarity == "jaccard" || similarity == "asymmetric" ? 0.5e-9 : 1e-9;
    const auto rows = static_cast<double>(std::max<std::size_t>(dataset.itemCount(), 1));
    const double most = static_cast<double>(mostEntries(dataset, asked));
    const PairCounts counts = pairCounts(dataset.matrix(), most / rows);
    const double seconds =
        perPair * counts.pairs + 5.4e-9 * counts.dense + 8e-9 * counts.sparse + 41e-9 * counts.offered;
    const double entries = std::min(most, 2 * counts.pairs);
    const auto bytes = static_cast<std::size_t>(entries * (sizeof(std::uint32_t) + sizeof(float)));
    return {1e-5 + seconds / std::max(threads, 1), bytes + 8 * dataset.itemCount()};
}

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet& params,
                                               const ExecutionContext& context) {
    // While it is built: lists with room for more than what is kept, and the entries once more.
    const std::size_t bytes = 4 * forecast(dataset, params, 1).bytes + 12 * dataset.matrix().entryCount();
    TRY(requireMemory(bytes, "Item-kNN"));
    const KnnOptions asked = optionsFor(dataset, params);
    if (asked.mode) {
        const Result<RatingKnnOptions> options = ratingKnnOptions(asked);
        return options ? fitRatingItemKnn(dataset, *options, context)
                       : Result<std::shared_ptr<const Recommender>>(options.error());
    }
    const auto kind = parseItemSimilarity(listSimilarityOf(asked, "bm25"));
    if (!kind) {
        return similarityMismatch(asked);
    }
    const ItemSimilarityOptions options{.kind = *kind,
                                        .neighbours = neighboursOf(asked, listNeighbours),
                                        .shrinkage = asked.shrinkage,
                                        .alpha = asked.alpha};
    TRY_ASSIGN(auto neighbours, itemSimilarities(dataset.matrix(), dataset.itemCount(), options, context));
    return std::shared_ptr<const Recommender>(std::make_shared<ItemKnnModel>(
        dataset, ModelShape{dataset.userCount(), dataset.itemCount()}, std::move(neighbours),
        asked.halfLifeDays, newestTime(dataset.events())));
}

Result<std::shared_ptr<const Recommender>> load(const ModelArchive& archive, const Dataset& dataset) {
    TRY_ASSIGN(const auto shape, loadShape(archive, algorithmId, dataset));
    // Models stored before there were rating modes have no "mode".
    const bool dated = !archive.number("mode");
    const Result<bool> ratings = dated ? Result<bool>(false) : isRatingKnn(archive);
    if (!ratings) {
        return ratings.error();
    }
    if (*ratings) {
        return loadRatingItemKnn(archive, dataset, shape);
    }
    TRY_ASSIGN(auto neighbours, SparseRows::load(archive, "neighbours", shape.items, shape.items));
    TRY_ASSIGN(const auto halfLife, loadReal(archive, "half_life_days", 0, 1e9));
    TRY_ASSIGN(const auto newest, archive.get<Time>("newest", 1));
    return std::shared_ptr<const Recommender>(
        std::make_shared<ItemKnnModel>(dataset, shape, std::move(neighbours), halfLife, newest.front()));
}

} // namespace

const AlgorithmInfo& itemKnnInfo() {
    static const AlgorithmInfo info{
        .id = std::string(algorithmId),
        .title = "Item-kNN",
        .family = "neighbourhood",
        .tagline = "Liked by the same people",
        .about =
            "Recommends what is liked by the same people as the items of the history, or predicts a rating "
            "from those of similar items. Quick, hard to beat and easy to explain.",
        .source = "Sarwar, Karypis, Konstan, Riedl 2001; Deshpande, Karypis 2004; Aiolli 2013",
        .effort = 1,
        .personal = true,
        .scoresNewItems = false,
        .firstOf = ModelKind::Neighbours,
        .hybridPlace = 80,
        .params = table().specs(),
        .fit = fit,
        .load = load,
        .forecast = forecast,
        .defaults = defaultsFor};
    return info;
}

} // namespace tastescope
