// SPDX-License-Identifier: GPL-3.0-or-later
// Non-negative matrix factorisation for ratings (Luo, Zhou, Xia, Zhu 2014): a person likes an item by the
// traits they share, and nothing counts against it. Unseen histories are folded in by non-negative least
// squares.
#pragma once

#include "engine/models/algorithm.h"

namespace tastescope {

const AlgorithmInfo& nmfInfo();

} // namespace tastescope
