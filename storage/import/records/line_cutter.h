// SPDX-License-Identifier: GPL-3.0-or-later
// One line that breaks the rules of quoting, cut as people mean it: quotes inside quotes that nobody doubled
// ("the "J" way"), one quote too many, a line that is quoted as a whole ("u1,""Good, one"",5"). Slow and
// careful, for the few lines that need it. Pure functions.
#pragma once

#include "storage/import/records/dialect.h"

#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

/// `line` has no line break at its end. False when no reading of its quotes gives exactly `columns` fields;
/// `fields` are then unspecified.
bool cutAsMeant(std::string_view line, const Dialect& dialect, std::size_t columns,
                std::vector<std::string>& fields);

/// The inside of a line that is quoted as a whole and has the delimiter in it; empty = it is not.
std::string unwrapped(std::string_view line, const Dialect& dialect);

} // namespace tastescope
