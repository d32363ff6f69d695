// SPDX-License-Identifier: GPL-3.0-or-later
// The door: every list that anybody sees, exports or measures is made here, so that what stands behind it can
// change in one place. Best first: score descending, then item index ascending; NaN and -infinity are never
// listed. What the asker has had is listed only where that is asked for. Thread-safe.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/models/recommender.h"

#include <cstddef>
#include <optional>
#include <span>
#include <variant>
#include <vector>

namespace tastescope {

using RankedList = std::vector<ScoredItem>;

/// A row of a data set, which may have grown since the model was trained: who came later is asked by their
/// history. The data outlives the question.
struct UserRow {
    const Dataset* data = nullptr;
    UserIndex user;
};
/// Who wants a list: somebody in the data, or anybody by what they did.
using Asker = std::variant<UserRow, History>;

std::vector<Asker> askersOf(const Dataset& data, std::span<const UserIndex> users);

struct ListOptions {
    std::size_t length = 10;                  ///< fewer come back when fewer are left
    std::span<const ItemIndex> leaveOut = {}; ///< sorted; besides what the asker has had
    /// Sorted; nothing = all items of the model.
    std::optional<std::span<const ItemIndex>> candidates = {};
    bool hadToo = false; ///< what the asker has had may be listed once more
};

/// Fails only by cancellation.
Result<RankedList> recommend(const Recommender& model, const Asker& asker, const ListOptions& options = {},
                             const ExecutionContext& context = {});

/// The same for many, in blocks, never holding all scores; askers in parallel. list[i] belongs to askers[i]
/// and has the bits that recommend() gives up to the rounding of scores taken for several people at once.
Result<std::vector<RankedList>> recommendAll(const Recommender& model, std::span<const Asker> askers,
                                             const ListOptions& options = {},
                                             const ExecutionContext& context = {});

/// 1-based place of `item` in the list of a history that is long enough to have all; 0 when it is not in it.
std::size_t rankOf(const Recommender& model, const History& history, ItemIndex item,
                   const ListOptions& options = {});

} // namespace tastescope
