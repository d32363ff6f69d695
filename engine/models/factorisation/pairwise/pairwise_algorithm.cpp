// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/pairwise/pairwise_algorithm.h"

#include "engine/base/memory.h"
#include "engine/models/factorisation/pairwise/pairwise_model.h"
#include "engine/models/model_shape.h"

#include <algorithm>
#include <utility>

namespace tastescope {

std::vector<ParamSpec> pairwiseParams(const PairwiseOptions& standard) {
    return {{.name = "factors",
             .title = "Factors",
             .type = ParamType::Integer,
             .standard = static_cast<std::int64_t>(standard.factors),
             .low = 1,
             .high = 512,
             .logarithmic = true,
             .help = "How many hidden traits describe a person and an item."},
            {.name = "epochs",
             .title = "Epochs",
             .type = ParamType::Integer,
             .standard = std::int64_t{standard.epochs},
             .low = 1,
             .high = 1000,
             .logarithmic = true,
             .help = "How often training goes through all that people chose."},
            {.name = "learning_rate",
             .title = "Learning rate",
             .type = ParamType::Real,
             .standard = standard.learningRate,
             .low = 1e-4,
             .high = 0.5,
             .logarithmic = true,
             .help = "How far one pair moves the vectors; too much of it never settles.",
             .searchLow = 0.02,
             .searchHigh = 0.3},
            {.name = "regularization",
             .title = "Regularisation",
             .type = ParamType::Real,
             .standard = standard.regularization,
             .low = 1e-6,
             .high = 1,
             .logarithmic = true,
             .help = "Holds the vectors short, at every step; more of it generalises more and fits less.",
             .searchLow = 1e-3,
             .searchHigh = 0.1}};
}

std::vector<ParamSpec> advancedPairwiseParams(const PairwiseOptions& standard) {
    return {{.name = "bias_regularization",
             .title = "Regularisation of biases",
             .type = ParamType::Real,
             .standard = standard.biasRegularization,
             .low = 0,
             .high = 1,
             .help = "The same for what makes an item popular with everybody.",
             .advanced = true,
             .searchLow = 0,
             .searchHigh = 0.05},
            {.name = "final_rate",
             .title = "Rate at the end",
             .type = ParamType::Real,
             .standard = standard.finalRate,
             .low = 0,
             .high = 1,
             .help = "The learning rate falls evenly to this share of itself; 1 keeps it, as published.",
             .advanced = true},
            {.name = "validation",
             .title = "Share held back",
             .type = ParamType::Real,
             .standard = standard.validation,
             .low = 0,
             .high = 0.5,
             .help = "This share of the pairs is not trained on but chooses the best epoch; 0 trains on all.",
             .advanced = true,
             .searchLow = standard.validation,
             .searchHigh = standard.validation},
            {.name = "patience",
             .title = "Patience",
             .type = ParamType::Integer,
             .standard = std::int64_t{standard.patience},
             .low = 0,
             .high = 100,
             .help = "With a share held back: ends after so many epochs that brought nothing; 0 never does.",
             .advanced = true,
             .searchLow = standard.patience,
             .searchHigh = standard.patience}};
}

PairwiseOptions pairwiseOptionsOf(const ParamSet& params) {
    PairwiseOptions options;
    options.factors = static_cast<std::size_t>(params.integer("factors"));
    options.epochs = static_cast<int>(params.integer("epochs"));
    options.learningRate = params.real("learning_rate");
    options.regularization = params.real("regularization");
    options.biasRegularization = params.real("bias_regularization");
    options.finalRate = params.real("final_rate");
    options.validation = params.real("validation");
    options.patience = static_cast<int>(params.integer("patience"));
    return options;
}

Forecast pairwiseForecast(const Dataset& dataset, const PairwiseOptions& options, int threads, double step,
                          double each) {
    const auto factors = static_cast<double>(options.factors);
    const auto pairs = static_cast<double>(dataset.matrix().entryCount());
    const auto users = static_cast<double>(dataset.userCount());
    const auto items = static_cast<double>(dataset.itemCount());
    // Measured: seconds of a step, of an item's way into a block, and of the fold of every person.
    const double epoch = pairs * (step + factors * each);
    const double folds = pairs * factors * factors * 1.5e-11 + users * factors * factors * factors * 2e-11;
    return {(options.epochs * epoch + folds) / std::max(threads, 1) + 1e-8 * items * options.epochs +
                1e-8 * (users + items) * factors,
            pairwiseModelBytes({dataset.userCount(), dataset.itemCount()}, options.factors)};
}

Result<std::shared_ptr<const Recommender>> fitPairs(std::string_view id, std::string_view title,
                                                    const Dataset& dataset, const PairwiseOptions& options,
                                                    const ExecutionContext& context) {
    const ModelShape shape{dataset.userCount(), dataset.itemCount()};
    const std::size_t needed =
        pairwiseModelBytes(shape, options.factors) +
        pairwiseTrainingBytes(shape.users, shape.items, dataset.matrix().entryCount(), options.factors);
    TRY(requireMemory(needed, title));
    TRY_ASSIGN(auto factors, trainPairs(dataset.matrix(), shape.users, shape.items, options, context));
    return makePairwiseModel(id, std::move(factors), shape);
}

} // namespace tastescope
