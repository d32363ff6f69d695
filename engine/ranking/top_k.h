// SPDX-License-Identifier: GPL-3.0-or-later
// The k best of a score row. Order everywhere: score descending, then item index ascending. NaN is never
// selected.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/models/recommender.h"

#include <span>
#include <vector>

namespace tastescope {

/// The best k of `scores` (index = item), without the items of `exclude` (sorted ascending, may be empty).
/// Fewer than k when fewer are left. -infinity marks an item that may not be selected.
std::vector<ScoredItem> topK(std::span<const float> scores, std::size_t k,
                             std::span<const ItemIndex> exclude = {});

/// The same for users (similar listeners).
std::vector<ScoredUser> topKUsers(std::span<const float> scores, std::size_t k, UserIndex except);

struct TopListsOptions {
    std::size_t k = 10;
    bool excludeSeen = true;              ///< leave out every item of the user's row in `seen`
    std::span<const ItemIndex> allowed{}; ///< sorted; empty = all items
};

/// Lists of many users at once, in blocks, never holding all scores; users in parallel. list[i] belongs to
/// users[i]. `seen` may be null. Fails only by cancellation.
Result<std::vector<std::vector<ScoredItem>>>
topLists(const Recommender& model, std::span<const UserIndex> users, const InteractionMatrix* seen,
         const TopListsOptions& options, const ExecutionContext& context = {});

/// The k items most like `item`, itself left out.
std::vector<ScoredItem> similarItems(const Recommender& model, ItemIndex item, std::size_t k);
std::vector<ScoredUser> similarUsers(const Recommender& model, UserIndex user, std::size_t k);

} // namespace tastescope
