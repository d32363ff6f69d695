// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/neighbourhood/item_knn_ratings.h"

#include "engine/base/progress.h"
#include "engine/models/explanation.h"
#include "engine/models/item_rows_model.h"
#include "engine/models/neighbourhood/rating_pairs.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

/// Who is scored, known or not.
struct Person {
    std::vector<WeightedItem> past; ///< ratings, by item
    double bias = 0;
};

/// Neighbours of every item, item after item.
struct Gathered {
    std::vector<std::uint64_t> offsets;
    std::vector<RatedNeighbour> neighbours;
};

/// What an item's ratings are counted from, and what a model keeps beside similarities.
struct ItemLevels {
    RatingScale scale;
    RatingBiases biases;      ///< empty where they are not needed
    std::vector<float> means; ///< an item
    std::vector<float> rated; ///< 1 for an item that somebody rated

    std::size_t bytes() const { return biases.bytes() + (means.size() + rated.size()) * sizeof(float); }
};

/// Rows hold similarities above 0; they are symmetric.
class RatingItemKnn final : public ItemRowsModel<SparseRows> {
public:
    RatingItemKnn(const Dataset& dataset, const ModelShape& shape, const RatingKnnOptions& options,
                  SparseRows similarities, ItemLevels levels)
        : ItemRowsModel(dataset, shape, std::move(similarities))
        , m_options(options)
        , m_levels(std::move(levels)) {}

    void scoreUser(UserIndex user, std::span<float> scores) const override {
        scoreHistory(m_levels.scale.said(dataset().historyOf(user)), scores);
    }
    void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const override {
        const Person person = personOf(history);
        const Gathered gathered = gatherAll(person);
        std::vector<RatedNeighbour> nearest;
        for (std::size_t item = 0; item < itemCount(); ++item) {
            const auto first = gathered.neighbours.begin();
            nearest.assign(first + static_cast<std::ptrdiff_t>(gathered.offsets[item]),
                           first + static_cast<std::ptrdiff_t>(gathered.offsets[item + 1]));
            keepNearest(nearest, m_options.neighbours);
            scores[item] = static_cast<float>(levelOf(person, ItemIndex(item)) +
                                              shiftOf(nearest, m_options.minNeighbours));
        }
    }
    void score(UserIndex user, std::span<const ItemIndex> candidates, std::span<float> out) const override {
        scoreHistory(m_levels.scale.said(dataset().historyOf(user)), candidates, out);
    }
    void scoreHistory(std::span<const HistoryEntry> history, std::span<const ItemIndex> candidates,
                      std::span<float> out) const override {
        const Person person = personOf(history);
        for (std::size_t place = 0; place < candidates.size(); ++place) {
            const ItemIndex item = candidates[place];
            out[place] = static_cast<float>(levelOf(person, item) +
                                            shiftOf(nearestOf(person, item), m_options.minNeighbours));
        }
    }

    /// Each of the nearest past items adds its part of the shift from the level.
    Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const override {
        const Person person = personOf(history);
        const std::vector<RatedNeighbour> nearest = nearestOf(person, item);
        Explanation out;
        out.base = levelOf(person, item);
        double weight = 0;
        for (const RatedNeighbour& neighbour : nearest) {
            weight += neighbour.similarity;
        }
        for (const RatedNeighbour& neighbour : nearest) {
            if (nearest.size() >= m_options.minNeighbours) {
                addContribution(out, ItemIndex(neighbour.index),
                                neighbour.similarity * neighbour.deviation / weight);
            }
        }
        out.score += out.base;
        finishExplanation(out);
        return out;
    }

    bool predictsRatings() const override { return true; }
    std::optional<double> ratingOfUnknownItem(std::span<const HistoryEntry> history) const override {
        return m_options.mode == RatingMode::Baseline
                   ? std::optional(m_levels.scale.mean + personOf(history).bias)
                   : std::nullopt;
    }

    std::size_t bytes() const override { return ItemRowsModel::bytes() + m_levels.bytes(); }
    void save(ModelArchive& archive) const override {
        saveShape(archive, "item_knn", shape());
        saveRatingKnn(archive, m_options);
        m_levels.scale.save(archive);
        archive.put("means", std::span<const float>(m_levels.means));
        archive.put("rated", std::span<const float>(m_levels.rated));
        rows().save(archive, "similarities");
        if (m_options.needsBiases()) {
            m_levels.biases.save(archive);
        }
    }

private:
    /// The rating.
    std::optional<double> weightOf(const HistoryEntry& past) const override {
        return m_levels.scale.counts(past) ? std::optional(m_levels.scale.of(past)) : std::nullopt;
    }
    std::vector<WeightedItem> weighed(std::span<const HistoryEntry> history) const override {
        std::vector<WeightedItem> rated = ItemRowsModel::weighed(history);
        std::sort(rated.begin(), rated.end(),
                  [](const WeightedItem& a, const WeightedItem& b) { return a.item < b.item; });
        return rated;
    }
    Person personOf(std::span<const HistoryEntry> history) const {
        Person person;
        person.past = weighed(history);
        person.bias = m_options.needsBiases() ? m_levels.biases.foldIn(history, m_levels.scale) : 0;
        return person;
    }

    /// A stranger or an item that nobody rated has no level of its own but in mode baseline.
    double levelOf(const Person& person, ItemIndex item) const {
        switch (m_options.mode) {
        case RatingMode::Baseline:
            return m_levels.biases.ofItem(item) + person.bias;
        case RatingMode::Means:
            return person.past.empty() || !(m_levels.rated[item.value] > 0) ? m_levels.scale.mean
                                                                            : m_levels.means[item.value];
        case RatingMode::Basic:
            break;
        }
        return m_levels.scale.mean;
    }
    double deviationOf(const Person& person, const WeightedItem& past) const {
        return past.weight - levelOf(person, past.item);
    }

    /// Of one item; gatherAll is quicker for all of them.
    std::vector<RatedNeighbour> nearestOf(const Person& person, ItemIndex item) const {
        std::vector<RatedNeighbour> nearest;
        for (const WeightedItem& past : person.past) {
            if (const float similarity = rows().at(past.item.value, item.value); similarity > 0) {
                nearest.push_back({similarity, past.item.value, deviationOf(person, past)});
            }
        }
        keepNearest(nearest, m_options.neighbours);
        return nearest;
    }

    Gathered gatherAll(const Person& person) const {
        Gathered out;
        out.offsets.assign(itemCount() + 1, 0);
        for (const WeightedItem& past : person.past) {
            for (const std::uint32_t other : rows().columnsOf(past.item.value)) {
                ++out.offsets[other + 1];
            }
        }
        for (std::size_t item = 0; item < itemCount(); ++item) {
            out.offsets[item + 1] += out.offsets[item];
        }
        out.neighbours.resize(out.offsets.back());
        std::vector<std::uint64_t> next(out.offsets.begin(), out.offsets.end() - 1);
        for (const WeightedItem& past : person.past) {
            const double deviation = deviationOf(person, past);
            const auto others = rows().columnsOf(past.item.value);
            const auto values = rows().valuesOf(past.item.value);
            for (std::size_t place = 0; place < others.size(); ++place) {
                out.neighbours[next[others[place]]++] = {values[place], past.item.value, deviation};
            }
        }
        return out;
    }

    RatingKnnOptions m_options;
    ItemLevels m_levels;
};

Result<SparseRows> similaritiesOf(const Ratings& ratings, const RatingBiases& biases,
                                  const RatingSimilarityOptions& options, const ExecutionContext& context) {
    const bool aboutBaseline = options.kind == RatingSimilarity::PearsonBaseline;
    const auto add = [&](CommonRatings& cell, UserIndex user, ItemIndex item, float x, ItemIndex other,
                         float y) {
        if (aboutBaseline) {
            const double bias = biases.users[user.value];
            cell.add(x - bias - biases.ofItem(item), y - bias - biases.ofItem(other));
        } else {
            cell.add(x, y);
        }
    };
    const auto value = [&](const CommonRatings& cell) {
        const float similarity = similarityOf(cell, options);
        return similarity > 0 ? std::optional(similarity) : std::nullopt;
    };
    return pairRows<CommonRatings>(ratings.matrix, add, value, context);
}

ItemLevels levelsOf(const Ratings& ratings, RatingBiases biases) {
    ItemLevels levels{ratings, std::move(biases), {}, {}};
    for (std::size_t item = 0; item < ratings.matrix.itemCount(); ++item) {
        double sum = 0;
        for (const float rating : ratings.matrix.valuesOf(ItemIndex(item))) {
            sum += rating;
        }
        const auto count = static_cast<double>(ratings.matrix.countOf(ItemIndex(item)));
        levels.means.push_back(static_cast<float>(count > 0 ? sum / count : ratings.mean));
        levels.rated.push_back(count > 0 ? 1.0F : 0.0F);
    }
    return levels;
}

} // namespace

Forecast forecastRatingItemKnn(const Dataset& dataset, const KnnOptions& asked, int threads) {
    constexpr double perPair = 3e-9; // measured, as is the writing of a row
    constexpr double perEntry = 5e-9;
    // About half of all correlations are above 0.
    const bool correlation = asked.similarity.starts_with("pearson");
    const double entries = pairEntries(dataset.matrix()) * (correlation ? 0.5 : 1);
    const double seconds = pairWork(dataset.matrix()) * perPair + entries * perEntry;
    return {seconds / std::max(threads, 1) + 1e-6,
            static_cast<std::size_t>(entries) * (sizeof(std::uint32_t) + sizeof(float)) +
                20 * dataset.itemCount() + 8 * dataset.userCount()};
}

Result<std::shared_ptr<const Recommender>>
fitRatingItemKnn(const Dataset& dataset, const RatingKnnOptions& options, const ExecutionContext& context) {
    const Ratings ratings = ratingsOf(dataset, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    RatingBiases biases;
    const double biasShare = options.needsBiases() ? 0.1 : 0; // of the progress
    if (options.needsBiases()) {
        PartProgress fitting(context, 0, biasShare);
        TRY_ASSIGN(auto fitted, fitBiases(ratings, BiasOptions{}, fitting.context()));
        biases = std::move(fitted);
    }
    PartProgress comparing(context, biasShare, 1);
    TRY_ASSIGN(auto similarities, similaritiesOf(ratings, biases, options.similarity, comparing.context()));
    return std::shared_ptr<const Recommender>(std::make_shared<RatingItemKnn>(
        dataset, ModelShape{dataset.userCount(), dataset.itemCount()}, options, std::move(similarities),
        levelsOf(ratings, std::move(biases))));
}

Result<std::shared_ptr<const Recommender>> loadRatingItemKnn(const ModelArchive& archive,
                                                             const Dataset& dataset, ModelShape shape) {
    TRY_ASSIGN(const auto options, loadRatingKnn(archive));
    TRY_ASSIGN(const auto scale, RatingScale::load(archive));
    TRY_ASSIGN(auto means, loadFloats(archive, "means", shape.items));
    TRY_ASSIGN(auto rated, loadFloats(archive, "rated", shape.items));
    TRY_ASSIGN(auto similarities, SparseRows::load(archive, "similarities", shape.items, shape.items));
    RatingBiases biases;
    if (options.needsBiases()) {
        TRY_ASSIGN(auto stored, RatingBiases::load(archive, shape));
        biases = std::move(stored);
    }
    ItemLevels levels{scale, std::move(biases), std::move(means), std::move(rated)};
    return std::shared_ptr<const Recommender>(
        std::make_shared<RatingItemKnn>(dataset, shape, options, std::move(similarities), std::move(levels)));
}

} // namespace tastescope
