// SPDX-License-Identifier: GPL-3.0-or-later
// Which events an evaluation looks at, and what each choice takes away.
#pragma once

#include "engine/base/result.h"
#include "engine/data/dataset.h"

#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tastescope {

/// Applied in this order; what is not set takes nothing away.
struct EventFilter {
    std::vector<std::string> signals; ///< empty = all
    /// Both inclusive; events without time lie in no window.
    Time from = noTime;
    Time until = std::numeric_limits<Time>::max();
    std::optional<double> minValue; ///< events without a value stay
    /// Events a user or item must have left, over and over until all have (Batagelj and Zaveršnik 2003: the
    /// core).
    std::size_t minUserEvents = 0;
    std::size_t minItemEvents = 0;

    bool hasWindow() const { return from != noTime || until != std::numeric_limits<Time>::max(); }
    friend bool operator==(const EventFilter&, const EventFilter&) = default;
};

/// What one choice took away. A user or item is removed when its last event is.
struct FilterEffect {
    std::string what; ///< "signals play, like", "users with 5 events or more"
    std::size_t events = 0;
    std::size_t users = 0;
    std::size_t items = 0;
    friend bool operator==(const FilterEffect&, const FilterEffect&) = default;
};

struct FilteredData {
    std::shared_ptr<const Dataset> dataset; ///< the same ids and attributes
    std::vector<FilterEffect> effects;      ///< one for each choice that is set, in order
};

/// Users' and items' minimum together are one choice. InvalidArgument for a signal that the data does not
/// have (it names those it has), for a window over events without times, for one that ends before it begins,
/// and where no event is left. The result does not depend on threads.
Result<FilteredData> filterEvents(const Dataset& dataset, const EventFilter& filter,
                                  const ExecutionContext& context = {});

/// What is set, for labels: "values of 4 or more; users with 5 events or more"; empty for a filter that takes
/// nothing away.
std::string filterText(const EventFilter& filter);

} // namespace tastescope
