// SPDX-License-Identifier: GPL-3.0-or-later
// Several algorithms as one (Burke 2002): their scores added, one chosen by the length of the history, or
// added with weights learned on a part of the training data held back.
#pragma once

#include "engine/models/algorithm.h"

namespace tastescope {

const AlgorithmInfo& hybridInfo();

} // namespace tastescope
