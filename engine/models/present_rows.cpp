// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/present_rows.h"

#include "engine/data/dataset_rows.h"
#include "engine/models/spread_model.h"

#include <utility>

namespace tastescope {
namespace {

using Model = std::shared_ptr<const Recommender>;

bool areAll(const DatasetRows& rows, const Dataset& dataset) {
    return rows.users.size() == dataset.userCount() && rows.items.size() == dataset.itemCount();
}

DatasetRows rowsFor(const AlgorithmInfo& algorithm, const Dataset& dataset) {
    return presentRows(
        dataset, {.describedUsers = algorithm.knowsNewPeople, .describedItems = algorithm.scoresNewItems});
}

/// Of where the rows are, both ways.
Forecast forecastPresent(const AlgorithmInfo& algorithm, const Dataset& dataset, const ParamSet& params,
                         int threads) {
    Forecast forecast = algorithm.forecast(dataset, params, threads);
    if (!areAll(rowsFor(algorithm, dataset), dataset)) {
        forecast.bytes += 2 * sizeof(std::uint32_t) * (dataset.userCount() + dataset.itemCount());
    }
    return forecast;
}

Result<Model> fitPresent(const AlgorithmInfo& algorithm, const Dataset& dataset, const ParamSet& params,
                         const ExecutionContext& context) {
    DatasetRows rows = rowsFor(algorithm, dataset);
    if (areAll(rows, dataset) || dataset.matrix().entryCount() == 0) {
        return algorithm.fit(dataset, params, context);
    }
    const auto present = datasetOfRows(dataset, rows, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    TRY_ASSIGN(auto model, algorithm.fit(*present, params, context));
    return spreadModel(std::move(model), std::move(rows), *present, dataset);
}

} // namespace

AlgorithmInfo onPresentRows(AlgorithmInfo algorithm) {
    const auto plain = std::make_shared<const AlgorithmInfo>(algorithm);
    algorithm.fit = [plain](const Dataset& dataset, const ParamSet& params, const ExecutionContext& context) {
        return fitPresent(*plain, dataset, params, context);
    };
    algorithm.forecast = [plain](const Dataset& dataset, const ParamSet& params, int threads) {
        return forecastPresent(*plain, dataset, params, threads);
    };
    algorithm.load = [plain](const ModelArchive& archive, const Dataset& dataset) {
        return isSpread(archive) ? loadSpreadModel(archive, dataset, plain->load)
                                 : plain->load(archive, dataset);
    };
    return algorithm;
}

} // namespace tastescope
