// SPDX-License-Identifier: GPL-3.0-or-later
// Weighted approximate-rank pairwise learning, WSABIE's loss: for each choice, negatives are drawn until one
// is ranked too high, and the step weighs the more the sooner one is found, that is the worse the choice is
// ranked (Weston, Bengio, Usunier 2011). Unseen histories are folded in as by BPR.
#pragma once

#include "engine/models/algorithm.h"

namespace tastescope {

inline constexpr std::string_view warpId = "warp";

const AlgorithmInfo& warpInfo();

} // namespace tastescope
