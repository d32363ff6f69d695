// SPDX-License-Identifier: GPL-3.0-or-later
// Biased matrix factorisation for ratings, known as SVD in rating prediction: the mean, a bias of each person
// and item, and vectors whose product is the rest, trained by stochastic gradients (Koren, Bell, Volinsky
// 2009). Unseen histories are folded in by one exact ridge regression, in which every past rating's part in a
// prediction is plain.
#pragma once

#include "engine/models/algorithm.h"

namespace tastescope {

const AlgorithmInfo& svdInfo();

} // namespace tastescope
