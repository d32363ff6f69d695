// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/sequence/sasrec/sasrec.h"

#include "engine/base/memory.h"
#include "engine/models/data_defaults.h"
#include "engine/models/params/param_table.h"
#include "engine/models/sequence/sasrec/sasrec_model.h"
#include "engine/models/sequence/sasrec/sasrec_trainer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t unorderedViews = 8; ///< of a history in which order means nothing
// The full softmax is the default up to so many items, and beyond them as long as items times events are no
// more: sampling costs a quarter of the accuracy, and is worth it where hours are saved alone.
constexpr double wholeCatalogue = 8000;
constexpr double wholeWork = 1e10;

struct SasRecSettings : SasRecOptions {
    std::optional<SasRecLoss> chosenLoss; ///< nothing: by the number of items
};

const ParamTable<SasRecSettings>& table() {
    using Settings = SasRecSettings;
    const auto shape = [](auto member) { return nested(&Settings::shape, member); };
    static const ParamTable<Settings> all{
        {"dimensions", "Dimensions", shape(&SasRecShape::dimensions), 1, 512,
         "How many numbers describe an item."},
        {"length", "Sequence length", shape(&SasRecShape::length), 1, 512,
         "How many of the latest items are looked at."},
        {"epochs", "Epochs", &Settings::epochs, 1, 1000, "How often all sequences are learned, at most.",
         rounds() | notSearched()},
        {"dropout", "Dropout", &Settings::dropout, 0, 0.9,
         "The share of signals that are silenced while learning; more of it generalises more."},
        {"order",
         "Order",
         shape(&SasRecShape::positions),
         {{"time", true}, {"none", false}},
         "What is predicted: what comes next in time, or, with the order forgotten and shuffled anew in "
         "every epoch, anything else a person may like."},
        {"learning_rate", "Learning rate", &Settings::learningRate, 1e-5, 0.1, "The length of a step.",
         advanced()},
        {"blocks", "Blocks", shape(&SasRecShape::blocks), 1, 8, "Layers of attention.",
         advanced() | searchedIn(1, 3)},
        {"heads", "Heads", shape(&SasRecShape::heads), 1, 16,
         "Parts that attend by themselves; divides the dimensions.", advanced() | notSearched()},
        {"batch", "Batch", &Settings::batch, 8, 512, "Sequences a step; fewer where there is little data.",
         advanced() | notSearched()},
        {"patience", "Patience", &Settings::patience, 0, 100,
         "Ends when so many epochs brought nothing for each person's last item; 0 never ends early and "
         "learns that item too.",
         advanced() | notSearched()},
        {"loss",
         "Loss",
         &Settings::chosenLoss,
         {{"auto", std::nullopt},
          {"softmax", SasRecLoss::Softmax},
          {"sampled", SasRecLoss::Sampled},
          {"gbce", SasRecLoss::Calibrated}},
         "Cross-entropy over all items, over sampled ones, or calibrated binary cross-entropy; auto samples "
         "where items times events are more than ten thousand million, and never up to 8,000 items.",
         advanced() | byData() | searchedAmong({"softmax", "sampled", "gbce"})},
        {"negatives", "Sampled items", &Settings::negatives, 1, 8192,
         "How many items compete with the next one, where they are sampled.",
         advanced() | onlyWith("loss", {"sampled", "gbce"})},
        {"calibration", "Calibration", &Settings::calibration, 0, 1,
         "For gbce: 0 is overconfident as plain sampling makes it, 1 as if nothing were sampled.",
         advanced() | onlyWith("loss", {"gbce"})}};
    return all;
}

bool scoresAll(const Dataset& dataset) {
    const auto items = static_cast<double>(dataset.itemCount());
    return items <= wholeCatalogue || items * static_cast<double>(dataset.events().size()) <= wholeWork;
}

std::vector<DataDefault> defaultsFor(const Dataset& dataset, const ParamSet&) {
    return {{"loss", std::string(scoresAll(dataset) ? "softmax" : "sampled"),
             fmt::format("{} items and {} events", dataset.itemCount(), dataset.events().size())}};
}

/// With what the data decides.
SasRecOptions optionsOf(const Dataset& dataset, const ParamSet& params) {
    SasRecSettings settings = table().optionsOf(params);
    settings.shape.items = dataset.itemCount();
    settings.shape.positions = settings.shape.positions && dataset.events().hasTimes();
    settings.loss =
        settings.chosenLoss.value_or(scoresAll(dataset) ? SasRecLoss::Softmax : SasRecLoss::Sampled);
    return settings;
}

/// Epochs until early stopping ends the training. The more events an item has the later it is learned by
/// heart, and later still where the order is another in every epoch. Measured on ten trainings; three times
/// too long where thousands of items have two or three events each, whose best epoch is the first.
double forecastEpochs(const Dataset& dataset, const SasRecOptions& options) {
    if (options.patience == 0) {
        return options.epochs;
    }
    const double best =
        (options.shape.positions ? 2.9 : 5.2) * std::pow(shapeOf(dataset.matrix()).perItem(), 0.66);
    return std::min(static_cast<double>(options.epochs), std::ceil(best) + options.patience);
}

Forecast forecast(const Dataset& dataset, const ParamSet& params, int threads) {
    const SasRecOptions options = optionsOf(dataset, params);
    const auto d = static_cast<double>(options.shape.dimensions);
    const auto length = static_cast<double>(options.shape.length);
    const auto blocks = static_cast<double>(options.shape.blocks);
    const auto items = static_cast<double>(dataset.itemCount());
    const auto users = static_cast<double>(dataset.userCount());
    const auto tokens = static_cast<double>(dataset.events().size());
    const double candidates =
        options.loss == SasRecLoss::Softmax ? items : static_cast<double>(options.negatives);
    // Multiplications and additions of forward and backward, at the measured rate of a thread; the last
    // term is the optimiser's way through the table and the network.
    const double flops = 6 * d * (candidates + blocks * (6 * d + 2 * length));
    const double steps = 16 + tokens / (length * static_cast<double>(options.batch));
    const double epoch = tokens * flops / 6e10 + steps * (blocks * d * d + items * d) * 1e-8;
    const double values = blocks * (6 * d * d + 9 * d) + (length + 2) * d + (items + 1 + users) * (d + 1);
    return {forecastEpochs(dataset, options) * epoch / std::max(threads, 1) + 1e-6 * users,
            static_cast<std::size_t>(values * sizeof(float))};
}

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet& params,
                                               const ExecutionContext& context) {
    const SasRecOptions options = optionsOf(dataset, params);
    if (options.shape.dimensions % options.shape.heads != 0) {
        return Error{ErrorCode::InvalidArgument, "The dimensions cannot be shared among the heads",
                     "Choose a number of heads that divides the dimensions", "sasrec"};
    }
    const std::size_t bytes =
        forecast(dataset, params, 1).bytes + sasRecTrainingBytes(options, dataset.events().size());
    TRY(requireMemory(bytes, "SASRec"));
    context.report(0, "Reading sequences");
    ItemSequences sequences = itemSequences(dataset, Repeats::Last, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    if (!options.shape.positions) {
        forgetOrder(sequences, context.seed);
    }
    TRY_ASSIGN(auto weights, trainSasRec(sequences, options, context));
    return makeSasRecModel(dataset, options.shape, options.shape.positions ? 1 : unorderedViews,
                           std::move(weights), context);
}

} // namespace

const AlgorithmInfo& sasRecInfo() {
    static const AlgorithmInfo info{.id = std::string(sasRecId),
                                    .title = "SASRec",
                                    .family = "sequence",
                                    .tagline = "A transformer reads on",
                                    .about = "A transformer reads the latest items in order and predicts the "
                                             "next one. The strongest "
                                             "where the order of events matters.",
                                    .source = "Kang, McAuley 2018; Klenitskiy, Vasilev 2023; Petrov, "
                                              "Macdonald 2023",
                                    .effort = 4,
                                    .personal = true,
                                    .scoresNewItems = false,
                                    .hybridPlace = 130,
                                    .params = table().specs(),
                                    .fit = fit,
                                    .load = loadSasRecModel,
                                    .forecast = forecast,
                                    .defaults = defaultsFor};
    return info;
}

} // namespace tastescope
