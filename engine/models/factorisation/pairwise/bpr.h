// SPDX-License-Identifier: GPL-3.0-or-later
// Bayesian personalised ranking: factors that put what a person chose above what they did not (Rendle,
// Freudenthaler, Gantner, Schmidt-Thieme 2009), trained on pairs drawn at random. Unseen histories are folded
// in by one exact solution, in which every past item's part in a score is plain.
#pragma once

#include "engine/models/algorithm.h"

namespace tastescope {

inline constexpr std::string_view bprId = "bpr";

const AlgorithmInfo& bprInfo();

} // namespace tastescope
