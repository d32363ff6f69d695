// SPDX-License-Identifier: GPL-3.0-or-later
// What the factorisations of ratings declare, forecast, train and load the same way: each is its options, a
// training and a way to fold a history in.
#pragma once

#include "engine/base/memory.h"
#include "engine/models/algorithm.h"
#include "engine/models/factorisation/ratings/rating_model.h"
#include "engine/models/factorisation/ratings/rating_training.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace tastescope {

/// The parameters that all of them have; the defaults differ.
ParamSpec ratingFactorsParam(int standard);
ParamSpec ratingEpochsParam(int standard);
ParamSpec ratingRegularizationParam(double standard);
ParamSpec ratingBiasRegularizationParam(double standard);
ParamSpec ratingLearningRateParam(double standard);
ParamSpec ratingDecayParam(double standard);
ParamSpec ratingValidationParam();

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
///   optionsOf(params)
///   secondsOf(options, size)
/// `info` says what it says of itself; what it does is filled in.
template <typename Kind>
AlgorithmInfo ratingAlgorithm(AlgorithmInfo info) {
    info.fit = [](const Dataset& dataset, const ParamSet& params,
                  const ExecutionContext& context) -> Result<std::shared_ptr<const Recommender>> {
        const typename Kind::Options options = Kind::optionsOf(params);
        TRY(requireMemory(ratingTrainingBytes(dataset, options.factors, Kind::implied), Kind::title));
        TRY_ASSIGN(auto factors, Kind::train(ratingsOf(dataset, context), dataset.userCount(),
                                             dataset.itemCount(), options, context));
        return makeRatingModel(Kind::id, Kind::fold, std::move(factors));
    };
    info.load = [](const ModelArchive& archive, const Dataset& dataset) {
        return loadRatingModel(Kind::id, Kind::fold, Kind::implied, archive, dataset);
    };
    info.forecast = [](const Dataset& dataset, const ParamSet& params, int threads) {
        const typename Kind::Options options = Kind::optionsOf(params);
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
