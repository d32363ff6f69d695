// SPDX-License-Identifier: GPL-3.0-or-later
// What SQLite reports, in words for a person.
#pragma once

#include "engine/base/result.h"

#include <string>
#include <string_view>

struct sqlite3;

namespace tastescope::sqlite {

/// `code` may be an extended result code; `detail` is SQLite's own message; `context` is the file's name.
Error makeError(int code, std::string_view detail, std::string context);
/// Of the last call that failed on this handle.
Error lastError(sqlite3* handle);

} // namespace tastescope::sqlite
