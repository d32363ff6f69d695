// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of a table by number, and the way back of their gradients. Instantiated for float and double.
// Thread-safe for disjoint outputs.
#pragma once

#include "engine/linalg/rows.h"

#include <cstdint>
#include <span>

namespace tastescope {

/// out row t = scale · table row ids[t]
template <typename T>
void gatherRows(Rows<const T> table, std::span<const std::uint32_t> ids, T scale, Rows<T> out);
/// table row ids[t] += scale · rows row t, in the order of t.
template <typename T>
void scatterRows(Rows<const T> rows, std::span<const std::uint32_t> ids, T scale, Rows<T> table);

} // namespace tastescope
