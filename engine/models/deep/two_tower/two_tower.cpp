// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/deep/two_tower/two_tower.h"

#include "engine/base/memory.h"
#include "engine/base/progress.h"
#include "engine/models/content/content_features.h"
#include "engine/models/content/user_features.h"
#include "engine/models/deep/two_tower/two_tower_model.h"
#include "engine/models/deep/two_tower/two_tower_trainer.h"
#include "engine/models/param_specs.h"

#include <algorithm>
#include <string>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t shards = 8;
constexpr double readingShare = 0.02; ///< of the progress

TwoTowerOptions optionsOf(const ParamSet& params) {
    TwoTowerOptions options;
    options.shape = {.dimensions = static_cast<std::size_t>(params.integer("dimensions")),
                     .hidden = static_cast<std::size_t>(params.integer("hidden")),
                     .cosine = params.choice("score") == "cosine",
                     .temperature = params.real("temperature")};
    options.epochs = static_cast<int>(params.integer("epochs"));
    options.patience = static_cast<int>(params.integer("patience"));
    options.batch = static_cast<std::size_t>(params.integer("batch"));
    options.learningRate = params.real("learning_rate");
    options.dropout = params.real("dropout");
    options.idDropout = params.real("id_dropout");
    options.popularityCorrection = params.flag("popularity_correction");
    return options;
}

Forecast forecast(const Dataset& dataset, const ParamSet& params, int threads) {
    const auto d = static_cast<double>(params.integer("dimensions"));
    const auto hidden = static_cast<double>(params.integer("hidden"));
    const auto items = static_cast<double>(dataset.itemCount());
    const auto users = static_cast<double>(dataset.userCount());
    const auto events = static_cast<double>(dataset.events().size());
    const double shard = static_cast<double>(params.integer("batch")) / shards;
    // Multiplications and additions of forward and backward at the measured rate of a thread.
    const double flops = 6 * d * (4 * hidden + std::min(shard, events / (16 * shards)));
    const double epoch = events * flops / 6e10 + events * d * 2e-9 + items * d * 1e-9;
    const double values = 2 * (2 * d * hidden + d + hidden) + items * (2 * d + 1) + users * (d + 1);
    // Early stopping ends most trainings halfway.
    return {0.5 * static_cast<double>(params.integer("epochs")) * epoch / std::max(threads, 1) + 1e-6 * users,
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
    const TwoTowerOptions options = optionsOf(params);
    PartProgress reading(context, 0, readingShare);
    TRY_ASSIGN(const auto attributes, attributesOf(dataset, params.flag("attributes"), reading.context()));
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

ParamSpec flag(const char* name, const char* title, const char* help, bool advanced) {
    return {.name = name,
            .title = title,
            .type = ParamType::Flag,
            .standard = true,
            .help = help,
            .advanced = advanced};
}

std::vector<ParamSpec> params() {
    return {
        wholeParam("dimensions", "Dimensions", 64, 1, 512, "How many numbers describe a person and an item.",
                   false),
        wholeParam("epochs", "Epochs", 50, 1, 1000, "How often all events are learned, at most.", false),
        realParam("dropout", "Dropout", 0.2, 0, 0.9,
                  "The share of a person's signals that are silenced while learning.", false),
        flag("attributes", "Attributes",
             "Learns from what items and people are, too: needed to score new items.", false),
        wholeParam("hidden", "Hidden units", 128, 1, 4096, "Width of the network of a tower.", true),
        realParam("learning_rate", "Learning rate", 2e-3, 1e-5, 0.1, "The length of a step.", true),
        {.name = "score",
         .title = "Score",
         .type = ParamType::Choice,
         .standard = std::string("cosine"),
         .choices = {"cosine", "dot"},
         .help = "The cosine of the angle between the two vectors, or their product.",
         .advanced = true},
        realParam("temperature", "Temperature", 0.1, 0.005, 2,
                  "For cosines: less of it tells near vectors apart more sharply.", true),
        realParam("id_dropout", "Known by attributes", 0.1, 0, 0.9,
                  "How often an item is learned by its attributes alone, which prepares for new items.",
                  true),
        flag("popularity_correction", "Popularity correction",
             "Corrects for popular items being met more often among those of a batch.", true),
        wholeParam("batch", "Batch", 4096, 256, 65536, "Events a step; fewer where there is little data.",
                   true),
        wholeParam("patience", "Patience", 3, 0, 100,
                   "Ends when so many epochs brought nothing for each person's last item; 0 never ends early "
                   "and learns that item too.",
                   true)};
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
        .params = params(),
        .fit = fit,
        .load = loadTwoTowerModel,
        .forecast = forecast};
    return info;
}

} // namespace tastescope
