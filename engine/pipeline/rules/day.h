// SPDX-License-Identifier: GPL-3.0-or-later
// Days as rules write them: 2026-06-30, UTC.
#pragma once

#include "engine/data/interactions.h"

#include <optional>
#include <string>
#include <string_view>

namespace tastescope {

/// Midnight of "2026-06-30"; nothing for another form or a day that no month has.
std::optional<Time> timeOfDay(std::string_view day);
std::string dayOf(Time time);

} // namespace tastescope
