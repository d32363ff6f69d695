// SPDX-License-Identifier: GPL-3.0-or-later
// Words of a text in any language, for matching: UTF-8, lower case, without punctuation.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

/// Runs of letters and digits, in order, repeated ones included. Latin, Greek and Cyrillic letters become
/// lower case; apostrophes inside a word vanish ("don't" -> "dont"); Han and kana characters, written without
/// spaces, are a word each. Bytes that are no UTF-8 separate words. Never fails.
std::vector<std::string> wordsOf(std::string_view text);

/// All words joined by one space: equal for names that differ in case and punctuation only.
std::string normalisedText(std::string_view text);

} // namespace tastescope
