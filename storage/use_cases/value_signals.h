// SPDX-License-Identifier: GPL-3.0-or-later
// What `values` asks of an evaluation, a search and a training: that a rating of 5 says more than one of 1.
#pragma once

#include "engine/base/execution.h"
#include "engine/data/dataset.h"

#include <cstdint>
#include <memory>
#include <string_view>

namespace tastescope {

/// How the events of a training become numbers.
enum class Weighing : std::uint8_t {
    Signals, ///< by the weights of their signals, as the project has them
    Values,  ///< and by their values: countByValues() with `values`
    Once     ///< every pair counts 1: countByValues() without
};
/// "signals", "values", "once"; an unknown or empty name is Signals, as models of older versions have it.
std::string_view weighingName(Weighing weighing);
Weighing parseWeighing(std::string_view name);

/// Sets how the events of `parts` become numbers. Without `values` each pair is 0 or 1. With it every signal
/// of which an event carries a value counts by it, although an import lets ratings count as single events;
/// signals without values keep their weight.
void countByValues(Dataset::Parts& parts, bool values);

/// The same data with its events weighed; `dataset` itself (not owned) for Signals. Its matrix is incomplete
/// after a stop.
std::shared_ptr<const Dataset> weighed(const Dataset& dataset, Weighing weighing,
                                       const ExecutionContext& context = {});

} // namespace tastescope
