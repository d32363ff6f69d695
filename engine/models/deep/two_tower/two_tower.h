// SPDX-License-Identifier: GPL-3.0-or-later
// Two towers (Yi et al. 2019): a network for people and one for items, trained together so that their vectors
// are close where somebody took something. Items are known by themselves and by their attributes, so that new
// ones can be scored.
#pragma once

#include "engine/models/algorithm.h"

namespace tastescope {

const AlgorithmInfo& twoTowerInfo();

} // namespace tastescope
