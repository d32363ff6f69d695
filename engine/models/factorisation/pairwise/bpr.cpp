// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/pairwise/bpr.h"

#include "engine/models/data_defaults.h"
#include "engine/models/factorisation/pairwise/pairwise_algorithm.h"
#include "engine/models/factorisation/pairwise/pairwise_model.h"
#include "engine/models/learning/taste_lift.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

namespace tastescope {
namespace {

const ParamTable<PairwiseOptions>& table() {
    static const ParamTable<PairwiseOptions> all = pairwiseTable(
        PairwiseOptions{}, {"negatives",
                            "Compared with",
                            &PairwiseOptions::negatives,
                            {{"uniform", Negatives::Uniform}, {"popularity", Negatives::Popularity}},
                            "What a choice is compared with: any other item alike, or popular ones more "
                            "often, which favours the less known.",
                            advanced()});
    return all;
}

/// λ where histories are short: so much that what is popular is left where people share next to nothing
/// beyond it, and the less of it the more they share, and the more is known of everybody. Measured (NDCG@10),
/// the best of .01 to .15: with 3, 6 and 10 events a person .1, .1 and .04 of books (lift 1.5 and less), .07,
/// .05 and .04 of films (1.6), .04, .03 and .02 of artists (2.4), .015 and .01 of games (5.9 and 4.5, with 3
/// and 4).
double shortRegularization(const DataShape& shape, double lift) {
    constexpr double most = 0.1; ///< with books: what is popular, and hardly more
    constexpr double least = 0.01;
    constexpr double few = 3;
    const double known = std::pow(few / shape.perPerson(), 0.7);
    return twoDigits(std::clamp(most * known * std::pow(plainLift / lift, 1.6), least, most));
}

// Short histories are few pairs: sixty epochs of them hardly leave where they began, which is about what is
// popular. Longer and faster they arrive somewhere. Measured (NDCG@10) with 2 to 10 events a person: games
// .139 to .143, artists .042 to .047 (3) and .076 to .100 (10), books .032 to .038 (10), films .061 to .066
// (3) and .074 to .084 (6).
std::vector<DataDefault> defaultsFor(const Dataset& dataset, const ParamSet&) {
    const DataShape shape = shapeOf(dataset.matrix());
    if (!hasShortHistories(shape)) {
        return {};
    }
    const std::string why = historyText(shape);
    const double lift = tasteLift(dataset.matrix());
    return {{"epochs", std::int64_t{200}, why},
            {"learning_rate", 0.3, why},
            {"regularization", shortRegularization(shape, lift), liftText(shape, lift)}};
}

PairwiseOptions optionsFor(const Dataset& dataset, const ParamSet& params) {
    return table().optionsOf(fittedParams(bprInfo(), dataset, params));
}

Forecast forecast(const Dataset& dataset, const ParamSet& params, int threads) {
    return pairwiseForecast(dataset, optionsFor(dataset, params), threads, 4e-8, 4e-10);
}

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet& params,
                                               const ExecutionContext& context) {
    return fitPairs(bprId, "BPR", dataset, optionsFor(dataset, params), context);
}

Result<std::shared_ptr<const Recommender>> load(const ModelArchive& archive, const Dataset& dataset) {
    return loadPairwiseModel(bprId, archive, dataset);
}

} // namespace

const AlgorithmInfo& bprInfo() {
    static const AlgorithmInfo info{
        .id = std::string(bprId),
        .title = "BPR",
        .family = "factorisation",
        .tagline = "Learns to rank choices",
        .about = "Learns factors that rank what a person chose above what they did not. Suits clicks, plays "
                 "and purchases without ratings.",
        .source = "Rendle, Freudenthaler, Gantner, Schmidt-Thieme 2009",
        .effort = 2,
        .personal = true,
        .scoresNewItems = false,
        .hybridPlace = 40,
        .params = table().specs(),
        .fit = fit,
        .load = load,
        .forecast = forecast,
        .defaults = defaultsFor};
    return info;
}

} // namespace tastescope
