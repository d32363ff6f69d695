// SPDX-License-Identifier: GPL-3.0-or-later
// A model of some rows of a data set as one of all its rows (engine/models/present_rows.h). Thread-safe.
#pragma once

#include "engine/base/archive.h"
#include "engine/data/dataset_rows.h"
#include "engine/models/algorithm.h"
#include "engine/models/recommender.h"

#include <functional>
#include <memory>

namespace tastescope {

/// `present` is datasetOfRows(all, rows), which `model` was trained on.
std::shared_ptr<const Recommender> spreadModel(std::shared_ptr<const Recommender> model, DatasetRows rows,
                                               const Dataset& present, const Dataset& all);

/// The model of some rows that such a model keeps; every other one is itself. Lives as long as `model`.
const Recommender& withoutSpread(const Recommender& model);

/// Whether the archive is of such a model.
bool isSpread(const ModelArchive& archive);
/// `load` is that of the algorithm. Corrupt where rows are none of the data set, or others than those of the
/// model.
Result<std::shared_ptr<const Recommender>> loadSpreadModel(
    const ModelArchive& archive, const Dataset& dataset,
    const std::function<Result<std::shared_ptr<const Recommender>>(const ModelArchive&, const Dataset&)>&
        load);

} // namespace tastescope
