// SPDX-License-Identifier: GPL-3.0-or-later
// The k best of a score row. Order everywhere: score descending, then item index ascending. NaN is never
// selected.
#pragma once

#include "engine/base/scored_item.h"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace tastescope {

/// The best k of `scores` (index = item), without the items of `exclude` (sorted ascending, may be empty, may
/// lie beyond the scores) and, where `candidates` are given (sorted), among these alone. Fewer than k when
/// fewer are left. -infinity marks an item that may not be selected.
std::vector<ScoredItem> topK(std::span<const float> scores, std::size_t k,
                             std::span<const ItemIndex> exclude = {},
                             std::optional<std::span<const ItemIndex>> candidates = {});

} // namespace tastescope
