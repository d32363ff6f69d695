// SPDX-License-Identifier: GPL-3.0-or-later
// What the exact and the approximate index do the same way.
#pragma once

#include "engine/index/neighbour_index.h"

#include <vector>

namespace tastescope {

/// The rows as they are, or each divided by its length; a row without length becomes zeros.
std::vector<float> preparedRows(VectorView rows, IndexMetric metric);
/// InvalidArgument when queries are as wide as something else.
Result<void> checkQueries(const NeighbourQueries& queries, std::size_t dimensions);

} // namespace tastescope
