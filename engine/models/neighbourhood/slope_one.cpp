// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/neighbourhood/slope_one.h"

#include "engine/base/archive.h"
#include "engine/base/memory.h"
#include "engine/data/ratings.h"
#include "engine/models/explanation.h"
#include "engine/models/item_rows_model.h"
#include "engine/models/neighbourhood/rating_pairs.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

constexpr std::string_view algorithmId = "slope_one";

/// Row j holds, for every item rated beside j, by how much j is rated above it.
class SlopeOneModel final : public ItemRowsModel<SparseRows> {
public:
    SlopeOneModel(const Dataset& dataset, const ModelShape& shape, SparseRows differences,
                  const RatingScale& scale)
        : ItemRowsModel(dataset, shape, std::move(differences))
        , m_scale(scale) {}

    void scoreUser(UserIndex user, std::span<float> scores) const override {
        scoreHistory(m_scale.said(dataset().historyOf(user)), scores);
    }
    void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const override {
        const std::vector<WeightedItem> rated = weighed(history);
        std::fill(scores.begin(), scores.end(), static_cast<float>(m_scale.mean));
        if (rated.empty()) {
            return;
        }
        std::vector<double> sums(itemCount());
        std::vector<std::uint32_t> counts(itemCount());
        for (const WeightedItem& past : rated) {
            const auto others = rows().columnsOf(past.item.value);
            const auto values = rows().valuesOf(past.item.value);
            for (std::size_t place = 0; place < others.size(); ++place) {
                sums[others[place]] -= values[place];
                ++counts[others[place]];
            }
        }
        const double mean = meanOf(rated);
        for (std::size_t item = 0; item < itemCount(); ++item) {
            if (isRated(item)) {
                const double shift = counts[item] > 0 ? sums[item] / counts[item] : 0;
                scores[item] = static_cast<float>(mean + shift);
            }
        }
    }
    using Recommender::scoreHistory;

    /// The mean is the base; each past item adds its difference's share.
    Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const override {
        const std::vector<WeightedItem> rated = weighed(history);
        const bool known = !rated.empty() && isRated(item.value);
        Explanation out;
        out.base = known ? meanOf(rated) : m_scale.mean;
        const std::vector<WeightedItem> relevant =
            known ? relevantOf(rated, item) : std::vector<WeightedItem>();
        for (const WeightedItem& past : relevant) {
            addContribution(out, past.item, past.weight / static_cast<double>(relevant.size()));
        }
        out.score += out.base;
        finishExplanation(out);
        return out;
    }

    /// Falls with the mean difference; 0 for items that nobody rated both of.
    void itemSimilarity(ItemIndex item, std::span<float> similarity) const override {
        std::fill(similarity.begin(), similarity.end(), 0.0F);
        const auto others = rows().columnsOf(item.value);
        const auto values = rows().valuesOf(item.value);
        for (std::size_t place = 0; place < others.size(); ++place) {
            similarity[others[place]] = 1 / (1 + std::abs(values[place]));
        }
        similarity[item.value] = 1;
    }

    bool predictsRatings() const override { return true; }
    void save(ModelArchive& archive) const override {
        saveShape(archive, algorithmId, shape());
        rows().save(archive, "differences");
        m_scale.save(archive);
    }

private:
    /// The rating.
    std::optional<double> weightOf(const HistoryEntry& past) const override {
        return m_scale.counts(past) ? std::optional(m_scale.of(past)) : std::nullopt;
    }
    /// Somebody rated it: it is paired with itself at least.
    bool isRated(std::size_t item) const { return !rows().columnsOf(item).empty(); }

    static double meanOf(const std::vector<WeightedItem>& rated) {
        double sum = 0;
        for (const WeightedItem& past : rated) {
            sum += past.weight;
        }
        return sum / static_cast<double>(rated.size());
    }

    /// The past items that somebody has rated beside `item`, with the difference of `item` above them.
    std::vector<WeightedItem> relevantOf(const std::vector<WeightedItem>& rated, ItemIndex item) const {
        std::vector<WeightedItem> relevant;
        for (const WeightedItem& past : rated) {
            if (const float* const difference = rows().find(item.value, past.item.value)) {
                relevant.push_back({past.item, *difference});
            }
        }
        return relevant;
    }

    RatingScale m_scale;
};

/// Of the common raters of two items.
struct Difference {
    float sum = 0;
    float count = 0;
};

std::size_t bytesOf(const Dataset& dataset) {
    const double entries = pairEntries(dataset.matrix());
    return static_cast<std::size_t>(entries) * (sizeof(std::uint32_t) + sizeof(float)) +
           sizeof(std::uint64_t) * dataset.itemCount() + sizeof(float) * dataset.userCount();
}

Forecast forecast(const Dataset& dataset, const ParamSet&, int threads) {
    constexpr double perPair = 1.5e-9; // measured, as is the writing of a row
    constexpr double perEntry = 15e-9;
    const double work = pairWork(dataset.matrix()) * perPair + pairEntries(dataset.matrix()) * perEntry;
    return {work / std::max(threads, 1) + 1e-6, bytesOf(dataset)};
}

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet&,
                                               const ExecutionContext& context) {
    // While they are put together, the differences lie in memory twice.
    TRY(requireMemory(2 * bytesOf(dataset), "Slope One"));
    const Ratings ratings = ratingsOf(dataset, context);
    const auto add = [](Difference& cell, UserIndex, ItemIndex, float x, ItemIndex, float y) {
        cell.sum += x - y;
        cell.count += 1;
    };
    const auto mean = [](const Difference& cell) {
        return cell.count > 0 ? std::optional(cell.sum / cell.count) : std::nullopt;
    };
    TRY_ASSIGN(auto differences, pairRows<Difference>(ratings.matrix, add, mean, context));
    return std::shared_ptr<const Recommender>(std::make_shared<SlopeOneModel>(
        dataset, ModelShape{dataset.userCount(), dataset.itemCount()}, std::move(differences), ratings));
}

Result<std::shared_ptr<const Recommender>> load(const ModelArchive& archive, const Dataset& dataset) {
    TRY_ASSIGN(const auto shape, loadShape(archive, algorithmId, dataset));
    TRY_ASSIGN(auto differences, SparseRows::load(archive, "differences", shape.items, shape.items));
    TRY_ASSIGN(const auto scale, RatingScale::load(archive));
    return std::shared_ptr<const Recommender>(
        std::make_shared<SlopeOneModel>(dataset, shape, std::move(differences), scale));
}

} // namespace

const AlgorithmInfo& slopeOneInfo() {
    static const AlgorithmInfo info{
        .id = std::string(algorithmId),
        .title = "Slope One",
        .family = "neighbourhood",
        .tagline = "Mean differences of items",
        .about = "Predicts a rating from how much higher or lower an item is rated than the items of the "
                 "history, by the people who rated both. Nothing to tune.",
        .source = "Lemire, Maclachlan 2005",
        .effort = 1,
        .personal = true,
        .scoresNewItems = false,
        .params = {},
        .fit = fit,
        .load = load,
        .forecast = forecast};
    return info;
}

} // namespace tastescope
