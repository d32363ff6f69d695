// SPDX-License-Identifier: GPL-3.0-or-later
// What a reader of records must know of a file.
#pragma once

#include "storage/import/sources/encoding.h"

#include <cstddef>
#include <string>

namespace tastescope {

/// How the text of one file is cut into fields. `delimiter` is text because of "::"; "jsonl" files have none.
struct Dialect {
    bool jsonLines = false;
    std::string delimiter = ",";
    Encoding encoding = Encoding::Auto;
    char quote = '"';   ///< 0 = quotes are ordinary text
    char escape = '\0'; ///< inside quotes, takes the next character as it is (Book-Crossing's \"); 0 = none
    bool trim = false;  ///< "1, 2, 3": blanks around fields are no part of them
    bool header = true; ///< the first row (after the preamble) names the columns
    std::size_t preamble = 0;   ///< lines before the header or first row
    std::size_t headerRows = 1; ///< records that the header takes, where there is one
    bool ragged = false;        ///< rows may end before the last column: what they lack is empty
    std::string comment;        ///< lines that begin with it are passed over; empty = none
};

} // namespace tastescope
