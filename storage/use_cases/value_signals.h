// SPDX-License-Identifier: GPL-3.0-or-later
// What `values` asks of an evaluation: that a rating of 5 says more than one of 1.
#pragma once

#include "engine/data/dataset.h"

namespace tastescope {

/// Sets how the events of `parts` become numbers. Without `values` each pair is 0 or 1. With it every signal
/// of which an event carries a value counts by it, although an import lets ratings count as single events;
/// signals without values keep their weight.
void countByValues(Dataset::Parts& parts, bool values);

} // namespace tastescope
