// SPDX-License-Identifier: GPL-3.0-or-later
// Content: an item is liked that resembles what was liked, by its attributes alone (Rocchio 1971; Pazzani and
// Billsus 2007). A person is the weighted sum of the items of the history, disliked ones subtracted; the
// score is the cosine. Items without any event are scored like all others.
#pragma once

#include "engine/models/algorithm.h"

namespace tastescope {

const AlgorithmInfo& contentTfidfInfo();

} // namespace tastescope
