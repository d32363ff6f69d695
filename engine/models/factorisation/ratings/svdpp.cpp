// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/svdpp.h"

#include "engine/base/archive.h"
#include "engine/base/memory.h"
#include "engine/models/factorisation/ratings/rating_model.h"
#include "engine/models/factorisation/ratings/rating_training.h"
#include "engine/models/factorisation/ratings/svdpp_trainer.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

constexpr std::string_view svdppId = "svdpp";

SvdppOptions optionsOf(const ParamSet& params) {
    SvdppOptions options;
    options.factors = static_cast<std::size_t>(params.integer("factors"));
    options.epochs = static_cast<int>(params.integer("epochs"));
    options.learningRate = params.real("learning_rate");
    options.decay = params.real("decay");
    options.regularization = params.real("regularization");
    options.biasRegularization = params.real("bias_regularization");
    options.impliedRegularization = params.real("implied_regularization");
    options.validation = params.real("validation");
    return options;
}

Forecast forecast(const Dataset& dataset, const ParamSet& params, int threads) {
    const SvdppOptions options = optionsOf(params);
    const auto factors = static_cast<double>(options.factors);
    const auto ratings = static_cast<double>(dataset.matrix().entryCount());
    const auto users = static_cast<double>(dataset.userCount());
    // Measured: seconds of a rating's steps, of a batch, and of the solution for every person at the end.
    const double epoch = ratings * (2e-8 + factors * 1e-9) + users * 1e-6;
    const double solution =
        ratings * factors * factors * 1.5e-11 + users * factors * factors * factors * 2e-11;
    return {(options.epochs * epoch + solution) / std::max(threads, 1) + 1e-8 * users * factors,
            ratingModelBytes(dataset, options.factors, true)};
}

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet& params,
                                               const ExecutionContext& context) {
    const SvdppOptions options = optionsOf(params);
    if (Result<void> fits = requireMemory(ratingTrainingBytes(dataset, options.factors, true), "SVD++");
        !fits) {
        return fits.error();
    }
    TRY_ASSIGN(auto factors, trainSvdpp(ratingsOf(dataset, context), dataset.userCount(), dataset.itemCount(),
                                        options, context));
    return makeRatingModel(svdppId, RatingFoldKind::Ridge, std::move(factors));
}

Result<std::shared_ptr<const Recommender>> load(const ModelArchive& archive, const Dataset& dataset) {
    return loadRatingModel(svdppId, RatingFoldKind::Ridge, true, archive, dataset);
}

std::vector<ParamSpec> params() {
    const SvdppOptions standard;
    ParamSpec implied = ratingBiasRegularizationParam(standard.impliedRegularization);
    implied.name = "implied_regularization";
    implied.title = "Regularisation of implied vectors";
    implied.help = "The same for what having rated an item at all says about a person.";
    return {ratingFactorsParam(static_cast<int>(standard.factors)),
            ratingEpochsParam(standard.epochs),
            ratingLearningRateParam(standard.learningRate),
            ratingRegularizationParam(standard.regularization),
            ratingBiasRegularizationParam(standard.biasRegularization),
            std::move(implied),
            ratingDecayParam(standard.decay),
            ratingValidationParam()};
}

} // namespace

const AlgorithmInfo& svdppInfo() {
    static const AlgorithmInfo info{
        .id = std::string(svdppId),
        .title = "SVD++",
        .family = "factorisation",
        .tagline = "SVD, and what was rated",
        .about = "As SVD, but what people chose to rate at all counts as well. Often the most exact "
                 "predictions of ratings, at a longer training.",
        .source = "Koren 2008",
        .effort = 3,
        .personal = true,
        .scoresNewItems = false,
        .params = params(),
        .fit = fit,
        .load = load,
        .forecast = forecast};
    return info;
}

} // namespace tastescope
