// SPDX-License-Identifier: GPL-3.0-or-later
// What every value of every option is asked while the arguments are read: before any file is opened.
#pragma once

namespace CLI {
class App;
}

namespace tastescope {

/// To be called when all options of all commands are declared. By its type a value has to be a whole number
/// (no sign where none belongs), a finite number, or a text that is not empty: what an unset variable of a
/// script leaves is no file name.
void checkOptions(CLI::App& app);

/// Of the flag that the commands with exported tables share.
inline constexpr const char* rawHelp =
    "CSV: leave out the apostrophe before texts that a spreadsheet would run as formulas";

} // namespace tastescope
