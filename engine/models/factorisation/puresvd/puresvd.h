// SPDX-License-Identifier: GPL-3.0-or-later
// PureSVD: a history is projected onto the leading singular vectors of the matrix (Cremonesi, Koren, Turrin
// 2010), with popularity damped beforehand by a power of the column lengths (EigenRec: Nikolakopoulos,
// Kalantzis, Gallopoulos, Garofalakis 2019). Any history is folded in by the same formula as those trained
// on.
#pragma once

#include "engine/models/algorithm.h"

namespace tastescope {

const AlgorithmInfo& pureSvdInfo();

} // namespace tastescope
