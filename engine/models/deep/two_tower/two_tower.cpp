// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/deep/two_tower/two_tower.h"

#include "engine/base/memory.h"
#include "engine/base/progress.h"
#include "engine/models/attributes/content_features.h"
#include "engine/models/attributes/user_features.h"
#include "engine/models/deep/two_tower/two_tower_model.h"
#include "engine/models/deep/two_tower/two_tower_trainer.h"
#include "engine/models/params/param_table.h"

#include <algorithm>
#include <string>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t shards = 8;
constexpr double readingShare = 0.02; ///< of the progress

struct TwoTowerSettings : TwoTowerOptions {
    bool attributes = true;
};

const ParamTable<TwoTowerSettings>& table() {
    using Settings = TwoTowerSettings;
    const auto shape = [](auto member) { return nested(&Settings::shape, member); };
    static const ParamTable<Settings> all{
        {"dimensions", "Dimensions", shape(&TwoTowerShape::dimensions), 1, 512,
         "How many numbers describe a person and an item."},
        {"epochs", "Epochs", &Settings::epochs, 1, 1000, "How often all events are learned, at most.",
         rounds() | notSearched()},
        {"dropout", "Dropout", &Settings::dropout, 0, 0.9,
         "The share of a person's signals that are silenced while learning."},
        {"attributes", "Attributes", &Settings::attributes,
         "Learns from what items and people are, too: needed to score new items."},
        {"hidden", "Hidden units", shape(&TwoTowerShape::hidden), 1, 4096, "Width of the network of a tower.",
         advanced()},
        {"learning_rate", "Learning rate", &Settings::learningRate, 1e-5, 0.1, "The length of a step.",
         advanced()},
        {"score",
         "Score",
         shape(&TwoTowerShape::cosine),
         {{"cosine", true}, {"dot", false}},
         "The cosine of the angle between the two vectors, or their product.",
         advanced()},
        {"temperature", "Temperature", shape(&TwoTowerShape::temperature), 0.005, 2,
         "For cosines: less of it tells near vectors apart more sharply.",
         advanced() | onlyWith("score", {"cosine"})},
        {"id_dropout", "Known by attributes", &Settings::idDropout, 0, 0.9,
         "How often an item is learned by its attributes alone, which prepares for new items.",
         advanced() | onlyWith("attributes", {"true"})},
        {"popularity_correction", "Popularity correction", &Settings::popularityCorrection,
         "Corrects for popular items being met more often among those of a batch.", advanced()},
        {"batch", "Batch", &Settings::batch, 256, 65536, "Events a step; fewer where there is little data.",
         advanced() | notSearched()},
        {"patience", "Patience", &Settings::patience, 0, 100,
         "Ends when so many epochs brought nothing for each person's last item; 0 never ends early and "
         "learns that item too.",
         advanced() | notSearched()}};
    return all;
}

Forecast forecast(const Dataset& dataset, const ParamSet& params, int threads) {
    const TwoTowerSettings options = table().optionsOf(params);
    const auto d = static_cast<double>(options.shape.dimensions);
    const auto hidden = static_cast<double>(options.shape.hidden);
    const auto items = static_cast<double>(dataset.itemCount());
    const auto users = static_cast<double>(dataset.userCount());
    const auto events = static_cast<double>(dataset.events().size());
    const double shard = static_cast<double>(options.batch) / shards;
    // Multiplications and additions of forward and backward at the measured rate of a thread.
    const double flops = 6 * d * (4 * hidden + std::min(shard, events / (16 * shards)));
    const double epoch = events * flops / 7e10 + events * d * 2e-9 + items * d * 1e-9;
    const double values = 2 * (2 * d * hidden + d + hidden) + items * (2 * d + 1) + users * (d + 1);
    // Early stopping ends most trainings halfway.
    return {0.5 * options.epochs * epoch / std::max(threads, 1) + 1e-6 * users,
            static_cast<std::size_t>(values * sizeof(float))};
}

/// Bytes of a training: weights, the best ones and two moments for each row of the table; sequences; places.
std::size_t trainingBytes(const Dataset& dataset, const TwoTowerOptions& options,
                          const TowerAttributes& attributes) {
    const std::size_t rows = dataset.itemCount() + attributes.itemTerms + attributes.userTerms;
    const std::size_t activations = options.batch * (8 * options.shape.dimensions + 2 * options.shape.hidden);
    const std::size_t tiles =
        shards * std::max<std::size_t>(options.batch / shards * 128, std::size_t{1} << 18);
    return sizeof(float) * (rows * (6 * options.shape.dimensions + 2 * shards) + activations + tiles) +
           24 * dataset.events().size();
}

Result<TowerAttributes> attributesOf(const Dataset& dataset, bool used, const ExecutionContext& context) {
    const ContentWeights weights = used ? ContentWeights{} : ContentWeights{0, 0, 0, 0, 0};
    PartProgress ofItems(context, 0, 0.5);
    TRY_ASSIGN(auto items,
               contentFeatures(dataset.itemAttributes(), dataset.itemCount(), weights, ofItems.context()));
    PartProgress ofUsers(context, 0.5, 1);
    TRY_ASSIGN(auto users,
               userFeatures(dataset.userAttributes(), dataset.userCount(), weights, ofUsers.context()));
    return TowerAttributes{std::move(items.vectors), items.terms, std::move(users.vectors), users.terms};
}

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet& params,
                                               const ExecutionContext& context) {
    const TwoTowerSettings options = table().optionsOf(params);
    PartProgress reading(context, 0, readingShare);
    TRY_ASSIGN(const auto attributes, attributesOf(dataset, options.attributes, reading.context()));
    const std::size_t bytes =
        forecast(dataset, params, 1).bytes + trainingBytes(dataset, options, attributes);
    TRY(requireMemory(bytes, "Two towers"));
    const ItemSequences sequences = itemSequences(dataset, Repeats::Last, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    PartProgress training(context, readingShare, 1);
    TRY_ASSIGN(const auto weights,
               trainTwoTower(sequences, attributes, dataset.itemCount(), options, training.context()));
    return makeTwoTowerModel(dataset, options.shape, attributes, weights, context);
}

} // namespace

const AlgorithmInfo& twoTowerInfo() {
    static const AlgorithmInfo info{
        .id = std::string(twoTowerId),
        .title = "Two towers",
        .family = "deep",
        .tagline = "Networks meet in vectors",
        .about = "Two networks turn people and items, with all that is known of them, into vectors that are "
                 "close where one likes the other. Scores new items.",
        .source = "Yi, Yang, Hong, Cheng, Heldt, Kumthekar, Zhao, Wei, Chi 2019",
        .effort = 3,
        .personal = true,
        .scoresNewItems = true,
        .knowsNewPeople = true,
        .hybridPlace = 120,
        .params = table().specs(),
        .fit = fit,
        .load = loadTwoTowerModel,
        .forecast = forecast};
    return info;
}

} // namespace tastescope
