// SPDX-License-Identifier: GPL-3.0-or-later
// Is this file one of ours, and which version? Asked before anything else is done with it.
#pragma once

#include "engine/base/result.h"
#include "storage/sqlite/database.h"
#include "storage/sqlite/migrations.h"

#include <cstdint>
#include <filesystem>
#include <span>

namespace tastescope::sqlite {

/// Looks at the first 100 bytes only. Errors: NotFound; BadInput (empty, no SQLite file, another program's);
/// Unsupported (made by a newer version); Io.
Result<void> inspectHeader(const std::filesystem::path& path, std::uint32_t applicationId, int newestVersion);

/// Refuses a schema that differs in anything from what the first `user_version` steps make: a missing or
/// altered table, and every further table, index, view or trigger. Returns the version.
Result<int> verifySchema(Database& database, std::span<const Migration> steps);

/// Runs the steps after `version`, each in its own transaction together with its user_version.
Result<void> migrate(Database& database, int version, std::span<const Migration> steps);

/// The whole of it: header, schema on a read-only connection, then, for writing, a second connection and the
/// steps that are missing. Reading a file that needs a step is Unsupported.
Result<Database> openChecked(const std::filesystem::path& path, bool write, std::uint32_t applicationId,
                             std::span<const Migration> steps = migrations());

} // namespace tastescope::sqlite
