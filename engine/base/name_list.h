// SPDX-License-Identifier: GPL-3.0-or-later
// Names of anything in one text, "play,like", that may hold commas themselves: "click\, view,like".
// Thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

/// What stands between the commas, one name more than there are of them. "\," is a comma of a name and "\\" a
/// backslash; any other backslash stands for itself. Blanks stay.
std::vector<std::string> cutNames(std::string_view text);
/// The inverse where `between` is ",": with it the names are cut as they were, but for no names and an empty
/// one, which are both "". For people it may be ", ".
std::string joinNames(std::span<const std::string> names, std::string_view between = ",");

} // namespace tastescope
