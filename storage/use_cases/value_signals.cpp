// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/value_signals.h"

#include <cmath>
#include <utility>

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

std::string_view weighingName(Weighing weighing) {
    return weighing == Weighing::Values ? "values" : weighing == Weighing::Once ? "once" : "signals";
}

Weighing parseWeighing(std::string_view name) {
    return name == "values" ? Weighing::Values : name == "once" ? Weighing::Once : Weighing::Signals;
}

std::shared_ptr<const Dataset> weighed(const Dataset& dataset, Weighing weighing,
                                       const ExecutionContext& context) {
    if (weighing == Weighing::Signals) {
        return {std::shared_ptr<const Dataset>(), &dataset};
    }
    Dataset::Parts parts = dataset.parts();
    countByValues(parts, weighing == Weighing::Values);
    return std::make_shared<const Dataset>(std::move(parts), context);
}

} // namespace tastescope
