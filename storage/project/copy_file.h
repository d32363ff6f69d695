// SPDX-License-Identifier: GPL-3.0-or-later
// A copy of an open project: of what is in it, also when its file is gone by now.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"

#include <filesystem>

namespace tastescope::sqlite {
class Database;
}

namespace tastescope {

/// Written under another name, synced, then renamed: over what is there by then, as the person who chose that
/// name has agreed to. The caller holds the lock of `target`. Reports the share of the pages that are
/// written. Errors: Cancelled, Io; the target is then as it was.
Result<void> copyProject(sqlite::Database& from, const std::filesystem::path& target,
                         const ExecutionContext& context);

} // namespace tastescope
