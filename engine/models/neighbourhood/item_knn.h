// SPDX-License-Identifier: GPL-3.0-or-later
// Item neighbourhoods (Sarwar, Karypis, Konstan, Riedl 2001; top-n form of Deshpande and Karypis 2004): an
// item scores the sum of its similarities to the items of the history, each weighted by the history's weight
// and, with a half life, by 2^(-age / half life). The modes basic, means and baseline predict ratings instead
// (item_knn_ratings.h).
#pragma once

#include "engine/models/algorithm.h"

namespace tastescope {

const AlgorithmInfo& itemKnnInfo();

} // namespace tastescope
