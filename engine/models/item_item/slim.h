// SPDX-License-Identifier: GPL-3.0-or-later
// SLIM: every item predicted from a few others by a sparse, non-negative regression (Ning and Karypis 2011).
// A score is the sum of what the items of the history add to it.
#pragma once

#include "engine/models/algorithm.h"

namespace tastescope {

const AlgorithmInfo& slimInfo();

} // namespace tastescope
