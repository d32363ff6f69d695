// SPDX-License-Identifier: GPL-3.0-or-later
// What the system refused, in words.
#pragma once

#include "engine/base/result.h"

#include <filesystem>
#include <string_view>

namespace tastescope {

/// Io. A full disk is told from everything else. Nothing is said of what was changed: the caller knows.
Error systemError(std::string_view what, const std::filesystem::path& path, int code);

} // namespace tastescope
