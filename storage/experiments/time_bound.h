// SPDX-License-Identifier: GPL-3.0-or-later
// One end of a window of time, as a person writes it: on the command line and in the window alike.
#pragma once

#include "engine/base/result.h"
#include "engine/data/interactions.h"

#include <string>
#include <string_view>

namespace tastescope {

/// What a day, a month or a year without a time of day means: its first or its last millisecond.
enum class DayEnd { First, Last };

/// "2024-12-31" or "2024-12-31T18:30" as the importer reads them, "2024" for the year, "20241231" for the
/// day, and from 10^8 on a number since 1970; InvalidArgument with `context` for other numbers and what is no
/// time.
Result<Time> parseTimeBound(const std::string& text, DayEnd end, std::string_view context);
/// The inverse, as short as it can be: the day alone where the bound is that end of it; empty for what bounds
/// nothing.
std::string timeBoundText(Time time, DayEnd end);

} // namespace tastescope
