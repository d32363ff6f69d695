// SPDX-License-Identifier: GPL-3.0-or-later
// Which of the files that an evaluation takes from elsewhere one is, for somebody who gives it without
// saying.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"

#include <filesystem>
#include <vector>

namespace tastescope {

class Dataset;

enum class OutsideKind {
    Lists,      ///< what people are shown, by rank, score or the order of the file
    Scores,     ///< of pairs: the candidates are ranked by them
    Predictions ///< of ratings
};

/// What the header leaves a file to be, the likeliest first. One alone where it tells: lists for a column
/// rank and for nothing beside user and item, predictions for a column prediction, predicted,
/// predicted_rating or est. Scores may order lists as well; any other column may be anything. Errors as of
/// planImport.
Result<std::vector<OutsideKind>> outsideKinds(const std::filesystem::path& file,
                                              const ExecutionContext& context = {});

/// Whether a file of scores or predictions can be judged on the data, without judging it: BadInput, with the
/// line, for a row that is not such, and where none of its users or none of its items is in the data;
/// NotFound; Cancelled.
Result<void> checkNumbers(const std::filesystem::path& file, OutsideKind kind, const Dataset& dataset,
                          const ExecutionContext& context = {});

} // namespace tastescope
