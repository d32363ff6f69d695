// SPDX-License-Identifier: GPL-3.0-or-later
// Where people go over the map of items under each policy. A pure function.
#pragma once

#include "engine/index/projection.h"
#include "ui/charts/chart_spec.h"
#include "ui/pages/bubble/heard_rounds.h"

#include <span>
#include <vector>

namespace tastescope {

inline constexpr std::size_t pathPeople = 5; ///< in all, the one chosen among them

/// The items as points, and of `person` and some others a line a policy: it begins at the centre of what they
/// had before, and goes on through the centres of what they took in the last five rounds and all repeats, up
/// to `cursor`. `people` are those of the rounds; an empty map has no tastes behind it.
ChartSpec pathChart(const HeardRounds& heard, const Dataset& data, std::span<const UserIndex> people,
                    std::span<const PlanePoint> map, std::size_t person, int cursor);

} // namespace tastescope
