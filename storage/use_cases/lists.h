// SPDX-License-Identifier: GPL-3.0-or-later
// Lists of a stored model for users of the project as it is now, which may have grown since the training.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/models/recommender.h"

#include <filesystem>
#include <span>
#include <vector>

namespace tastescope {

/// The best `count` unseen items of each user, best first. Users who came after the training are scored by
/// their history. Fails only by cancellation.
Result<std::vector<std::vector<ScoredItem>>> listsOf(const Recommender& model, const Dataset& dataset,
                                                     std::span<const UserIndex> users, std::size_t count,
                                                     const ExecutionContext& context = {});

/// The lists of all users of the project as a .csv or .json file (exportRecommendations says which columns);
/// the number of rows written. Reports progress as "Recommending", "Writing"; a stop leaves an earlier file
/// as it was.
Result<std::size_t> exportLists(const Recommender& model, const Dataset& dataset, std::size_t count,
                                const std::filesystem::path& path, const ExecutionContext& context = {});

} // namespace tastescope
