// SPDX-License-Identifier: GPL-3.0-or-later
// Random lists: what any other list has to beat. The draw depends on the seed and on what the person has
// liked, nothing else: the same past always gets the same list, known or not, and two people with the same
// past share theirs.
#pragma once

#include "engine/models/algorithm.h"

namespace tastescope {

const AlgorithmInfo& randomInfo();

} // namespace tastescope
