// SPDX-License-Identifier: GPL-3.0-or-later
// What every algorithm does the same way: refuse work that does not fit into memory, and distrust what was
// stored. Thread-safe.
#pragma once

#include "engine/base/archive.h"
#include "engine/base/result.h"
#include "engine/data/dataset.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace tastescope {

/// Bytes this process may still take: what the system reports as available, cut by the limit of its control
/// group.
std::size_t availableMemory();
/// OutOfMemory when `bytes` are more than there are.
Result<void> requireMemory(std::size_t bytes, std::string_view title);

/// The size of a model as every archive begins: algorithm, users, items.
struct ModelShape {
    std::size_t users = 0;
    std::size_t items = 0;
};
void saveShape(ModelArchive& archive, std::string_view algorithm, const ModelShape& shape);
/// Fails when the archive is of another algorithm or of a larger data set than `dataset`.
Result<ModelShape> loadShape(const ModelArchive& archive, std::string_view algorithm, const Dataset& dataset);

/// A whole number in [0, limit]; Corrupt otherwise.
Result<std::size_t> loadCount(const ModelArchive& archive, std::string_view name, std::size_t limit);
/// A finite number in [low, high]; Corrupt otherwise.
Result<double> loadReal(const ModelArchive& archive, std::string_view name, double low, double high);
/// As loadReal; `absent` for a model stored before there was such a number.
Result<double> loadRealOr(const ModelArchive& archive, std::string_view name, double low, double high,
                          double absent);
/// Exactly `count` finite floats; Corrupt otherwise.
Result<std::vector<float>> loadFloats(const ModelArchive& archive, std::string_view name, std::size_t count);
/// rows + 1 ascending numbers that begin with 0; Corrupt otherwise.
Result<std::vector<std::uint64_t>> loadOffsets(const ModelArchive& archive, std::string_view name,
                                               std::size_t rows);
/// Exactly `count` numbers below `bound`; Corrupt otherwise.
Result<std::vector<std::uint32_t>> loadIndices(const ModelArchive& archive, std::string_view name,
                                               std::size_t count, std::size_t bound);

Error corruptModel(std::string_view what);

} // namespace tastescope
