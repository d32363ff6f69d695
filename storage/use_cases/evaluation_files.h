// SPDX-License-Identifier: GPL-3.0-or-later
// The files an evaluation may take: a train and a test part cut elsewhere, candidates, groups.
#pragma once

#include "engine/data/dataset.h"
#include "engine/evaluation/evaluation_input.h"
#include "engine/evaluation/segments.h"
#include "storage/use_cases/evaluate.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace tastescope {

using ColumnMap = std::vector<std::pair<std::string, std::string>>;

struct ListFile;

/// Where the files name nothing that the project does not have, they are parts of it: ids, attributes,
/// signals and their weights are the project's, so that the files that `split` writes give the very numbers
/// of the protocol that cut them. Else ids come by first appearance in the train file, then in the test file,
/// and attributes are those the project knows under the same id. Items without an event in train are no
/// candidates, but belong to what there was to find. `lists`: their items get rows as well. The matrix is 0
/// and 1 unless `values`.
Result<EvaluationInput> readEvaluationFiles(const Dataset& project, const EvaluateRequest& request,
                                            const std::vector<ListFile>& lists,
                                            const ExecutionContext& context);

/// The train file alone, likewise.
Result<Dataset::Parts> readTrainFile(const Dataset& project, const std::filesystem::path& file,
                                     const ColumnMap& map, const ExecutionContext& context);

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
