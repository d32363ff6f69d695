// SPDX-License-Identifier: GPL-3.0-or-later
// What comparing every item with every other is made of: what the time of item neighbourhoods follows. Pure
// functions; thread-safe.
#pragma once

#include "engine/data/interaction_matrix.h"

namespace tastescope {

struct PairCounts {
    double pairs = 0;   ///< two entries of one person
    double dense = 0;   ///< more popular items to look through, for items that share people with many of them
    double sparse = 0;  ///< entries beside those of the other items
    double offered = 0; ///< neighbours that were among an item's best `keep` when they came, in random order
    double kept = 0;    ///< those that stay
};

/// In the time of items · log(items) + users, by the numbers of entries alone: an item's people are taken to
/// have histories as long as an entry's are on the whole, and these to be drawn by popularity.
PairCounts pairCounts(const InteractionMatrix& matrix, double keep);

} // namespace tastescope
