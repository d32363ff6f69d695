// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/pairwise/pairwise_algorithm.h"

#include "engine/base/memory.h"
#include "engine/models/factorisation/pairwise/pairwise_model.h"
#include "engine/models/model_shape.h"

#include <algorithm>
#include <utility>

namespace tastescope {

ParamTable<PairwiseOptions> pairwiseTable(const PairwiseOptions& standard, BoundParam<PairwiseOptions> own) {
    using Options = PairwiseOptions;
    return {
        standard,
        {{"factors", "Factors", &Options::factors, 1, 512,
          "How many hidden traits describe a person and an item.", inName()},
         {"epochs", "Epochs", &Options::epochs, 1, 1000,
          "How often training goes through all that people chose.", rounds() | byData()},
         {"learning_rate", "Learning rate", &Options::learningRate, 1e-4, 0.5,
          "How far one pair moves the vectors; too much of it never settles.", byData()},
         {"regularization", "Regularisation", &Options::regularization, 1e-6, 1,
          "Holds the vectors short, at every step; more of it generalises more and fits less.", byData()},
         std::move(own),
         {"bias_regularization", "Regularisation of biases", &Options::biasRegularization, 0, 1,
          "The same for what makes an item popular with everybody.", advanced()},
         {"final_rate", "Rate at the end", &Options::finalRate, 0, 1,
          "The learning rate falls evenly to this share of itself; 1 keeps it, as published.", advanced()},
         {"validation", "Share held back", &Options::validation, 0, 0.5,
          "This share of the pairs is not trained on but chooses the best epoch; 0 trains on all.",
          advanced() | notSearched()},
         {"patience", "Patience", &Options::patience, 0, 100,
          "With a share held back: ends after so many epochs that brought nothing; 0 never does.",
          advanced() | notSearched()}}};
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
    return {(options.epochs * epoch + folds) / std::max(threads, 1) + 2e-7 * items * options.epochs +
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
