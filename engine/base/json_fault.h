// SPDX-License-Identifier: GPL-3.0-or-later
// Where a text written by hand stops being JSON (RFC 8259), and why: a parser made for speed only says that
// it does. Pure functions, linear in the text.
#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tastescope {

struct JsonFault {
    std::size_t line = 1;   ///< from 1
    std::size_t column = 1; ///< from 1, in characters
    std::string what;       ///< "a comma is missing"

    /// "line 3, column 5".
    std::string place() const;
};

/// Nothing for what is JSON. Numbers of any size are, and any depth is.
std::optional<JsonFault> jsonFault(std::string_view text);

/// The text without the mark that some editors write before UTF-8. BadInput for UTF-16 and UTF-32, by their
/// marks or by the zero bytes of their first brace.
Result<std::string_view> plainJson(std::string_view text);

} // namespace tastescope
