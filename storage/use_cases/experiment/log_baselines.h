// SPDX-License-Identifier: GPL-3.0-or-later
// What a project's own events say to somebody who plans a test: levels and spreads of what can be measured,
// and how many people come.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/interactions.h"
#include "engine/experiment/effect.h"

#include <string>
#include <vector>

namespace tastescope {

class Dataset;

struct LogBaseline {
    std::string id;    ///< "events", "returned_7", or the name of a signal over events as "save/events"
    std::string title; ///< "events a listener", in the data's own words
    MetricKind kind = MetricKind::Mean;
    double value = 0;
    double deviation = 0; ///< of a person, as deviationOf() has it; of a proportion sqrt(p(1 - p))
    std::size_t people = 0;
};

struct LogBaselines {
    std::vector<LogBaseline> measures; ///< those with a spread
    /// Different people in the window over its days: who comes again is no further person of a test. 0 where
    /// the events have no times.
    double daily = 0;
    double days = 0; ///< of the window
};

/// Over the last 28 days of the events, or all of them where there are fewer or no times. People are those
/// with an event in the window; "returned_7" counts those who came again on another of the seven days after
/// their first, of all whose seven days lie within. Pure, thread-safe; Cancelled after a stop.
Result<LogBaselines> logBaselines(const Dataset& dataset, const ExecutionContext& context);

} // namespace tastescope
