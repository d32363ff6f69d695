// SPDX-License-Identifier: GPL-3.0-or-later
// The files an evaluation may take: a train and a test part cut elsewhere, candidates, groups.
#pragma once

#include "engine/data/dataset.h"
#include "engine/evaluation/evaluation_input.h"
#include "engine/evaluation/evaluation_result.h"
#include "engine/evaluation/segments.h"
#include "storage/experiments/evaluate_request.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace tastescope {

using ColumnMap = std::vector<std::pair<std::string, std::string>>;

struct ListFile;

/// An evaluation's parts, and what the files they were read from hold.
struct ReadParts {
    EvaluationInput input;
    std::vector<FileCounts> files;
    UnseenCounts unseen{};
    Split split{}; ///< what the input was made of
    std::shared_ptr<const Interactions> validation{};
};

/// From the parts of a split as `request` wants them: with or without what training never saw.
Result<ReadParts> partsOf(Split split, const EvaluateRequest& request, std::vector<FileCounts> files,
                          const ExecutionContext& context);

/// Where the train file names nothing that the project does not have, it is a part of it: ids, attributes,
/// signals and their weights are the project's, so that the files that `split` writes give the very numbers
/// of the protocol that cut them; what only the test file names comes behind. Else ids come by first
/// appearance in the train file, then in the test file, and attributes are those the project knows under the
/// same id. Items without an event in train are no
/// candidates, but belong to what there was to find. `lists`: their items get rows as well. The matrix is 0
/// and 1 unless `values`.
Result<ReadParts> readEvaluationFiles(const Dataset& project, const EvaluateRequest& request,
                                      const std::vector<ListFile>& lists, const ExecutionContext& context);

/// The train file alone, likewise.
Result<Dataset::Parts> readTrainFile(const Dataset& project, const std::filesystem::path& file,
                                     const ColumnMap& map, const ExecutionContext& context);

/// The events of a file in the rows of `train`; what it does not have is passed over, as it is in no part.
Result<std::shared_ptr<const Interactions>> readEventsOf(const Dataset& train,
                                                         const std::filesystem::path& file,
                                                         const ColumnMap& map,
                                                         const ExecutionContext& context);

/// What there is to find, and how much of it no model can find: `cold` items have no event in train, `seen`
/// ones are in their user's past, others are no candidates (`candidates` is empty when all items are).
/// `strangers` are users without a past.
void countTest(const EvaluationInput& input, const std::vector<ItemIndex>& candidates, FileCounts& counts);

struct Candidates {
    std::vector<ItemIndex> items; ///< sorted by row number
    FileCounts counts;
};

/// One id a row. Ids that only the project knows are passed over, as they cannot be ranked, and so are
/// unknown ones; both are counted. BadInput when no candidate is left.
Result<Candidates> readCandidates(const std::filesystem::path& file, const Dataset& train,
                                  const Dataset& project, const ExecutionContext& context);

/// Its groups are those of a file, not of what is known about people.
bool hasOwnGroups(const EvaluateRequest& request);

struct Groups {
    Segmentation segmentation;
    FileCounts counts;
};

/// A table whose first column is the user and whose second is the group. The last row of a user counts; users
/// the data does not know are passed over and counted, and it is an error when all are unknown. Groups are in
/// the order of the file.
Result<Groups> readSegmentation(const std::filesystem::path& file, const Dataset& train,
                                const ExecutionContext& context);

} // namespace tastescope
