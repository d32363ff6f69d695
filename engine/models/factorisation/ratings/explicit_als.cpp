// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/explicit_als.h"

#include "engine/base/archive.h"
#include "engine/base/memory.h"
#include "engine/models/factorisation/ratings/explicit_als_trainer.h"
#include "engine/models/factorisation/ratings/rating_model.h"
#include "engine/models/factorisation/ratings/rating_training.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

constexpr std::string_view explicitAlsId = "explicit_als";

ExplicitAlsOptions optionsOf(const ParamSet& params) {
    ExplicitAlsOptions options;
    options.factors = static_cast<std::size_t>(params.integer("factors"));
    options.iterations = static_cast<int>(params.integer("iterations"));
    options.regularization = params.real("regularization");
    options.biasRegularization = params.real("bias_regularization");
    options.validation = params.real("validation");
    return options;
}

Forecast forecast(const Dataset& dataset, const ParamSet& params, int threads) {
    const ExplicitAlsOptions options = optionsOf(params);
    const auto factors = static_cast<double>(options.factors);
    const auto ratings = static_cast<double>(dataset.matrix().entryCount());
    const auto rows = static_cast<double>(dataset.userCount() + dataset.itemCount());
    // Measured: seconds a multiplication of a rank-k update and of a factorisation; both sides an iteration.
    const double iteration =
        ratings * factors * (factors * 3e-11 + 1e-9) + rows * factors * factors * factors * 2e-11;
    return {(options.iterations + 0.5) * iteration / std::max(threads, 1) + 1e-8 * rows * factors,
            ratingModelBytes(dataset, options.factors, false)};
}

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet& params,
                                               const ExecutionContext& context) {
    const ExplicitAlsOptions options = optionsOf(params);
    if (Result<void> fits =
            requireMemory(ratingTrainingBytes(dataset, options.factors, false), "Explicit ALS");
        !fits) {
        return fits.error();
    }
    TRY_ASSIGN(auto factors, trainExplicitAls(ratingsOf(dataset, context), dataset.userCount(),
                                              dataset.itemCount(), options, context));
    return makeRatingModel(explicitAlsId, RatingFoldKind::Ridge, std::move(factors));
}

Result<std::shared_ptr<const Recommender>> load(const ModelArchive& archive, const Dataset& dataset) {
    return loadRatingModel(explicitAlsId, RatingFoldKind::Ridge, false, archive, dataset);
}

std::vector<ParamSpec> params() {
    const ExplicitAlsOptions standard;
    return {ratingFactorsParam(static_cast<int>(standard.factors)),
            {.name = "iterations",
             .title = "Iterations",
             .type = ParamType::Integer,
             .standard = std::int64_t{standard.iterations},
             .low = 1,
             .high = 200,
             .help = "How often items and people are solved in turn."},
            ratingRegularizationParam(standard.regularization),
            ratingBiasRegularizationParam(standard.biasRegularization),
            ratingValidationParam()};
}

} // namespace

const AlgorithmInfo& explicitAlsInfo() {
    static const AlgorithmInfo info{
        .id = std::string(explicitAlsId),
        .title = "Explicit ALS",
        .family = "factorisation",
        .tagline = "Ratings by exact solves",
        .about = "Learns biases and hidden factors from ratings by solving people and items in turn. As SVD, "
                 "with fewer parameters to set.",
        .source = "Zhou, Wilkinson, Schreiber, Pan 2008",
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
