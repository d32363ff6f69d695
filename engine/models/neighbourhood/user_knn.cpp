// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/neighbourhood/user_knn.h"

#include "engine/base/archive.h"
#include "engine/base/memory.h"
#include "engine/models/model_shape.h"
#include "engine/models/neighbourhood/rating_knn.h"
#include "engine/models/neighbourhood/user_knn_lists.h"
#include "engine/models/neighbourhood/user_knn_ratings.h"

#include <algorithm>

namespace tastescope {
namespace {

constexpr std::string_view algorithmId = "user_knn";
constexpr std::int64_t listNeighbours = 80;

Forecast forecast(const Dataset& dataset, const ParamSet& params, int threads) {
    const auto entries = static_cast<double>(dataset.matrix().entryCount());
    const double rows = static_cast<double>(dataset.userCount() + dataset.itemCount());
    if (asksForRatings(params)) {
        const double epochs = params.choice("mode") == "baseline" ? 40e-9 : 0; // measured: ten of them
        return {entries * (20e-9 + epochs / std::max(threads, 1)) + 1e-6,
                static_cast<std::size_t>(16 * entries + 8 * rows)};
    }
    return {entries * (5e-9 + 40e-9 / std::max(threads, 1)) + 1e-6,
            static_cast<std::size_t>(8 * entries + 8 * rows)};
}

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet& params,
                                               const ExecutionContext& context) {
    // While it is put together, a third copy of the values lies in memory.
    TRY(requireMemory(2 * forecast(dataset, params, 1).bytes, "User-kNN"));
    if (asksForRatings(params)) {
        const Result<RatingKnnOptions> options = ratingKnnOptions(params);
        return options ? fitRatingUserKnn(dataset, *options, context)
                       : Result<std::shared_ptr<const Recommender>>(options.error());
    }
    const auto kind = parseItemSimilarity(listSimilarityOf(params, "tfidf"));
    if (!kind) {
        return similarityMismatch(params);
    }
    const ListUserKnnOptions options{.kind = *kind,
                                     .neighbours = neighboursOf(params, listNeighbours),
                                     .shrinkage = params.real("shrinkage"),
                                     .alpha = params.real("alpha"),
                                     .locality = params.real("locality"),
                                     .halfLifeDays = params.real("half_life_days")};
    return fitListUserKnn(dataset, options, context);
}

Result<std::shared_ptr<const Recommender>> load(const ModelArchive& archive, const Dataset& dataset) {
    TRY_ASSIGN(const auto shape, loadShape(archive, algorithmId, dataset));
    const Result<bool> ratings = isRatingKnn(archive);
    if (!ratings) {
        return ratings.error();
    }
    return *ratings ? loadRatingUserKnn(archive, dataset, shape) : loadListUserKnn(archive, dataset, shape);
}

ParamSpec localityParam() {
    return {.name = "locality",
            .title = "Locality",
            .type = ParamType::Real,
            .standard = 2.0,
            .low = 0,
            .high = 10,
            .help = "Mode implicit: a vote weighs similarity to this power; more listens to the nearest.",
            .advanced = true};
}

ParamSpec halfLifeParam() {
    return {.name = "half_life_days",
            .title = "Half-life (days)",
            .type = ParamType::Real,
            .standard = 0.0,
            .low = 0,
            .high = 3650,
            .help = "Mode implicit: after so many days anybody's event counts half; 0 counts all alike.",
            .advanced = true};
}

} // namespace

const AlgorithmInfo& userKnnInfo() {
    static const AlgorithmInfo info{
        .id = std::string(algorithmId),
        .title = "User-kNN",
        .family = "neighbourhood",
        .tagline = "What people alike like",
        .about = "Finds the people most alike and recommends what they went for, or predicts a rating from "
                 "theirs. No training: a new person is served at once.",
        .source = "Herlocker, Konstan, Borchers, Riedl 1999; Aiolli 2013",
        .effort = 1,
        .personal = true,
        .scoresNewItems = false,
        .params = {modeParam(), neighboursParam(-1, listNeighbours, "people"),
                   similarityParam("tfidf", "people"), shrinkageParam(0), localityParam(), asymmetryParam(),
                   halfLifeParam(), minNeighboursParam(), minSupportParam()},
        .fit = fit,
        .load = load,
        .forecast = forecast};
    return info;
}

} // namespace tastescope
