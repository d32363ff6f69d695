// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/pairwise/warp.h"

#include "engine/models/data_defaults.h"
#include "engine/models/factorisation/pairwise/pairwise_algorithm.h"
#include "engine/models/factorisation/pairwise/pairwise_model.h"
#include "engine/models/learning/taste_lift.h"

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

PairwiseOptions standardOptions() {
    PairwiseOptions options;
    options.loss = PairwiseLoss::Ranks;
    options.epochs = 40;
    options.regularization = 0.04;
    return options;
}

const ParamTable<PairwiseOptions>& table() {
    static const ParamTable<PairwiseOptions> all =
        pairwiseTable(standardOptions(), {"max_sampled", "Most draws", &PairwiseOptions::mostDraws, 1, 1000,
                                          "How many other items are tried to find one that is ranked too "
                                          "high; more of them takes longer and minds the very top."});
    return all;
}

// Short histories say nothing of the very top: held less, the lists fall below what is popular, unless people
// share much beyond it. Measured (NDCG@10), the best of .04 to .3: .2 and more with 3 and 6 events a person
// of books and films (lift 1.2 to 2.1), .15 with 10 and of artists (2.4), .1 and .07 with 3 and 4 of games
// (5.4 and 3.8), .200 → .311 and .279 → .359.
double shortRegularization(const DataShape& shape, double lift) {
    constexpr double most = 0.2;
    const double wanted = 0.25 * std::pow(3 / shape.perPerson(), 0.3) * std::pow(plainLift / lift, 0.7);
    return twoDigits(std::clamp(wanted, standardOptions().regularization, most));
}

std::vector<DataDefault> defaultsFor(const Dataset& dataset, const ParamSet&) {
    const DataShape shape = shapeOf(dataset.matrix());
    if (!hasShortHistories(shape)) {
        return {{"regularization", standardOptions().regularization, historyText(shape)}};
    }
    const double lift = tasteLift(dataset.matrix());
    return {{"regularization", shortRegularization(shape, lift), liftText(shape, lift)}};
}

Forecast forecast(const Dataset& dataset, const ParamSet& params, int threads) {
    const PairwiseOptions options = table().optionsOf(params);
    // Once most choices are ranked well, about a third of the draws allowed are needed, and more the more
    // numbers there are to rank each of them by.
    const auto rows = static_cast<double>(dataset.userCount() + dataset.itemCount());
    const auto pairs = static_cast<double>(dataset.matrix().entryCount());
    const double numbersAPair = rows * options.factors / std::max(pairs, 1.0);
    const double draws = 1 + options.mostDraws * std::min(1.0, (1 + numbersAPair / 16) / 3);
    return pairwiseForecast(dataset, options, threads, draws * 1.2e-8, draws * 1.2e-10);
}

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet& params,
                                               const ExecutionContext& context) {
    return fitPairs(warpId, "WARP", dataset, table().optionsOf(fittedParams(warpInfo(), dataset, params)),
                    context);
}

Result<std::shared_ptr<const Recommender>> load(const ModelArchive& archive, const Dataset& dataset) {
    return loadPairwiseModel(warpId, archive, dataset);
}

} // namespace

const AlgorithmInfo& warpInfo() {
    static const AlgorithmInfo info{
        .id = std::string(warpId),
        .title = "WARP",
        .family = "factorisation",
        .tagline = "Minds the top ranks",
        .about = "Learns factors like BPR, but searches for items ranked too high and minds the top of the "
                 "list most. Slower, and often more accurate there.",
        .source = "Weston, Bengio, Usunier 2011",
        .effort = 3,
        .personal = true,
        .scoresNewItems = false,
        .hybridPlace = 50,
        .params = table().specs(),
        .fit = fit,
        .load = load,
        .forecast = forecast,
        .defaults = defaultsFor};
    return info;
}

} // namespace tastescope
