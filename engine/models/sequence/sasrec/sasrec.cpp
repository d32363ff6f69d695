// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/sequence/sasrec/sasrec.h"

#include "engine/base/memory.h"
#include "engine/models/param_specs.h"
#include "engine/models/sequence/sasrec/sasrec_model.h"
#include "engine/models/sequence/sasrec/sasrec_trainer.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t unorderedViews = 8;    ///< of a history in which order means nothing
constexpr std::size_t wholeCatalogue = 8000; ///< up to so many items the full softmax is the default

SasRecLoss lossOf(const std::string& name, std::size_t items) {
    if (name == "softmax" || (name == "auto" && items <= wholeCatalogue)) {
        return SasRecLoss::Softmax;
    }
    return name == "gbce" ? SasRecLoss::Calibrated : SasRecLoss::Sampled;
}

Result<SasRecOptions> optionsOf(const Dataset& dataset, const ParamSet& params) {
    const auto count = [&](const char* name) { return static_cast<std::size_t>(params.integer(name)); };
    SasRecOptions options;
    options.shape = {.items = dataset.itemCount(),
                     .dimensions = count("dimensions"),
                     .blocks = count("blocks"),
                     .heads = count("heads"),
                     .length = count("length"),
                     .positions = params.choice("order") == "time" && dataset.events().hasTimes()};
    options.epochs = static_cast<int>(params.integer("epochs"));
    options.patience = static_cast<int>(params.integer("patience"));
    options.batch = count("batch");
    options.learningRate = params.real("learning_rate");
    options.dropout = params.real("dropout");
    options.loss = lossOf(params.choice("loss"), dataset.itemCount());
    options.negatives = count("negatives");
    options.calibration = params.real("calibration");
    if (options.shape.dimensions % options.shape.heads != 0) {
        return Error{ErrorCode::InvalidArgument, "The dimensions cannot be shared among the heads",
                     "Choose a number of heads that divides the dimensions", "sasrec"};
    }
    return options;
}

Forecast forecast(const Dataset& dataset, const ParamSet& params, int threads) {
    const auto d = static_cast<double>(params.integer("dimensions"));
    const auto length = static_cast<double>(params.integer("length"));
    const auto blocks = static_cast<double>(params.integer("blocks"));
    const auto items = static_cast<double>(dataset.itemCount());
    const auto users = static_cast<double>(dataset.userCount());
    const auto tokens = static_cast<double>(dataset.events().size());
    const SasRecLoss loss = lossOf(params.choice("loss"), dataset.itemCount());
    const double candidates =
        loss == SasRecLoss::Softmax ? items : static_cast<double>(params.integer("negatives"));
    // Multiplications and additions of forward and backward, at the measured rate of a thread; the last
    // term is the optimiser's way through the table and the network.
    const double flops = 6 * d * (candidates + blocks * (6 * d + 2 * length));
    const double steps = 16 + tokens / (length * static_cast<double>(params.integer("batch")));
    const double epoch = tokens * flops / 9e10 + steps * (blocks * d * d + items * d) * 1e-8;
    const double values = blocks * (6 * d * d + 9 * d) + (length + 2) * d + (items + 1 + users) * (d + 1);
    // Early stopping ends most trainings halfway.
    return {0.5 * static_cast<double>(params.integer("epochs")) * epoch / std::max(threads, 1) + 1e-6 * users,
            static_cast<std::size_t>(values * sizeof(float))};
}

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet& params,
                                               const ExecutionContext& context) {
    const Result<SasRecOptions> options = optionsOf(dataset, params);
    if (!options) {
        return options.error();
    }
    const std::size_t bytes =
        forecast(dataset, params, 1).bytes + sasRecTrainingBytes(*options, dataset.events().size());
    TRY(requireMemory(bytes, "SASRec"));
    context.report(0, "Reading sequences");
    ItemSequences sequences = itemSequences(dataset, Repeats::Last, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    if (!options->shape.positions) {
        forgetOrder(sequences, context.seed);
    }
    TRY_ASSIGN(auto weights, trainSasRec(sequences, *options, context));
    return makeSasRecModel(dataset, options->shape, options->shape.positions ? 1 : unorderedViews,
                           std::move(weights), context);
}

std::vector<ParamSpec> params() {
    return {
        wholeParam("dimensions", "Dimensions", 64, 1, 512, "How many numbers describe an item.", false),
        wholeParam("length", "Sequence length", 50, 1, 512, "How many of the latest items are looked at.",
                   false),
        wholeParam("epochs", "Epochs", 50, 1, 1000, "How often all sequences are learned, at most.", false),
        {.name = "dropout",
         .title = "Dropout",
         .type = ParamType::Real,
         .standard = 0.2,
         .low = 0,
         .high = 0.9,
         .help = "The share of signals that are silenced while learning; more of "
                 "it generalises more."},
        {.name = "order",
         .title = "Order",
         .type = ParamType::Choice,
         .standard = std::string("time"),
         .choices = {"time", "none"},
         .help = "What is predicted: what comes next in time, or, with the order forgotten and shuffled anew "
                 "in every epoch, anything else a person may like."},
        {.name = "learning_rate",
         .title = "Learning rate",
         .type = ParamType::Real,
         .standard = 3e-3,
         .low = 1e-5,
         .high = 0.1,
         .logarithmic = true,
         .help = "The length of a step.",
         .advanced = true},
        wholeParam("blocks", "Blocks", 2, 1, 8, "Layers of attention.", true),
        wholeParam("heads", "Heads", 1, 1, 16, "Parts that attend by themselves; divides the dimensions.",
                   true),
        wholeParam("batch", "Batch", 128, 8, 512, "Sequences a step; fewer where there is little data.",
                   true),
        wholeParam("patience", "Patience", 4, 0, 100,
                   "Ends when so many epochs brought nothing for each person's last "
                   "item; 0 never ends early "
                   "and learns that item too.",
                   true),
        {.name = "loss",
         .title = "Loss",
         .type = ParamType::Choice,
         .standard = std::string("auto"),
         .choices = {"auto", "softmax", "sampled", "gbce"},
         .help = "Cross-entropy over all items, over sampled ones, or calibrated "
                 "binary cross-entropy; "
                 "auto samples from 8,000 items on.",
         .advanced = true},
        wholeParam("negatives", "Sampled items", 512, 1, 8192,
                   "How many items compete with the next one, where they are sampled.", true),
        {.name = "calibration",
         .title = "Calibration",
         .type = ParamType::Real,
         .standard = 0.75,
         .low = 0,
         .high = 1,
         .help = "For gbce: 0 is overconfident as plain sampling makes it, 1 as "
                 "if nothing were sampled.",
         .advanced = true}};
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
                                    .params = params(),
                                    .fit = fit,
                                    .load = loadSasRecModel,
                                    .forecast = forecast};
    return info;
}

} // namespace tastescope
