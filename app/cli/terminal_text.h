// SPDX-License-Identifier: GPL-3.0-or-later
// Text from outside on its way to a terminal. Names in data, files and arguments can hold what clears a
// screen, retitles a window, or turns the order of letters round.
#pragma once

#include <string>
#include <string_view>

namespace tastescope {

enum class LineBreaks { Blank, Keep };

/// The text without anything that steers: control characters (C0, DEL, C1) and the separators of lines become
/// blanks, marks of direction and bytes that belong to no character become U+FFFD. Where line breaks are kept
/// they must be the caller's own. Thread-safe.
std::string terminalText(std::string_view text, LineBreaks breaks = LineBreaks::Blank);

} // namespace tastescope
