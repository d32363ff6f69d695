// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a text is JSON, to the letter: RFC 8259 and nothing beside it. The parser behind it looks only at
// what is asked of it, so that a row could be half right.
#pragma once

#include <string>
#include <string_view>

namespace tastescope {

/// Why `text` (UTF-8) is not one JSON object, in words that fit many rows; empty when it is one. Half a
/// surrogate pair, which the grammar allows and no text can have, is made \uFFFD in place.
std::string_view jsonObjectProblem(std::string& text);

} // namespace tastescope
