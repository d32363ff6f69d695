// SPDX-License-Identifier: GPL-3.0-or-later
// Where a table begins in a text that has been cut: what stands above it, which rows name its columns, how
// many columns it has. Delimiters at the end of a row or of the header are no column; a header that names
// known columns is never taken for anything else. Pure functions.
#pragma once

#include "storage/import/planning/dialect_choice.h"

#include <string>
#include <vector>

namespace tastescope {

struct TableShape {
    std::size_t preamble = 0; ///< lines
    bool header = false;
    std::size_t headerRows = 1;
    std::vector<std::string> names; ///< of the columns, empty where there is none
    bool named = false;             ///< some of them are known
    bool ragged = false;
    bool padded = false; ///< blanks stand around the fields
    /// Why the header cannot be brought in line with the rows; then the columns have no names.
    std::string problem;
    std::vector<std::string> unplaced; ///< the names that the header has then
};

/// `complete`: the rows are all there are. `header`: "yes", "no" or empty.
TableShape findShape(Cut cut, bool complete, std::string_view header);

} // namespace tastescope
