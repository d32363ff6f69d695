// SPDX-License-Identifier: GPL-3.0-or-later
// The metrics of an experiment as a table file, CSV or JSON by the file's extension.
#pragma once

#include "engine/base/execution.h"
#include "storage/files/cell_guard.h"
#include "storage/project/experiment_store.h"

#include <filesystem>
#include <span>
#include <string>

namespace tastescope {

/// Columns model, algorithm, params, metric, value, low, high, users and protocol, which also says where
/// candidates were sampled and events left out. Numbers have the fewest digits that read back as the same
/// double; what is no number is an empty cell. A stop leaves no file behind.
Result<void> exportMetrics(std::span<const StoredMetric> metrics, const std::string& protocol,
                           const std::filesystem::path& path, const ExecutionContext& context = {},
                           Cells cells = Cells::Guarded);

} // namespace tastescope
