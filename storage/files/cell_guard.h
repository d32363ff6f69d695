// SPDX-License-Identifier: GPL-3.0-or-later
// Spreadsheets run a cell that begins with = + - @, a tab or a carriage return as a formula, whoever put it
// into the data. Such a cell is exported with an apostrophe in front, which makes it a text there. Numbers
// are left alone. What is written and read comes back exactly: a text that looks guarded gets one more, and
// reading takes one off. (https://owasp.org/www-community/attacks/CSV_Injection) Thread-safe.
#pragma once

#include <string_view>

namespace tastescope {

enum class Cells {
    Guarded,
    Raw ///< as the data has them
};

/// Whether a guard belongs in front of the text.
bool needsGuard(std::string_view cell);
/// Without the guard, if there is one.
std::string_view withoutGuard(std::string_view cell);

} // namespace tastescope
