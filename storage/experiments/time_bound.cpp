// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/experiments/time_bound.h"

#include "storage/export/text_format.h"
#include "storage/import/values/value_parse.h"

#include <limits>
#include <optional>

namespace tastescope {

Result<Time> parseTimeBound(const std::string& text, DayEnd end, std::string_view context) {
    const std::optional<Time> time = parseTime(text);
    if (!time) {
        return Error{ErrorCode::InvalidArgument, "\"" + text + "\" is no time",
                     "Write it as in 2024-12-31 or 2024-12-31T18:30", std::string(context)};
    }
    const bool day = text.find(':') == std::string::npos && text.find('-', 1) != std::string::npos;
    return end == DayEnd::Last && day ? *time + millisecondsPerDay - 1 : *time;
}

std::string timeBoundText(Time time, DayEnd end) {
    if (time == noTime || time == std::numeric_limits<Time>::max()) {
        return {};
    }
    const Time midnight = end == DayEnd::Last ? time + 1 - millisecondsPerDay : time;
    const std::string whole = isoTime(midnight);
    const std::size_t day = whole.find('T');
    return midnight % millisecondsPerDay == 0 && day != std::string::npos ? whole.substr(0, day)
                                                                          : isoTime(time);
}

} // namespace tastescope
