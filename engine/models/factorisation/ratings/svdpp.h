// SPDX-License-Identifier: GPL-3.0-or-later
// SVD++: biased matrix factorisation in which the items a person rated speak for themselves too, whatever the
// ratings (Koren 2008). An unseen history gets both parts: the implied one from its items, the explicit one
// by exact ridge regression.
#pragma once

#include "engine/models/algorithm.h"

namespace tastescope {

const AlgorithmInfo& svdppInfo();

} // namespace tastescope
