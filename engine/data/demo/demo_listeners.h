// SPDX-License-Identifier: GPL-3.0-or-later
// The listeners of the synthetic music service: tastes that drift, how much they listen, and what the service
// knows about them.
#pragma once

#include "engine/data/demo/demo_catalogue.h"

namespace tastescope {

inline constexpr std::size_t demoTastes = 4; ///< at most; unused ones weigh 0

struct DemoListeners {
    std::vector<float> tastes; ///< listeners × tastes × dimensions
    std::vector<float> drift;
    std::vector<float> weights; ///< listeners × tastes
    std::vector<Time> joined;
    std::vector<std::size_t> events; ///< how many each leaves in the logs; sums to DemoOptions::events
    std::vector<int> hourShift;      ///< local time against UTC
    AttributeTable attributes;
};

/// Unfinished after a stop: ask the context.
DemoListeners makeDemoListeners(const DemoOptions& options, const DemoCalendar& calendar,
                                const DemoCatalogue& catalogue, const ExecutionContext& context);

} // namespace tastescope
