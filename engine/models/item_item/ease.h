// SPDX-License-Identifier: GPL-3.0-or-later
// EASE: every item predicted from all others by one ridge regression that may not use the item itself, in
// closed form (Steck 2019). With item attributes as further rows of the data (Jeunen, Van Balen, Goethals
// 2020) it also scores items nobody has met.
#pragma once

#include "engine/models/algorithm.h"

namespace tastescope {

const AlgorithmInfo& easeInfo();

} // namespace tastescope
