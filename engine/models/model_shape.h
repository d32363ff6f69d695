// SPDX-License-Identifier: GPL-3.0-or-later
// The size of a model as every archive begins: algorithm, users, items. Thread-safe.
#pragma once

#include "engine/base/archive.h"
#include "engine/data/dataset.h"

#include <cstddef>
#include <string_view>

namespace tastescope {

struct ModelShape {
    std::size_t users = 0;
    std::size_t items = 0;
};
void saveShape(ModelArchive& archive, std::string_view algorithm, const ModelShape& shape);
/// Fails when the archive is of another algorithm or of a larger data set than `dataset`.
Result<ModelShape> loadShape(const ModelArchive& archive, std::string_view algorithm, const Dataset& dataset);

} // namespace tastescope
