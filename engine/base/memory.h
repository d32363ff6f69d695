// SPDX-License-Identifier: GPL-3.0-or-later
// Work that does not fit into memory is refused before it begins. Thread-safe.
#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <string_view>

namespace tastescope {

/// Bytes this process may still take: what the system reports as available, cut by the limit of its control
/// group.
std::size_t availableMemory();
/// OutOfMemory when `bytes` are more than there are; `title` names what needs them.
Result<void> requireMemory(std::size_t bytes, std::string_view title);

} // namespace tastescope
