// SPDX-License-Identifier: GPL-3.0-or-later
// Large memory in large pages. Thread-safe.
#pragma once

#include <cstddef>

namespace tastescope {

/// Asks for large pages for memory just taken and not yet written to, where whole ones fit: a gigabyte of
/// usual ones takes a tenth of a second to give back, too long after a stop. A hint, never an error.
void preferLargePages(void* memory, std::size_t bytes);

} // namespace tastescope
