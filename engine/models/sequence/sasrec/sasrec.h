// SPDX-License-Identifier: GPL-3.0-or-later
// SASRec (Kang and McAuley 2018): a causal transformer over the latest items predicts the next one. With
// the full softmax cross-entropy instead of the original binary one it is the strongest of the sequential
// recommenders (Klenitskiy and Vasilev 2023); for big catalogues items are sampled, and gBCE (Petrov and
// Macdonald 2023) is there for comparison.
#pragma once

#include "engine/models/algorithm.h"

namespace tastescope {

const AlgorithmInfo& sasRecInfo();

} // namespace tastescope
