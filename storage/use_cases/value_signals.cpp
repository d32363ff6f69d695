// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/value_signals.h"

#include <cmath>

namespace tastescope {

void countByValues(Dataset::Parts& parts, bool values) {
    parts.matrix.binary = !values;
    if (!values || !parts.events->hasValues()) {
        return;
    }
    const Interactions& events = *parts.events;
    for (std::size_t row = 0; row < events.size(); ++row) {
        const SignalIndex signal = events.signal(row);
        if (signal < parts.signals.size() && !std::isnan(events.value(row))) {
            parts.signals[signal].useValue = true;
        }
    }
}

} // namespace tastescope
