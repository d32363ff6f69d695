// SPDX-License-Identifier: GPL-3.0-or-later
// Building an Explanation the way its contract asks: contributions that say nothing are left out, the rest
// ordered by size.
#pragma once

#include "engine/models/recommender.h"

namespace tastescope {

/// Adds to the score; a contribution of exactly 0 is not listed.
void addContribution(Explanation& explanation, ItemIndex item, double amount);
/// Orders by |amount| descending, then item ascending.
void finishExplanation(Explanation& explanation);

} // namespace tastescope
