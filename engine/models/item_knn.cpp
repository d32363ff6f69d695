// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/item_knn.h"

#include "engine/models/decay.h"
#include "engine/models/explanation.h"
#include "engine/models/item_similarity.h"
#include "engine/models/model_support.h"
#include "engine/models/user_likeness.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tastescope {
namespace {

constexpr std::string_view algorithmId = "item_knn";
constexpr std::array<std::pair<std::string_view, ItemSimilarity>, 4> kinds{
    {{"cosine", ItemSimilarity::Cosine},
     {"jaccard", ItemSimilarity::Jaccard},
     {"bm25", ItemSimilarity::Bm25},
     {"tfidf", ItemSimilarity::Tfidf}}};

/// Row j of `neighbours` are the items that gain when j is in a history.
class ItemKnnModel final : public Recommender {
public:
    ItemKnnModel(const Dataset& dataset, ModelShape shape, SparseRows neighbours, double halfLifeDays,
                 Time newest)
        : m_dataset(dataset)
        , m_shape(shape)
        , m_neighbours(std::move(neighbours))
        , m_halfLifeDays(halfLifeDays)
        , m_newest(newest)
        , m_likeness(m_dataset.matrix(), shape.users) {}

    std::size_t itemCount() const override { return m_shape.items; }
    std::size_t userCount() const override { return m_shape.users; }

    void scoreUser(UserIndex user, std::span<float> scores) const override {
        if (m_halfLifeDays > 0) {
            scoreHistory(m_dataset.historyOf(user), scores);
            return;
        }
        std::fill(scores.begin(), scores.end(), 0.0F);
        const auto items = m_dataset.matrix().itemsOf(user);
        const auto values = m_dataset.matrix().valuesOf(user);
        for (std::size_t place = 0; place < items.size(); ++place) {
            addNeighbours(items[place], values[place], scores);
        }
    }
    void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const override {
        std::fill(scores.begin(), scores.end(), 0.0F);
        for (const HistoryEntry& past : history) {
            addNeighbours(past.item, weightOf(past), scores);
        }
    }
    using Recommender::scoreHistory;

    Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const override {
        Explanation out;
        for (const HistoryEntry& past : history) {
            const float weight = weightOf(past);
            if (weight > 0 && past.item.value < m_shape.items) {
                addContribution(out, past.item,
                                static_cast<double>(weight) * m_neighbours.at(past.item.value, item.value));
            }
        }
        finishExplanation(out);
        return out;
    }

    void itemSimilarity(ItemIndex item, std::span<float> similarity) const override {
        std::fill(similarity.begin(), similarity.end(), 0.0F);
        const auto others = m_neighbours.columnsOf(item.value);
        const auto values = m_neighbours.valuesOf(item.value);
        float best = 1;
        for (std::size_t place = 0; place < others.size(); ++place) {
            similarity[others[place]] = values[place];
            best = std::max(best, values[place]);
        }
        similarity[item.value] = best; // nothing is more like an item than itself
    }
    void userSimilarity(UserIndex user, std::span<float> similarity) const override {
        m_likeness.compare(user, similarity);
    }

    std::size_t bytes() const override { return m_neighbours.bytes() + m_likeness.bytes(); }
    void save(ModelArchive& archive) const override {
        saveShape(archive, algorithmId, m_shape);
        m_neighbours.save(archive, "neighbours");
        archive.putNumber("half_life_days", m_halfLifeDays);
        archive.put("newest", std::span<const Time>(&m_newest, 1));
    }

private:
    float weightOf(const HistoryEntry& past) const {
        return past.weight * static_cast<float>(decayWeight(past.time, m_newest, m_halfLifeDays));
    }
    void addNeighbours(ItemIndex item, float weight, std::span<float> scores) const {
        if (!(weight > 0) || item.value >= m_shape.items) {
            return;
        }
        const auto others = m_neighbours.columnsOf(item.value);
        const auto values = m_neighbours.valuesOf(item.value);
        for (std::size_t place = 0; place < others.size(); ++place) {
            scores[others[place]] += weight * values[place];
        }
    }

    Dataset m_dataset;
    ModelShape m_shape;
    SparseRows m_neighbours;
    double m_halfLifeDays;
    Time m_newest;
    UserLikeness m_likeness;
};

ItemSimilarity kindOf(std::string_view name) {
    const auto found =
        std::find_if(kinds.begin(), kinds.end(), [&](const auto& kind) { return kind.first == name; });
    return found->second; // the parameter's choices are these names
}

std::size_t mostEntries(const Dataset& dataset, const ParamSet& params) {
    const std::size_t items = dataset.itemCount();
    const auto neighbours = static_cast<std::size_t>(params.integer("neighbours"));
    return items * (neighbours > 0 ? std::min(neighbours, items) : items);
}

/// Additions of the accumulation: for each person, the square of the list's length.
double pairWork(const InteractionMatrix& matrix) {
    double work = 0;
    for (std::size_t user = 0; user < matrix.userCount(); ++user) {
        const auto count = static_cast<double>(matrix.countOf(UserIndex(user)));
        work += count * count;
    }
    return work;
}

Forecast forecast(const Dataset& dataset, const ParamSet& params, int threads) {
    const bool counts = params.choice("similarity") == "jaccard";
    const double work = pairWork(dataset.matrix());
    const double entries = std::min(static_cast<double>(mostEntries(dataset, params)), work);
    const double perPair = counts ? 0.5e-9 : 1.1e-9; // measured, as is the selection of a row's best
    const double selection = 1e-9 * std::min(work, static_cast<double>(dataset.itemCount()) *
                                                       static_cast<double>(dataset.itemCount()));
    const auto bytes = static_cast<std::size_t>(entries * (sizeof(std::uint32_t) + sizeof(float)));
    return {(work * perPair + selection) / std::max(threads, 1), bytes + 8 * dataset.itemCount()};
}

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet& params,
                                               const ExecutionContext& context) {
    // While it is built, the neighbourhoods lie in memory twice.
    const Forecast cost = forecast(dataset, params, 1);
    if (Result<void> fits = requireMemory(2 * cost.bytes, "Item-kNN"); !fits) {
        return fits.error();
    }
    const ItemSimilarityOptions options{.kind = kindOf(params.choice("similarity")),
                                        .neighbours = static_cast<std::size_t>(params.integer("neighbours")),
                                        .shrinkage = params.real("shrinkage")};
    Result<SparseRows> neighbours = itemSimilarities(dataset.matrix(), dataset.itemCount(), options, context);
    if (!neighbours) {
        return neighbours.error();
    }
    return std::shared_ptr<const Recommender>(std::make_shared<ItemKnnModel>(
        dataset, ModelShape{dataset.userCount(), dataset.itemCount()}, *std::move(neighbours),
        params.real("half_life_days"), newestTime(dataset.events())));
}

Result<std::shared_ptr<const Recommender>> load(const ModelArchive& archive, const Dataset& dataset) {
    const Result<ModelShape> shape = loadShape(archive, algorithmId, dataset);
    if (!shape) {
        return shape.error();
    }
    Result<SparseRows> neighbours = SparseRows::load(archive, "neighbours", shape->items, shape->items);
    if (!neighbours) {
        return neighbours.error();
    }
    const Result<double> halfLife = loadReal(archive, "half_life_days", 0, 1e9);
    if (!halfLife) {
        return halfLife.error();
    }
    const Result<std::vector<Time>> newest = archive.get<Time>("newest", 1);
    if (!newest) {
        return newest.error();
    }
    return std::shared_ptr<const Recommender>(
        std::make_shared<ItemKnnModel>(dataset, *shape, *std::move(neighbours), *halfLife, newest->front()));
}

std::vector<ParamSpec> params() {
    return {
        {.name = "neighbours",
         .title = "Neighbours",
         .type = ParamType::Integer,
         .standard = std::int64_t{100},
         .low = 0,
         .high = 10000,
         .help = "How many of its most similar items an item keeps; 0 keeps all."},
        {.name = "similarity",
         .title = "Similarity",
         .type = ParamType::Choice,
         .standard = std::string("bm25"),
         .choices = {"cosine", "jaccard", "bm25", "tfidf"},
         .help = "How alike two items are, judged by the people who like both."},
        {.name = "shrinkage",
         .title = "Shrinkage",
         .type = ParamType::Real,
         .standard = 50.0,
         .low = 0,
         .high = 1000,
         .help = "Distrusts similarities that few people stand behind: n in common count n / (n + this)."},
        {.name = "half_life_days",
         .title = "Half-life (days)",
         .type = ParamType::Real,
         .standard = 0.0,
         .low = 0,
         .high = 3650,
         .help = "After so many days an event of the history counts half; 0 counts all alike.",
         .advanced = true}};
}

} // namespace

const AlgorithmInfo& itemKnnInfo() {
    static const AlgorithmInfo info{
        .id = std::string(algorithmId),
        .title = "Item-kNN",
        .family = "neighbourhood",
        .tagline = "Liked by the same people",
        .about =
            "Recommends what is liked by the same people as the items of the history. Quick, hard to beat "
            "and easy to explain.",
        .source = "Sarwar, Karypis, Konstan, Riedl 2001; Deshpande, Karypis 2004",
        .effort = 1,
        .personal = true,
        .scoresNewItems = false,
        .params = params(),
        .fit = fit,
        .load = load,
        .forecast = forecast};
    return info;
}

} // namespace tastescope
