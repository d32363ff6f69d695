// SPDX-License-Identifier: GPL-3.0-or-later
// Implicit alternating least squares: people and items as vectors of a few factors whose product is the
// preference (Hu, Koren, Volinsky 2008). Unseen histories are folded in by one exact solve; a score is
// explained by what each past item adds to it (section 5 of the paper).
#pragma once

#include "engine/models/algorithm.h"

namespace tastescope {

const AlgorithmInfo& alsInfo();

/// The algorithm for data that grew out of `known`, of which `before` is an ALS model: it begins at the
/// factors of that and needs only a few iterations, as each goes on where the last one ended. People and
/// items are told by their ids; new ones begin at 0. With another number of factors it begins anew. Both
/// outlive the result.
AlgorithmInfo alsAfter(const Recommender& before, const Dataset& known);

} // namespace tastescope
