// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/pairwise/warp.h"

#include "engine/models/data_defaults.h"
#include "engine/models/factorisation/pairwise/pairwise_algorithm.h"
#include "engine/models/factorisation/pairwise/pairwise_model.h"

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

// Short histories say nothing of the very top: held less, the lists fall below what is popular.
std::vector<DataDefault> defaultsFor(const Dataset& dataset, const ParamSet&) {
    const DataShape shape = shapeOf(dataset.matrix());
    return {{"regularization", hasShortHistories(shape) ? 0.15 : standardOptions().regularization,
             historyText(shape)}};
}

Forecast forecast(const Dataset& dataset, const ParamSet& params, int threads) {
    const PairwiseOptions options = table().optionsOf(params);
    // Once most choices are ranked well, about a third of the draws allowed are needed.
    const double draws = 1 + options.mostDraws / 3.0;
    return pairwiseForecast(dataset, options, threads, draws * 1.4e-8, draws * 1.4e-10);
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
