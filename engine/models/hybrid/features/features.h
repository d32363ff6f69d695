// SPDX-License-Identifier: GPL-3.0-or-later
// Feature factorisation (Kula 2015): people and items are the sums of the embeddings of what is known about
// them, their own identity included, and are trained for ranking (WARP: Weston, Bengio, Usunier 2011; BPR:
// Rendle, Freudenthaler, Gantner, Schmidt-Thieme 2009). New items are scored by their features.
#pragma once

#include "engine/models/algorithm.h"

namespace tastescope {

const AlgorithmInfo& featuresInfo();

} // namespace tastescope
