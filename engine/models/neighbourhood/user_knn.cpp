// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/neighbourhood/user_knn.h"

#include "engine/base/archive.h"
#include "engine/base/memory.h"
#include "engine/models/data_defaults.h"
#include "engine/models/model_shape.h"
#include "engine/models/neighbourhood/rating_knn.h"
#include "engine/models/neighbourhood/user_knn_lists.h"
#include "engine/models/neighbourhood/user_knn_ratings.h"

#include <fmt/format.h>

#include <algorithm>

namespace tastescope {
namespace {

constexpr std::string_view algorithmId = "user_knn";
constexpr std::size_t listNeighbours = 80;

const ParamTable<KnnOptions>& table() {
    static const ParamTable<KnnOptions> all{
        modeParam(),
        neighboursParam(listNeighbours, "people"),
        similarityParam("tfidf", "people", {"cosine", "jaccard", "bm25", "asymmetric"}),
        shrinkageParam(),
        {"locality", "Locality", &KnnOptions::locality, 0, 10,
         "Mode implicit: a vote weighs similarity to this power; more listens to the nearest. Unless it is "
         "set: 2, and 1 where histories are short.",
         advanced() | byData() | onlyWith("mode", {"implicit"})},
        asymmetryParam(),
        {"half_life_days", "Half-life (days)", &KnnOptions::halfLifeDays, 0, 3650,
         "Mode implicit: after so many days anybody's event counts half; 0 counts all alike.", advanced()},
        minNeighboursParam(),
        minSupportParam()};
    return all;
}

// The nearest of people with short histories share an item or two by chance: all have a say there, which ends
// near what is popular where nothing more can be known.
std::vector<DataDefault> defaultsFor(const Dataset& dataset, const ParamSet& params) {
    const DataShape shape = shapeOf(dataset.matrix());
    if (table().optionsOf(params).mode || shape.perPerson() >= shortHistory) {
        return {};
    }
    const std::string why = fmt::format("{:.1f} events a person", shape.perPerson());
    return {{"neighbours", std::int64_t{0}, why}, {"locality", 1.0, why}, {"shrinkage", 10.0, why}};
}

KnnOptions optionsFor(const Dataset& dataset, const ParamSet& params) {
    return table().optionsOf(fittedParams(userKnnInfo(), dataset, params));
}

Forecast forecast(const Dataset& dataset, const ParamSet& params, int threads) {
    const auto entries = static_cast<double>(dataset.matrix().entryCount());
    const double rows = static_cast<double>(dataset.userCount() + dataset.itemCount());
    if (const auto mode = table().optionsOf(params).mode) {
        const double epochs = mode == RatingMode::Baseline ? 40e-9 : 0; // measured: ten of them
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
    const KnnOptions asked = optionsFor(dataset, params);
    if (asked.mode) {
        const Result<RatingKnnOptions> options = ratingKnnOptions(asked);
        return options ? fitRatingUserKnn(dataset, *options, context)
                       : Result<std::shared_ptr<const Recommender>>(options.error());
    }
    const auto kind = parseItemSimilarity(listSimilarityOf(asked, "tfidf"));
    if (!kind) {
        return similarityMismatch(asked);
    }
    const ListUserKnnOptions options{.kind = *kind,
                                     .neighbours = neighboursOf(asked, listNeighbours),
                                     .shrinkage = asked.shrinkage,
                                     .alpha = asked.alpha,
                                     .locality = asked.locality,
                                     .halfLifeDays = asked.halfLifeDays};
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
        .hybridPlace = 70,
        .params = table().specs(),
        .fit = fit,
        .load = load,
        .forecast = forecast,
        .defaults = defaultsFor};
    return info;
}

} // namespace tastescope
