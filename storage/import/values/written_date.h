// SPDX-License-Identifier: GPL-3.0-or-later
// How much of time a date names, as people write it. A pure function.
#pragma once

#include "engine/data/interactions.h"
#include "storage/import/values/time_format.h"

#include <optional>
#include <string_view>

namespace tastescope {

/// Its first and its last millisecond: of a month, of a day, or one and the same with a time of day.
struct WrittenDate {
    Time first = 0;
    Time last = 0;
};

/// What parseDate() reads, where `first` is what that gives.
std::optional<WrittenDate> parseWrittenDate(std::string_view text, DateOrder order = DateOrder::Unknown);

} // namespace tastescope
