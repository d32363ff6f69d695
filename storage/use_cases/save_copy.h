// SPDX-License-Identifier: GPL-3.0-or-later
// A project under another name, as both front ends and a project whose file is gone need it.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"

#include <filesystem>

namespace tastescope {

class Project;

/// Writes all that the project holds into `target`, which gets the ending of projects when it has none (in
/// whatever case), and opens the copy once to see that it is whole. Returns where it is. What has the name is
/// replaced. Reports the share that is written. Errors: Conflict (the project itself, or open elsewhere),
/// NotFound (no such folder), Io, Cancelled; what has the name is then as it was.
Result<std::filesystem::path> saveCopy(const Project& project, const std::filesystem::path& target,
                                       const ExecutionContext& context = {});

} // namespace tastescope
