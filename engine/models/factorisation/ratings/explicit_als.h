// SPDX-License-Identifier: GPL-3.0-or-later
// Alternating least squares on ratings, with biases (Zhou, Wilkinson, Schreiber, Pan 2008). Few, exact
// iterations instead of many gradient steps; an unseen history is folded in by the very solve that training
// ends with.
#pragma once

#include "engine/models/algorithm.h"

namespace tastescope {

const AlgorithmInfo& explicitAlsInfo();

} // namespace tastescope
