// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/puresvd/puresvd.h"

#include "engine/base/memory.h"
#include "engine/models/data_defaults.h"
#include "engine/models/factorisation/puresvd/puresvd_model.h"
#include "engine/models/factorisation/puresvd/truncated_svd.h"
#include "engine/models/learning/popular_bias.h"
#include "engine/models/learning/preference_param.h"
#include "engine/models/params/param_table.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace tastescope {
namespace {

struct PureSvdOptions : TruncatedSvdOptions {
    double scaling = 0.6;
    double popular = 0;
    PreferenceScale weights = PreferenceScale::Alike;
};

const ParamTable<PureSvdOptions>& table() {
    static const ParamTable<PureSvdOptions> all{
        {"factors", "Factors", &PureSvdOptions::factors, 1, 512,
         "How many singular vectors are kept. Unless it is set: 32, and fewer where histories are short.",
         inName() | byData()},
        {"scaling", "Popularity", &PureSvdOptions::scaling, 0, 1.5,
         "How much an item's popularity counts: columns get their length to this power; 1 leaves them as "
         "they are, as published in 2010."},
        {"iterations", "Iterations", &PureSvdOptions::iterations, 1, 100,
         "How often the subspace is refined; more comes nearer to the exact decomposition.",
         advanced() | linear() | rounds() | notSearched()},
        popularParam(&PureSvdOptions::popular),
        preferenceParam(&PureSvdOptions::weights)};
    return all;
}

// A history of a few items tells but a few directions; the others are noise that falls below what is popular.
// Measured (NDCG@10), the best of 1 to 64 factors: 2 to 4 with 3 to 10 events a person of films, books and
// artists, where 32 lose a third, 6 with 15, 8 to 12 with 20, 32 or more with 40 and where most events are of
// people with dozens. With two or three events beside items of very many, chance makes the second direction
// already: .399 with two factors, .496 with one and by what is popular.
std::vector<DataDefault> defaultsFor(const Dataset& dataset, const ParamSet& params) {
    constexpr double most = 32;
    constexpr double manyEvents = 30;
    const DataShape shape = shapeOf(dataset.matrix());
    const double least = shape.perItem() < manyEvents ? 2 : 1;
    const double wanted = std::max(0.4 * shape.history, 0.02 * shape.history * shape.history);
    return {{"factors", static_cast<std::int64_t>(std::clamp(std::round(wanted), least, most)),
             historyText(shape)},
            popularDefault(shape, params.given("factors") && params.given("scaling"))};
}

PureSvdOptions optionsFor(const Dataset& dataset, const ParamSet& params) {
    return table().optionsOf(fittedParams(pureSvdInfo(), dataset, params));
}

Forecast forecast(const Dataset& dataset, const ParamSet& params, int threads) {
    const PureSvdOptions options = optionsFor(dataset, params);
    const auto width = static_cast<double>(options.factors + 10);
    const auto entries = static_cast<double>(dataset.matrix().entryCount());
    const auto users = static_cast<double>(dataset.userCount());
    const auto items = static_cast<double>(dataset.itemCount());
    // Measured: seconds a multiplication of the two products, of the Gram matrices and bases (items' and
    // people's), of the eigenvectors; and the matrix and the model, once.
    const double iteration = entries * width * 2.9e-10 + width * width * (items * 8e-11 + users * 3e-11);
    const double serial = 5e-10 * width * width * width;
    const double once = 1e-4 + entries * 1e-8 + items * 2e-6;
    return {once + options.iterations * (iteration / std::max(threads, 1) + serial),
            pureSvdBytes({dataset.userCount(), dataset.itemCount()}, options.factors)};
}

/// |x_i|^(scaling - 1): what a column is multiplied by.
std::vector<float> gainsOf(const ImplicitMatrix& data, double scaling) {
    std::vector<float> gains(data.itemCount());
    for (std::size_t item = 0; item < gains.size(); ++item) {
        double squares = 0;
        for (std::uint64_t entry = data.itemOffsets[item]; entry < data.itemOffsets[item + 1]; ++entry) {
            squares += static_cast<double>(data.byItem[entry]) * data.byItem[entry];
        }
        gains[item] = squares > 0 ? static_cast<float>(std::pow(squares, (scaling - 1) / 2)) : 0;
    }
    return gains;
}

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet& params,
                                               const ExecutionContext& context) {
    const PureSvdOptions options = optionsFor(dataset, params);
    // Training keeps its own, wider copy of the vectors.
    const std::size_t needed = 3 * forecast(dataset, params, 1).bytes + preferenceBytes(dataset.matrix());
    TRY(requireMemory(needed, "PureSVD"));
    const ImplicitMatrix data =
        implicitMatrixOf(dataset.matrix(), dataset.itemCount(), options.weights, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    std::vector<float> gains = gainsOf(data, options.scaling);
    TRY_ASSIGN(auto space, truncatedSvd(data, gains, options, context));
    PopularBias popular{options.popular};
    if (options.popular > 0) {
        popular.shares = popularShares(dataset.matrix(), dataset.itemCount());
    }
    return makePureSvdModel(dataset, {dataset.userCount(), dataset.itemCount()}, data.rule, options.factors,
                            std::move(space.vectors), std::move(gains), std::move(popular), context);
}

} // namespace

const AlgorithmInfo& pureSvdInfo() {
    static const AlgorithmInfo info{
        .id = std::string(pureSvdId),
        .title = "PureSVD",
        .family = "factorisation",
        .tagline = "Main directions of the data",
        .about = "Keeps the main directions of the matrix and projects every history onto them. Quick, with "
                 "little to set, and exact for people it has never seen.",
        .source = "Cremonesi, Koren, Turrin 2010; Halko, Martinsson, Tropp 2011",
        .effort = 1,
        .personal = true,
        .scoresNewItems = false,
        .hybridPlace = 60,
        .params = table().specs(),
        .fit = fit,
        .load = loadPureSvdModel,
        .forecast = forecast,
        .defaults = defaultsFor};
    return info;
}

} // namespace tastescope
