// SPDX-License-Identifier: GPL-3.0-or-later
// What a project can hand out: lists, events and items, as CSV or JSON by the file's extension. Ids are
// always the data's own; in CSV, texts that
// a spreadsheet would run are guarded (storage/files/cell_guard.h). A stop leaves no file behind and an
// earlier file as it was.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/dataset.h"
#include "engine/models/recommender.h"
#include "engine/ranking/standings.h"
#include "storage/files/cell_guard.h"

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace tastescope {

/// The list of one user; `user` is an id.
struct UserList {
    std::string user;
    std::vector<ScoredItem> items;
    std::vector<PlaceStanding> standings{}; ///< one an item, or none
    std::string source{};                   ///< who made it, by its stable name; or empty
};

/// Why an entry of a list stands there, in words. Asked while the row is written, as those of everybody take
/// more room than the file.
using EntryReason = std::function<std::string(std::size_t list, std::size_t place)>;

/// Columns user, item, rank, score, percentile and against_popularity (both in per cent; where any list has
/// standings), where the data has titles title, where any list says it source, and where reasons are given
/// why.
Result<void> exportRecommendations(const Dataset& dataset, std::span<const UserList> lists,
                                   const std::filesystem::path& path, const ExecutionContext& context = {},
                                   Cells cells = Cells::Guarded, const EntryReason& why = {});

/// Columns user, item, signal and, where any event has one, value and time (ISO 8601, UTC), in the data set's
/// order. The file can be imported again.
Result<void> exportInteractions(const Dataset& dataset, const Interactions& events,
                                const std::filesystem::path& path, const ExecutionContext& context = {},
                                Cells cells = Cells::Guarded);

/// Columns item, then every attribute; lists are joined by "|".
Result<void> exportItems(const Dataset& dataset, const std::filesystem::path& path,
                         const ExecutionContext& context = {}, Cells cells = Cells::Guarded);

} // namespace tastescope
