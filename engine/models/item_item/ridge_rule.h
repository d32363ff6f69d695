// SPDX-License-Identifier: GPL-3.0-or-later
// How small the weights between items are held unless somebody says it: of EASE, and of SLIM where histories
// are short. Pure functions; thread-safe.
#pragma once

#include "engine/models/data_defaults.h"

#include <string>

namespace tastescope {

/// In events, as the diagonal of the items' Gram matrix; with two significant digits.
double ridgeFor(const DataShape& shape);
std::string ridgeReason(const DataShape& shape);

} // namespace tastescope
