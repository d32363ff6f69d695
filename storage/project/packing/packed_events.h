// SPDX-License-Identifier: GPL-3.0-or-later
// The events as a block of narrow columns: what makes reopening a project with millions of events take a
// moment. Derived from the rows; anything wrong with it only means that the rows are read instead.
#pragma once

#include "engine/base/execution.h"
#include "engine/data/interactions.h"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace tastescope {

/// Counts a user, then items, signals, values, times, each column in as few bytes as its range needs: values
/// by a dictionary when there are at most 256, times as steps of their common unit, absent columns not at
/// all. Bit for bit.
std::vector<std::byte> packEvents(const Interactions& events, std::size_t users);

/// Sizes and ranges are checked: every item is < `items`, every signal < `signals`. Nothing when anything is
/// out of order.
std::optional<Interactions> unpackEvents(std::span<const std::byte> bytes, std::size_t users,
                                         std::size_t items, std::size_t signals,
                                         const ExecutionContext& context);

} // namespace tastescope
