// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/learning/decay.h"

#include <algorithm>
#include <cmath>

namespace tastescope {

Time newestTime(const Interactions& events) {
    const auto times = events.times();
    return times.empty() ? noTime : *std::max_element(times.begin(), times.end()); // noTime is the smallest
}

double decayWeight(Time time, Time newest, double halfLifeDays) {
    if (halfLifeDays <= 0 || time == noTime || time >= newest) {
        return 1;
    }
    // In doubles: the difference of two arbitrary times may not fit a 64-bit integer.
    const double days =
        (static_cast<double>(newest) - static_cast<double>(time)) / static_cast<double>(millisecondsPerDay);
    return std::exp2(-days / halfLifeDays);
}

} // namespace tastescope
