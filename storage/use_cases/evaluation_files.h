// SPDX-License-Identifier: GPL-3.0-or-later
// The files an evaluation may take: a train and a test part cut elsewhere, lists made elsewhere, candidates.
#pragma once

#include "engine/data/dataset.h"
#include "engine/evaluation/evaluator.h"
#include "engine/evaluation/segments.h"
#include "storage/use_cases.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace tastescope {

using ColumnMap = std::vector<std::pair<std::string, std::string>>;

/// Ids by first appearance in the train file; test users unknown to it follow and have an empty row. Test
/// items unknown to it count as cold. Attributes are those the project knows under the same id. The matrix is
/// 0 and 1 unless `values`.
Result<EvaluationInput> readEvaluationFiles(const Dataset& project, const EvaluateRequest& request,
                                            const ExecutionContext& context);

/// The train file alone, with the project's attributes.
Result<Dataset::Parts> readTrainFile(const Dataset& project, const std::filesystem::path& file,
                                     const ColumnMap& map, const ExecutionContext& context);

/// Columns user, item and, optionally, rank or score (found by header, or `map`); without either the order of
/// the file counts. Users the data does not know are passed over; an unknown item is an error.
Result<Contestant> readLists(const std::filesystem::path& file, const ColumnMap& map, const Dataset& train,
                             const ExecutionContext& context);

/// One id a line, sorted by row number. Ids that only the project knows are passed over: they cannot be
/// ranked.
Result<std::vector<ItemIndex>> readCandidates(const std::filesystem::path& file, const Dataset& train,
                                              const Dataset& project);

/// A CSV file with a header: the first column is the user, the second the group. The last line of a user
/// counts; users the data does not know are passed over, and it is an error when all are unknown. Groups are
/// in the order of the file.
Result<Segmentation> readSegmentation(const std::filesystem::path& file, const Dataset& train,
                                      const ExecutionContext& context);

} // namespace tastescope
