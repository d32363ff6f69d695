// SPDX-License-Identifier: GPL-3.0-or-later
// What every value of every option is asked while the arguments are read: before any file is opened.
#pragma once

#include "engine/base/result.h"

namespace CLI {
class App;
}

namespace tastescope {

/// To be called when all options of all commands are declared. By its type a value has to be a whole number
/// (no sign where none belongs), a finite number, or a text that is not empty: what an unset variable of a
/// script leaves is no file name.
void checkOptions(CLI::App& app);

// What the values of an option name, said by its type, which help shows as well. Every option that names a
// file has one of these types, PROJECT aside; a test asks it of all options of all commands.
inline constexpr const char* fileRead = "FILE";        ///< read; a folder or - where the command says so
inline constexpr const char* wordOrFile = "WORD|FILE"; ///< a word that the option knows, else read
inline constexpr const char* modelAndRules = "MODEL[+FILE]"; ///< what stands behind the plus is read
inline constexpr const char* fileWritten = "OUTPUT";
inline constexpr const char* folderWritten = "FOLDER"; ///< its command knows the files, and checks them

/// To be called when the arguments are read, before the command does anything: what it writes is none of the
/// files that it reads and not the project; see checkOutput(). And --raw has a CSV file to be about.
Result<void> checkFiles(const CLI::App& app);

/// Of the flag that the commands with exported tables share.
inline constexpr const char* rawHelp =
    "CSV: leave out the apostrophe before texts that a spreadsheet would run as formulas";

} // namespace tastescope
