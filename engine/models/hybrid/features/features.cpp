// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/hybrid/features/features.h"

#include "engine/base/memory.h"
#include "engine/base/progress.h"
#include "engine/models/attributes/user_features.h"
#include "engine/models/data_defaults.h"
#include "engine/models/hybrid/features/feature_side.h"
#include "engine/models/hybrid/features/features_model.h"
#include "engine/models/hybrid/features/features_trainer.h"
#include "engine/models/learning/preference_param.h"
#include "engine/models/params/param_table.h"

#include <algorithm>
#include <string>
#include <utility>

namespace tastescope {
namespace {

struct FeaturesSettings : FeatureOptions {
    double itemAttributes = 1;
    double userAttributes = 1;
    bool titles = false;
    PreferenceScale weights = PreferenceScale::Alike;
};

const ParamTable<FeaturesSettings>& table() {
    using Settings = FeaturesSettings;
    static const ParamTable<Settings> all{
        {"factors", "Factors", &Settings::factors, 1, 512, "How many numbers describe a person and an item.",
         inName()},
        {"loss",
         "Loss",
         &Settings::loss,
         {{"warp", RankingLoss::Warp}, {"bpr", RankingLoss::Bpr}},
         "Searches for items that score too high (warp), or compares with any other item (bpr), which is "
         "taken where histories are short unless it is set.",
         byData()},
        {"item_attributes", "Item attributes", &Settings::itemAttributes, 0, 10,
         "How much what is known of items counts beside their own history; 0 leaves it out, and new items "
         "cannot be scored."},
        {"user_attributes", "User attributes", &Settings::userAttributes, 0, 10,
         "How much what is known of people counts beside their own history; 0 leaves it out."},
        {"epochs", "Epochs", &Settings::epochs, 1, 1000, "How often all events are learned, at most.",
         rounds() | notSearched()},
        {"learning_rate", "Learning rate", &Settings::learningRate, 1e-4, 1, "The length of a step.",
         advanced()},
        {"regularization", "Regularisation", &Settings::regularization, 0, 10,
         "Holds all embeddings near zero. Unless it is set: 0.1, and 0.35 for bpr where histories are short.",
         advanced() | byData()},
        {"tries", "Tries", &Settings::tries, 1, 1000,
         "Of warp: how many items are looked at for one that scores too high.",
         advanced() | onlyWith("loss", {"warp"})},
        {"titles", "Titles", &Settings::titles, "Counts the words of titles among what is known of items.",
         advanced()},
        {"patience", "Patience", &Settings::patience, 0, 100,
         "Ends when so many epochs brought nothing for items held back; 0 never ends early and learns those "
         "items too.",
         advanced() | notSearched()},
        preferenceParam(&Settings::weights)};
    return all;
}

// WARP minds the very top, of which short histories say nothing: it falls below what is popular there. So
// does BPR that is held as little as long histories allow. Measured with 2 to 4 events a person (NDCG@10):
// games .279 to .310, artists .036 to .057, books .087 to .119.
std::vector<DataDefault> defaultsFor(const Dataset& dataset, const ParamSet& params) {
    const DataShape shape = shapeOf(dataset.matrix());
    const std::string why = historyText(shape);
    const bool isShort = hasShortHistories(shape);
    std::vector<DataDefault> all{{"loss", std::string(isShort ? "bpr" : "warp"), why}};
    if (isShort && (!params.given("loss") || params.choice("loss") == "bpr")) {
        all.push_back({"regularization", 0.35, why});
    }
    return all;
}

/// About how many features an item has: words of its lists and title, two for a number (content_features.h).
double featuresAnItem(const ItemAttributes& attributes) {
    const AttributeTable& table = attributes.table();
    double features = 0;
    for (const AttributeColumn& column : table.columns) {
        const bool number = column.kind == AttributeKind::Number || column.kind == AttributeKind::Date;
        features += column.kind == AttributeKind::List
                        ? static_cast<double>(column.codes.size()) /
                              static_cast<double>(std::max<std::size_t>(table.rows, 1))
                    : column.name == "title" ? 4
                    : number                 ? 2
                                             : 1;
    }
    return features;
}

Forecast forecast(const Dataset& dataset, const ParamSet& params, int threads) {
    const FeaturesSettings options = table().optionsOf(params);
    const auto factors = static_cast<double>(options.factors);
    const auto users = static_cast<double>(dataset.userCount());
    const auto items = static_cast<double>(dataset.itemCount());
    const auto pairs = static_cast<double>(dataset.matrix().entryCount());
    // Measured: an event with its search, an item's vector after a step, a person placed at the end.
    const double features = options.itemAttributes > 0 ? featuresAnItem(dataset.itemAttributes()) : 0;
    const double epoch = pairs * (1.5e-7 + 2e-9 * factors) +
                         std::min(64 * items, 4 * pairs) * factors * (5.5e-9 + 3e-10 * features);
    const double placing = users * (1e-4 + 4e-6 * factors) + pairs * factors * 5e-8;
    return {1e-4 + (options.epochs * epoch + placing) / std::max(threads, 1),
            featuresBytes(dataset.userCount(), dataset.itemCount(), options.factors)};
}

/// Bytes of a training besides the model: embeddings with their squares, the best ones, events.
std::size_t trainingBytes(const Dataset& dataset, const FeatureOptions& options, const ContentFeatures& items,
                          const ContentFeatures& people) {
    const std::size_t dims = paddedDimensions(options.factors + 1);
    const std::size_t rows = dataset.itemCount() + dataset.userCount();
    return FeatureSide::bytes(items.vectors.rows(), items.terms, items.vectors.entries(), dims) +
           FeatureSide::bytes(people.vectors.rows(), people.terms, people.vectors.entries(), dims) +
           sizeof(float) * rows * 3 * dims + 36 * dataset.matrix().entryCount() +
           preferenceBytes(dataset.matrix());
}

/// Features times `weight`; none at all for 0.
Result<ContentFeatures> scaled(Result<ContentFeatures> features, double weight) {
    if (features) {
        for (float& value : features->vectors.values) {
            value *= static_cast<float>(weight);
        }
    }
    return features;
}

ContentWeights weightsFor(double weight, bool titles) {
    return weight > 0 ? ContentWeights{.title = titles ? 1.0 : 0.0} : ContentWeights{0, 0, 0, 0, 0};
}

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet& params,
                                               const ExecutionContext& context) {
    const FeaturesSettings options = table().optionsOf(fittedParams(featuresInfo(), dataset, params));
    PartProgress ofItems(context, 0, 0.03);
    TRY_ASSIGN(const auto items,
               scaled(contentFeatures(dataset.itemAttributes(), dataset.itemCount(),
                                      weightsFor(options.itemAttributes, options.titles), ofItems.context()),
                      options.itemAttributes));
    PartProgress ofPeople(context, 0.03, 0.05);
    TRY_ASSIGN(const auto people,
               scaled(userFeatures(dataset.userAttributes(), dataset.userCount(),
                                   weightsFor(options.userAttributes, false), ofPeople.context()),
                      options.userAttributes));
    const std::size_t bytes =
        forecast(dataset, params, 1).bytes + trainingBytes(dataset, options, items, people);
    TRY(requireMemory(bytes, "Feature factorisation"));
    const ImplicitMatrix liked =
        implicitMatrixOf(dataset.matrix(), dataset.itemCount(), options.weights, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    PartProgress training(context, 0.05, 0.95);
    TRY_ASSIGN(const auto factors, trainFeatures(liked, items, people, options, training.context()));
    return makeFeaturesModel(liked, factors, options, context);
}

} // namespace

const AlgorithmInfo& featuresInfo() {
    static const AlgorithmInfo info{
        .id = std::string(featuresId),
        .title = "Feature factorisation",
        .family = "hybrid",
        .tagline = "Factors from attributes and events",
        .about =
            "Describes people and items by the sum of all that is known about them, themselves included, "
            "and learns to rank. Scores new items by their attributes.",
        .source =
            "Kula 2015; Weston, Bengio, Usunier 2011; Rendle, Freudenthaler, Gantner, Schmidt-Thieme 2009",
        .effort = 2,
        .personal = true,
        .scoresNewItems = true,
        .knowsNewPeople = true,
        .params = table().specs(),
        .fit = fit,
        .load = loadFeaturesModel,
        .forecast = forecast,
        .defaults = defaultsFor};
    return info;
}

} // namespace tastescope
