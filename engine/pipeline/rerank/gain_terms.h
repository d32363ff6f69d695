// SPDX-License-Identifier: GPL-3.0-or-later
// What an item is worth for a list, term by term (gain.h).
#pragma once

#include <string>

namespace tastescope {

/// The terms of the gain of one item, as they are added up.
struct GainTerms {
    double relevance = 0;  ///< with boosts
    double likeness = 0;   ///< the largest to what stands above
    double divergence = 0; ///< KL of the list with the item
    double novelty = 0;    ///< from here on times its weight
    double freshness = 0;
    double popularity = 0;
    double attributes = 0;
    double buried = 0; ///< what a bury takes off
    double growth = 0; ///< of the log-determinant, with a DPP
    double gain = 0;
    std::string objective{}; ///< whose place it is, where they are dealt by shares; of a pin nobody's
};

} // namespace tastescope
