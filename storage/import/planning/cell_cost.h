// SPDX-License-Identifier: GPL-3.0-or-later
// How much a cell looks as if it had been cut wrongly: the type half of the data consistency measure of van
// den Burg, Nazábal and Sutton (Wrangling messy CSV files by detecting row and type patterns, 2019). Theirs
// is the share of cells of a known type. Here each cell has a cost, and costs are added up over columns,
// because a share favours whatever separator cuts most: "u1", "A; B; C; D", "5" is one cell with a list in
// it, "u1,A", "B", "C", "D,5" has two cells that a separator runs through. Pure functions.
#pragma once

#include <string>
#include <string_view>

namespace tastescope {

/// 0: a number, a time, a word; about 0.3: a list; 0.6 and more: something that should have been cut or
/// unquoted. `delimiter` is what the cell was cut at.
double cellCost(std::string_view cell, std::string_view delimiter);

/// A number in any of the usual ways, also with a currency or percent sign, or a date or time of day.
bool isNumberOrTime(std::string_view text);

} // namespace tastescope
