// SPDX-License-Identifier: GPL-3.0-or-later
// A project file that appears whole or not at all.
#pragma once

#include "engine/base/result.h"

#include <filesystem>
#include <functional>
#include <stop_token>

namespace tastescope::sqlite {
class Database;
}

namespace tastescope {

/// Makes an empty project beside `target` under another name, lets `fill` write into it (inside a
/// transaction), syncs it and renames it, never over an existing file. The caller holds the project's lock.
/// Durability is off while filling, because nothing is
/// there to be lost. Until it is in its place a stop takes everything back: Cancelled.
Result<void> writeNewProject(const std::filesystem::path& target,
                             const std::function<Result<void>(sqlite::Database&)>& fill,
                             const std::stop_token& stop);

} // namespace tastescope
