// SPDX-License-Identifier: GPL-3.0-or-later
// Slope One (Lemire and Maclachlan 2005, as Surprise defines it): a rating is the person's mean plus the mean
// difference between the item and what the person has rated, each difference the average over the people who
// rated both.
#pragma once

#include "engine/models/algorithm.h"

namespace tastescope {

const AlgorithmInfo& slopeOneInfo();

} // namespace tastescope
