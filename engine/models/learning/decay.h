// SPDX-License-Identifier: GPL-3.0-or-later
// Exponential forgetting (Ding and Li 2005): a weight halves every `halfLifeDays`, counted back from the
// newest event of the training data.
#pragma once

#include "engine/data/interactions.h"

namespace tastescope {

/// Of all events that have a time; `noTime` when none has.
Time newestTime(const Interactions& events);

/// 2^(-age / half life), 1 for a half life of 0 (off), for an unknown time and for a time after `newest`.
double decayWeight(Time time, Time newest, double halfLifeDays);

} // namespace tastescope
