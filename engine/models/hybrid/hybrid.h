// SPDX-License-Identifier: GPL-3.0-or-later
// Several algorithms as one (Burke 2002): their scores added, one chosen by the length of the history, or
// added with weights learned on a part of the training data held back.
#pragma once

#include "engine/models/algorithm.h"

#include <span>

namespace tastescope {

/// Made of those of `others` that have a place in a hybrid.
AlgorithmInfo hybridInfo(std::span<const AlgorithmInfo> others);

} // namespace tastescope
