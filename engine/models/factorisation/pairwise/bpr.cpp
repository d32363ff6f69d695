// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/pairwise/bpr.h"

#include "engine/models/factorisation/pairwise/pairwise_algorithm.h"
#include "engine/models/factorisation/pairwise/pairwise_model.h"

namespace tastescope {
namespace {

PairwiseOptions optionsOf(const ParamSet& params) {
    PairwiseOptions options = pairwiseOptionsOf(params);
    options.loss = PairwiseLoss::Logistic;
    options.negatives =
        params.choice("negatives") == "popularity" ? Negatives::Popularity : Negatives::Uniform;
    return options;
}

Forecast forecast(const Dataset& dataset, const ParamSet& params, int threads) {
    return pairwiseForecast(dataset, optionsOf(params), threads, 2e-8, 2e-10);
}

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet& params,
                                               const ExecutionContext& context) {
    return fitPairs(bprId, "BPR", dataset, optionsOf(params), context);
}

Result<std::shared_ptr<const Recommender>> load(const ModelArchive& archive, const Dataset& dataset) {
    return loadPairwiseModel(bprId, archive, dataset);
}

std::vector<ParamSpec> params() {
    const PairwiseOptions standard;
    std::vector<ParamSpec> all = pairwiseParams(standard);
    all.push_back({.name = "negatives",
                   .title = "Compared with",
                   .type = ParamType::Choice,
                   .standard = std::string("uniform"),
                   .choices = {"uniform", "popularity"},
                   .help =
                       "What a choice is compared with: any other item alike, or popular ones more often, "
                       "which favours the less known.",
                   .advanced = true});
    for (ParamSpec& spec : advancedPairwiseParams(standard)) {
        all.push_back(std::move(spec));
    }
    return all;
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
        .params = params(),
        .fit = fit,
        .load = load,
        .forecast = forecast};
    return info;
}

} // namespace tastescope
