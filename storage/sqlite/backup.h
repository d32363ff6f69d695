// SPDX-License-Identifier: GPL-3.0-or-later
// All pages of one database into another one (https://sqlite.org/backup.html).
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"

namespace tastescope::sqlite {

class Database;

/// `to` is empty and has no other user. What others write into `from` meanwhile is either all in or begins
/// the copy anew. Reports pages as they are written; stops between a few of them.
Result<void> backup(Database& from, Database& to, const ExecutionContext& context);

} // namespace tastescope::sqlite
