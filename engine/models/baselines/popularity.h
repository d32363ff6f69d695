// SPDX-License-Identifier: GPL-3.0-or-later
// Popularity: everybody gets the items that most people like. Counts people, not events, each weighing
// 2^(-age / half life) when a half life is set; scores are shares of the most popular item's count.
#pragma once

#include "engine/models/algorithm.h"

namespace tastescope {

const AlgorithmInfo& popularityInfo();

} // namespace tastescope
