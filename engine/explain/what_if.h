// SPDX-License-Identifier: GPL-3.0-or-later
// An edited history and how the list changes against the untouched one.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/models/recommender.h"

#include <span>
#include <vector>

namespace tastescope {

struct HistoryEdit {
    std::vector<ItemIndex> removed;
    std::vector<HistoryEntry> added; ///< an item already present is replaced
    bool empty() const { return removed.empty() && added.empty(); }
};

History applyEdit(std::span<const HistoryEntry> history, const HistoryEdit& edit);

struct ListPlace {
    ScoredItem item;
    std::size_t rank = 0; ///< 1-based, now
    std::size_t was = 0;  ///< rank in the untouched list of the same length; 0 = new
};

/// The top k of the edited history, with the place each item had in the top k of the untouched one. Seen
/// items (of the edited history) are left out of the new list, those of the untouched history out of the old
/// one. An unedited history is asked as one too, so that moves show the edit alone. Fails only by
/// cancellation.
Result<std::vector<ListPlace>> whatIf(const Recommender& model, std::span<const HistoryEntry> history,
                                      const HistoryEdit& edit, std::size_t k,
                                      const ExecutionContext& context = {});

} // namespace tastescope
