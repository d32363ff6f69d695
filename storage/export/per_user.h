// SPDX-License-Identifier: GPL-3.0-or-later
// The values of every user of an evaluation as a table file, CSV or JSON by the file's extension.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/evaluation/evaluation_result.h"
#include "storage/export/table_file.h"

#include <filesystem>

namespace tastescope {

/// One row a user and model: columns user, model, then every metric with values per user, as "ndcg@10"; of
/// sampled candidates "ndcg@10 (sampled)". Users whom nothing is measured of are left out; a cell is empty
/// where a metric does not apply to a user or model. Numbers have the fewest digits that read back as the
/// same double. All rows are written; the file stands in its place after commit(), which hears no stop, so
/// that whoever has more to do can do it before.
Result<TableFile> writePerUser(const EvaluationResult& result, const std::filesystem::path& path,
                               const ExecutionContext& context = {}, Cells cells = Cells::Guarded);

} // namespace tastescope
