// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/svd.h"

#include "engine/base/archive.h"
#include "engine/base/memory.h"
#include "engine/models/factorisation/ratings/rating_model.h"
#include "engine/models/factorisation/ratings/rating_training.h"
#include "engine/models/factorisation/ratings/svd_trainer.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

constexpr std::string_view svdId = "svd";

SvdOptions optionsOf(const ParamSet& params) {
    SvdOptions options;
    options.factors = static_cast<std::size_t>(params.integer("factors"));
    options.epochs = static_cast<int>(params.integer("epochs"));
    options.learningRate = params.real("learning_rate");
    options.decay = params.real("decay");
    options.regularization = params.real("regularization");
    options.biasRegularization = params.real("bias_regularization");
    options.validation = params.real("validation");
    return options;
}

Forecast forecast(const Dataset& dataset, const ParamSet& params, int threads) {
    const SvdOptions options = optionsOf(params);
    const auto factors = static_cast<double>(options.factors);
    const auto ratings = static_cast<double>(dataset.matrix().entryCount());
    const auto users = static_cast<double>(dataset.userCount());
    // Measured: seconds of a step, and of the solution for every person at the end.
    const double epoch = ratings * (8e-9 + factors * 1.5e-10);
    const double solution =
        ratings * factors * factors * 1.5e-11 + users * factors * factors * factors * 2e-11;
    return {(options.epochs * epoch + solution) / std::max(threads, 1) + 1e-8 * ratings +
                1e-8 * users * factors,
            ratingModelBytes(dataset, options.factors, false)};
}

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet& params,
                                               const ExecutionContext& context) {
    const SvdOptions options = optionsOf(params);
    if (Result<void> fits = requireMemory(ratingTrainingBytes(dataset, options.factors, false), "SVD");
        !fits) {
        return fits.error();
    }
    TRY_ASSIGN(auto factors, trainSvd(ratingsOf(dataset, context), dataset.userCount(), dataset.itemCount(),
                                      options, context));
    return makeRatingModel(svdId, RatingFoldKind::Ridge, std::move(factors));
}

Result<std::shared_ptr<const Recommender>> load(const ModelArchive& archive, const Dataset& dataset) {
    return loadRatingModel(svdId, RatingFoldKind::Ridge, false, archive, dataset);
}

// The defaults settle at what the objective allows, so that more epochs change little, on MovieLens 100K and
// latest and on goodbooks alike.
std::vector<ParamSpec> params() {
    const SvdOptions standard;
    return {ratingFactorsParam(static_cast<int>(standard.factors)),
            ratingEpochsParam(standard.epochs),
            ratingLearningRateParam(standard.learningRate),
            ratingRegularizationParam(standard.regularization),
            ratingBiasRegularizationParam(standard.biasRegularization),
            ratingDecayParam(standard.decay),
            ratingValidationParam()};
}

} // namespace

const AlgorithmInfo& svdInfo() {
    static const AlgorithmInfo info{
        .id = std::string(svdId),
        .title = "SVD",
        .family = "factorisation",
        .tagline = "Ratings from factors",
        .about = "Learns what is typical of each person and item and, by hidden factors, how they suit each "
                 "other. The standard choice where people give ratings.",
        .source = "Koren, Bell, Volinsky 2009",
        .effort = 2,
        .personal = true,
        .scoresNewItems = false,
        .params = params(),
        .fit = fit,
        .load = load,
        .forecast = forecast};
    return info;
}

} // namespace tastescope
