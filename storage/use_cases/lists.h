// SPDX-License-Identifier: GPL-3.0-or-later
// Lists of a stored model for users of the project as it is now, which may have grown since the training, as
// a file.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/dataset.h"
#include "engine/onboarding/fallback_order.h"
#include "storage/files/cell_guard.h"

#include <cstddef>
#include <filesystem>
#include <string_view>
#include <vector>

namespace tastescope {

class Recommender;

/// What the owner of a history has had, sorted.
std::vector<ItemIndex> hadItems(const History& history);

/// The lists of all users of the project as a .csv or .json file (exportRecommendations says which columns);
/// the number of rows written. Reports progress as "Recommending", "Writing"; a stop leaves an earlier file
/// as it was. With the id of the model's `algorithm` whoever has a short history gets what
/// engine/onboarding/fallback.h says, in this order, and the file says who made it; without it everybody gets
/// the model's own.
Result<std::size_t> exportLists(const Recommender& model, const Dataset& dataset, std::size_t count,
                                const std::filesystem::path& path, const ExecutionContext& context = {},
                                Cells cells = Cells::Guarded, std::string_view algorithm = {},
                                const FallbackOrder& order = {});

} // namespace tastescope
