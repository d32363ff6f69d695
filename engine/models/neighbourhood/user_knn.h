// SPDX-License-Identifier: GPL-3.0-or-later
// User neighbourhoods: what people alike went for (mode implicit, user_knn_lists.h), or how people alike
// rated an item (modes basic, means and baseline, user_knn_ratings.h).
#pragma once

#include "engine/models/algorithm.h"

namespace tastescope {

const AlgorithmInfo& userKnnInfo();

} // namespace tastescope
