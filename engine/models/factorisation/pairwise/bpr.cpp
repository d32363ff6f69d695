// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/pairwise/bpr.h"

#include "engine/models/factorisation/pairwise/pairwise_algorithm.h"
#include "engine/models/factorisation/pairwise/pairwise_model.h"

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

Forecast forecast(const Dataset& dataset, const ParamSet& params, int threads) {
    return pairwiseForecast(dataset, table().optionsOf(params), threads, 4.3e-8, 4.3e-10);
}

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet& params,
                                               const ExecutionContext& context) {
    return fitPairs(bprId, "BPR", dataset, table().optionsOf(params), context);
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
        .forecast = forecast};
    return info;
}

} // namespace tastescope
