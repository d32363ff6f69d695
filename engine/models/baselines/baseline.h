// SPDX-License-Identifier: GPL-3.0-or-later
// The baseline of rating prediction: mean + bias of the person + bias of the item (Koren 2010). Everybody
// gets the same order of items; what it is for is a rating to measure others against.
#pragma once

#include "engine/models/algorithm.h"

namespace tastescope {

const AlgorithmInfo& baselineInfo();

} // namespace tastescope
