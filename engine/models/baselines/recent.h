// SPDX-License-Identifier: GPL-3.0-or-later
// New items first: freshness 2^(-age / half life) by release date or, without one, by the item's first event,
// mixed with popularity so that the newest that anybody likes come before the newest that nobody does.
#pragma once

#include "engine/models/algorithm.h"

namespace tastescope {

const AlgorithmInfo& recentInfo();

} // namespace tastescope
