// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/pairwise/bpr.h"

#include "engine/models/data_defaults.h"
#include "engine/models/factorisation/pairwise/pairwise_algorithm.h"
#include "engine/models/factorisation/pairwise/pairwise_model.h"

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

// Short histories are few pairs: sixty epochs of them hardly leave where they began, which is about what is
// popular. Longer and faster, and held more, they arrive somewhere. Measured (NDCG@10) with 2 to 10 events a
// person: games .139 to .143, artists .042 to .047 (3) and .076 to .100 (10), books .032 to .038 (10), films
// .061 to .066 (3) and .074 to .084 (6); held less, two or three events fall below what is popular again.
std::vector<DataDefault> defaultsFor(const Dataset& dataset, const ParamSet&) {
    const DataShape shape = shapeOf(dataset.matrix());
    if (!hasShortHistories(shape)) {
        return {};
    }
    const std::string why = historyText(shape);
    return {{"epochs", std::int64_t{200}, why},
            {"learning_rate", 0.3, why},
            {"regularization", shape.perPerson() < shortHistory ? 0.05 : 0.03, why}};
}

PairwiseOptions optionsFor(const Dataset& dataset, const ParamSet& params) {
    return table().optionsOf(fittedParams(bprInfo(), dataset, params));
}

Forecast forecast(const Dataset& dataset, const ParamSet& params, int threads) {
    return pairwiseForecast(dataset, optionsFor(dataset, params), threads, 4.3e-8, 4.3e-10);
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
