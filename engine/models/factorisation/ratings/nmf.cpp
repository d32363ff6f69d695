// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/nmf.h"

#include "engine/base/archive.h"
#include "engine/base/memory.h"
#include "engine/models/factorisation/ratings/nmf_trainer.h"
#include "engine/models/factorisation/ratings/rating_model.h"
#include "engine/models/factorisation/ratings/rating_training.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

constexpr std::string_view nmfId = "nmf";

NmfOptions optionsOf(const ParamSet& params) {
    NmfOptions options;
    options.factors = static_cast<std::size_t>(params.integer("factors"));
    options.epochs = static_cast<int>(params.integer("epochs"));
    options.regularization = params.real("regularization");
    options.validation = params.real("validation");
    return options;
}

Forecast forecast(const Dataset& dataset, const ParamSet& params, int threads) {
    const NmfOptions options = optionsOf(params);
    const auto factors = static_cast<double>(options.factors);
    const auto ratings = static_cast<double>(dataset.matrix().entryCount());
    const auto users = static_cast<double>(dataset.userCount());
    // Measured: seconds a rating and epoch, seen from both sides, and of the solution for every person.
    const double epoch = 2 * ratings * (8e-9 + factors * 2.5e-10);
    const double solution =
        ratings * factors * factors * 1e-10 + users * factors * factors * (1e-7 + factors * 1e-10);
    return {(options.epochs * epoch + solution) / std::max(threads, 1) + 1e-8 * users * factors,
            ratingModelBytes(dataset, options.factors, false)};
}

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet& params,
                                               const ExecutionContext& context) {
    const NmfOptions options = optionsOf(params);
    if (Result<void> fits = requireMemory(ratingTrainingBytes(dataset, options.factors, false), "NMF");
        !fits) {
        return fits.error();
    }
    TRY_ASSIGN(auto factors, trainNmf(ratingsOf(dataset, context), dataset.userCount(), dataset.itemCount(),
                                      options, context));
    return makeRatingModel(nmfId, RatingFoldKind::NonNegative, std::move(factors));
}

Result<std::shared_ptr<const Recommender>> load(const ModelArchive& archive, const Dataset& dataset) {
    return loadRatingModel(nmfId, RatingFoldKind::NonNegative, false, archive, dataset);
}

std::vector<ParamSpec> params() {
    const NmfOptions standard;
    return {ratingFactorsParam(static_cast<int>(standard.factors)), ratingEpochsParam(standard.epochs),
            ratingRegularizationParam(standard.regularization), ratingValidationParam()};
}

} // namespace

const AlgorithmInfo& nmfInfo() {
    static const AlgorithmInfo info{
        .id = std::string(nmfId),
        .title = "NMF",
        .family = "factorisation",
        .tagline = "Ratings from shared traits",
        .about = "Explains ratings by traits that only ever add up. Its factors are the easiest to read, its "
                 "predictions a little less exact than those of SVD.",
        .source = "Luo, Zhou, Xia, Zhu 2014",
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
