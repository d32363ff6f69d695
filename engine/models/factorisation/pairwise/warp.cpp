// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/pairwise/warp.h"

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

PairwiseOptions optionsOf(const ParamSet& params) {
    PairwiseOptions options = pairwiseOptionsOf(params);
    options.loss = PairwiseLoss::Ranks;
    options.mostDraws = static_cast<int>(params.integer("max_sampled"));
    return options;
}

Forecast forecast(const Dataset& dataset, const ParamSet& params, int threads) {
    const PairwiseOptions options = optionsOf(params);
    // Once most choices are ranked well, about a third of the draws allowed are needed.
    const double draws = 1 + options.mostDraws / 3.0;
    return pairwiseForecast(dataset, options, threads, draws * 1e-8, draws * 1e-10);
}

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet& params,
                                               const ExecutionContext& context) {
    return fitPairs(warpId, "WARP", dataset, optionsOf(params), context);
}

Result<std::shared_ptr<const Recommender>> load(const ModelArchive& archive, const Dataset& dataset) {
    return loadPairwiseModel(warpId, archive, dataset);
}

std::vector<ParamSpec> params() {
    const PairwiseOptions standard = standardOptions();
    std::vector<ParamSpec> all = pairwiseParams(standard);
    all.push_back({.name = "max_sampled",
                   .title = "Most draws",
                   .type = ParamType::Integer,
                   .standard = std::int64_t{standard.mostDraws},
                   .low = 1,
                   .high = 1000,
                   .logarithmic = true,
                   .help = "How many other items are tried to find one that is ranked too high; more of them "
                           "takes longer and minds the very top.",
                   .searchLow = 10,
                   .searchHigh = 200});
    for (ParamSpec& spec : advancedPairwiseParams(standard)) {
        all.push_back(std::move(spec));
    }
    return all;
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
        .params = params(),
        .fit = fit,
        .load = load,
        .forecast = forecast};
    return info;
}

} // namespace tastescope
