// SPDX-License-Identifier: GPL-3.0-or-later
// What each feature of a row adds to the score that trees give it: Shapley values of the game in which what a
// coalition does not know is averaged by the training that came by each node ("path-dependent TreeSHAP":
// Lundberg, Erion, Lee 2018). Exact, in O(leaves · depth²) a tree. Thread-safe.
#pragma once

#include "engine/pipeline/ranker/boosted_trees.h"

#include <span>

namespace tastescope {

/// The score of a row of which nothing is known.
double expectedScore(const BoostedTrees& trees);
/// `row` and `amounts` have features() numbers; expectedScore() + Σ amounts is the row's score, up to the
/// rounding of its floats.
void treeContributions(const BoostedTrees& trees, std::span<const float> row, std::span<double> amounts);

} // namespace tastescope
