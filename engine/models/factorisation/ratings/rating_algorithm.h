// SPDX-License-Identifier: GPL-3.0-or-later
// What the factorisations of ratings declare, forecast, train and load the same way: each is its options, a
// training and a way to fold a history in.
#pragma once

#include "engine/base/memory.h"
#include "engine/models/algorithm.h"
#include "engine/models/data_defaults.h"
#include "engine/models/factorisation/ratings/rating_model.h"
#include "engine/models/factorisation/ratings/rating_training.h"
#include "engine/models/params/param_table.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

namespace tastescope {

/// The parameters that several of them have.
template <typename Options>
BoundParam<Options> ratingFactorsParam() {
    return {"factors", "Factors", &Options::factors,
            1,         512,       "How many hidden traits describe a person and an item.",
            inName()};
}
template <typename Options>
BoundParam<Options> ratingEpochsParam() {
    return {"epochs", "Epochs", &Options::epochs, 1, 1000, "How often training goes through all ratings.",
            rounds()};
}
template <typename Options>
BoundParam<Options> ratingLearningRateParam() {
    return {"learning_rate",
            "Learning rate",
            &Options::learningRate,
            1e-4,
            0.5,
            "How far one rating moves the vectors; too much of it never settles."};
}
template <typename Options>
BoundParam<Options> ratingRegularizationParam() {
    return {"regularization",
            "Regularisation",
            &Options::regularization,
            1e-4,
            10,
            "Holds the vectors short, per rating and in units of the ratings' own spread; more of it "
            "generalises more and fits less.",
            byData()};
}
template <typename Options>
BoundParam<Options> ratingBiasRegularizationParam() {
    return {"bias_regularization",
            "Regularisation of biases",
            &Options::biasRegularization,
            1e-4,
            10,
            "The same for what is typical of a person or an item as such.",
            advanced()};
}
template <typename Options>
BoundParam<Options> ratingDecayParam() {
    return {"decay",
            "Decay of the rate",
            &Options::decay,
            0,
            10,
            "The learning rate falls as 1 / (1 + decay · epoch); 0 keeps it.",
            advanced() | searchedIn(0.01, 0.2)};
}
/// A search judges by a validation part of its own: to hold back more only takes data away.
template <typename Options>
BoundParam<Options> ratingValidationParam() {
    return {"validation",
            "Share held back",
            &Options::validation,
            0,
            0.5,
            "This share of the ratings is not trained on but chooses the best epoch; 0 trains on all.",
            advanced() | notSearched()};
}

/// The regularisation that suits so many ratings an item, `most` at the highest: what many have rated needs
/// less of it.
double ratingRegularization(const DataShape& shape, double most);
/// "47 ratings an item"
std::string ratingsAnItem(const DataShape& shape);

/// What the time of a training depends on.
struct RatingSize {
    double ratings = 0;
    double users = 0;
    double items = 0;
    double factors = 0;

    /// Measured: seconds of the least squares that end a training for every person.
    double ridgeSeconds() const {
        return ratings * factors * factors * 1.5e-11 + users * factors * factors * factors * 2e-11;
    }
};
/// Measured seconds: those that threads share, and the rest.
struct RatingSeconds {
    double shared = 0;
    double alone = 0;
};

/// The algorithm of a `Kind`, which has:
///   using Options              `factors` among them
///   id, title                  literals
///   fold                       how a history becomes a person
///   implied                    whether items have a second vector
///   train                      ratings, numbers of users and items, options, context → Result<RatingFactors>
///   table()                    the parameters of Options
///   secondsOf(options, size)
/// and, where parameters follow from the data, defaultsFor(shape).
/// `info` says what it says of itself; its parameters and what it does are filled in.
template <typename Kind>
AlgorithmInfo ratingAlgorithm(AlgorithmInfo info) {
    info.params = Kind::table().specs();
    if constexpr (requires { Kind::defaultsFor(DataShape()); }) {
        info.defaults = [](const Dataset& dataset, const ParamSet&) {
            return Kind::defaultsFor(shapeOf(dataset.matrix()));
        };
    }
    // Only what stands for parameters that nobody set is asked of it below.
    const AlgorithmInfo declared = info;
    info.fit = [declared](const Dataset& dataset, const ParamSet& params,
                          const ExecutionContext& context) -> Result<std::shared_ptr<const Recommender>> {
        const typename Kind::Options options =
            Kind::table().optionsOf(fittedParams(declared, dataset, params));
        TRY(requireMemory(ratingTrainingBytes(dataset, options.factors, Kind::implied), Kind::title));
        TRY_ASSIGN(auto factors, Kind::train(ratingsOf(dataset, context), dataset.userCount(),
                                             dataset.itemCount(), options, context));
        return makeRatingModel(Kind::id, Kind::fold, std::move(factors));
    };
    info.load = [](const ModelArchive& archive, const Dataset& dataset) {
        return loadRatingModel(Kind::id, Kind::fold, Kind::implied, archive, dataset);
    };
    info.forecast = [](const Dataset& dataset, const ParamSet& params, int threads) {
        const typename Kind::Options options = Kind::table().optionsOf(params);
        const RatingSeconds seconds = Kind::secondsOf(
            options,
            {static_cast<double>(dataset.matrix().entryCount()), static_cast<double>(dataset.userCount()),
             static_cast<double>(dataset.itemCount()), static_cast<double>(options.factors)});
        return Forecast{seconds.shared / std::max(threads, 1) + seconds.alone,
                        ratingModelBytes(dataset, options.factors, Kind::implied)};
    };
    return info;
}

} // namespace tastescope
