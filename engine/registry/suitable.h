// SPDX-License-Identifier: GPL-3.0-or-later
// Which algorithm stands for a kind of model that the data can feed. Thread-safe.
#pragma once

#include "engine/data/readiness.h"
#include "engine/models/algorithm.h"

namespace tastescope {

/// The algorithm to begin with among those of the kind.
const AlgorithmInfo& firstChoice(ModelKind kind);

} // namespace tastescope
