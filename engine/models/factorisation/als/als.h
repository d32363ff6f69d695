// SPDX-License-Identifier: GPL-3.0-or-later
// Implicit alternating least squares: people and items as vectors of a few factors whose product is the
// preference (Hu, Koren, Volinsky 2008). Unseen histories are folded in by one exact solve; a score is
// explained by what each past item adds to it (section 5 of the paper).
#pragma once

#include "engine/models/algorithm.h"

namespace tastescope {

const AlgorithmInfo& alsInfo();

} // namespace tastescope
