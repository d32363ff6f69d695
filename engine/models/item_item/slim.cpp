// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/item_item/slim.h"

#include "engine/base/archive.h"
#include "engine/base/memory.h"
#include "engine/models/data_defaults.h"
#include "engine/models/item_item/ridge_rule.h"
#include "engine/models/item_item/slim_solver.h"
#include "engine/models/item_rows_model.h"
#include "engine/models/learning/preference_param.h"
#include "engine/models/pair_counts.h"
#include "engine/models/params/param_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

constexpr std::string_view algorithmId = "slim";

struct SlimSettings : SlimOptions {
    PreferenceScale weights = PreferenceScale::Alike;
};

const ParamTable<SlimSettings>& table() {
    static const ParamTable<SlimSettings> all{
        {"l1", "Sparsity (L1)", &SlimSettings::l1, 0, 1000,
         "Drops weights that few people stand behind; more of it keeps fewer. "
         "Unless it is set: 1, and 0 where histories are short.",
         byData() | searchedIn(0.1, 10)},
        {"l2", "Regularisation (L2)", &SlimSettings::l2, 1e-3, 100000,
         "Holds the weights small; more of it trusts rare coincidences less. "
         "Unless it is set: 50, and by the rule of EASE where histories are short.",
         byData()},
        {"neighbours", "Neighbours", &SlimSettings::neighbours, 0, 10000,
         "Only so many of the most similar items may predict an item; 0 lets all of them.", inName()},
        {"positive", "No negative weights", &SlimSettings::positive,
         "Items only ever recommend others, as published; without it they may also advise against.",
         advanced()},
        preferenceParam(&SlimSettings::weights)};
    return all;
}

/// With fewer events a person than this L1 takes what little there is. Measured (NDCG@10) with 6: films .0999
/// → .1108, artists .0584 → .0658, where what is popular has .1085 and .0541; with 10 books lose by the same.
constexpr double rareHistory = 8;

// Of two or three events a person nothing is too rare to count, but all of it needs a strong hold.
std::vector<DataDefault> defaultsFor(const Dataset& dataset, const ParamSet&) {
    const DataShape shape = shapeOf(dataset.matrix());
    if (shape.perPerson() >= shortHistory && shape.history >= rareHistory) {
        return {};
    }
    return {{"l1", 0.0, fmt::format("{:.1f} events a person", shape.perPerson())},
            {"l2", ridgeFor(shape), ridgeReason(shape)}};
}

/// Row i is what item i adds to others.
class SlimModel final : public ItemRowsModel<SparseRows> {
public:
    SlimModel(const Dataset& dataset, const ModelShape& shape, const PreferenceRule& rule, SparseRows weights)
        : ItemRowsModel(dataset, shape, std::move(weights))
        , m_rule(rule) {}

    /// The mean of what each adds to the other.
    void itemSimilarity(ItemIndex item, std::span<float> similarity) const override {
        std::fill(similarity.begin(), similarity.end(), 0.0F);
        rows().addRow(item.value, 0.5F, similarity);
        for (std::size_t other = 0; other < similarity.size(); ++other) {
            similarity[other] += rows().at(other, item.value) / 2;
        }
        similarity[item.value] = std::max(1.0F, *std::max_element(similarity.begin(), similarity.end()));
    }

    void save(ModelArchive& archive) const override {
        saveShape(archive, algorithmId, shape());
        m_rule.save(archive);
        rows().save(archive, "weights");
    }

private:
    std::optional<double> weightOf(const HistoryEntry& past) const override { return m_rule.of(past.weight); }

    PreferenceRule m_rule;
};

/// Pairs of entries of the same person, and visits of entries by the descent.
struct Work {
    double pairs = 0;
    double visits = 0;
    double weights = 0; ///< kept at the end
};

Work workOf(const Dataset& dataset, const ParamSet& params) {
    const InteractionMatrix& matrix = dataset.matrix();
    const auto items = static_cast<double>(std::max<std::size_t>(dataset.itemCount(), 1));
    const auto neighbours = static_cast<double>(table().optionsOf(params).neighbours);
    const PairCounts counts = pairCounts(matrix, neighbours > 0 ? neighbours : items);
    // Measured: predictors are met twice as often as items are, are visited some eight times, and half of
    // them end with a weight.
    return {.pairs = counts.pairs,
            .visits = 16 * counts.kept / items * static_cast<double>(matrix.entryCount()),
            .weights = 0.5 * counts.kept};
}

Forecast forecast(const Dataset& dataset, const ParamSet& params, int threads) {
    const Work work = workOf(dataset, params);
    const double seconds = 10.5e-9 * work.pairs + 2.4e-9 * work.visits;
    return {1e-4 + seconds / std::max(threads, 1),
            static_cast<std::size_t>(work.weights * (sizeof(float) + sizeof(std::uint32_t))) +
                sizeof(std::uint64_t) * dataset.itemCount() + sizeof(float) * dataset.userCount()};
}

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet& params,
                                               const ExecutionContext& context) {
    // The weights lie in memory by column and by row for a moment; every thread keeps a column of people.
    const auto threads = static_cast<std::size_t>(std::max(context.threads, 4));
    const std::size_t needed = 3 * forecast(dataset, params, 1).bytes + preferenceBytes(dataset.matrix()) +
                               threads * sizeof(float) * (dataset.userCount() + dataset.itemCount());
    TRY(requireMemory(needed, "SLIM"));
    const SlimSettings options = table().optionsOf(fittedParams(slimInfo(), dataset, params));
    const ImplicitMatrix data =
        implicitMatrixOf(dataset.matrix(), dataset.itemCount(), options.weights, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    TRY_ASSIGN(auto weights, slimWeights(data, options, context));
    return std::shared_ptr<const Recommender>(std::make_shared<SlimModel>(
        dataset, ModelShape{dataset.userCount(), dataset.itemCount()}, data.rule, std::move(weights)));
}

Result<std::shared_ptr<const Recommender>> load(const ModelArchive& archive, const Dataset& dataset) {
    TRY_ASSIGN(const auto shape, loadShape(archive, algorithmId, dataset));
    TRY_ASSIGN(const auto rule, PreferenceRule::load(archive));
    TRY_ASSIGN(auto weights, SparseRows::load(archive, "weights", shape.items, shape.items));
    return std::shared_ptr<const Recommender>(
        std::make_shared<SlimModel>(dataset, shape, rule, std::move(weights)));
}

} // namespace

const AlgorithmInfo& slimInfo() {
    static const AlgorithmInfo info{
        .id = std::string(algorithmId),
        .title = "SLIM",
        .family = "item_item",
        .tagline = "Each item from few others",
        .about =
            "Predicts every item from a few others by a sparse regression. Accurate, easy to explain, and "
            "its memory grows with the weights kept, not with the square of the items.",
        .source = "Ning, Karypis 2011",
        .effort = 3,
        .personal = true,
        .scoresNewItems = false,
        .hybridPlace = 20,
        .params = table().specs(),
        .fit = fit,
        .load = load,
        .forecast = forecast,
        .defaults = defaultsFor};
    return info;
}

} // namespace tastescope
