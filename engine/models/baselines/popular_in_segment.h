// SPDX-License-Identifier: GPL-3.0-or-later
// Popularity within the groups a person belongs to (by age, occupation, country, …): the share of a group
// that likes an item, drawn towards everybody's share the smaller the group is, averaged over the person's
// groups. People of whom nothing is known, and unseen histories, get everybody's.
#pragma once

#include "engine/models/algorithm.h"

namespace tastescope {

const AlgorithmInfo& popularInSegmentInfo();

} // namespace tastescope
