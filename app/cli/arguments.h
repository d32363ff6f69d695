// SPDX-License-Identifier: GPL-3.0-or-later
// Arguments with a grammar of their own: name=value, model:name=value, lists of lengths. Mistakes are
// InvalidArgument errors, which the command line reports as wrong usage.
#pragma once

#include "engine/base/name_values.h"
#include "engine/base/result.h"
#include "engine/data/split.h"
#include "engine/evaluation/evaluation_options.h"
#include "engine/models/algorithm.h"

#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

/// "name=value" each; `flag` is named in the error.
Result<std::vector<NameValue>> parseNameValues(const std::vector<std::string>& texts, std::string_view flag);
/// "als" or "als:factors=32,iterations=10"; the label is the text itself.
Result<Contestant> parseContestant(const std::string& text);
/// What is to be said of a share that the protocol does not take, where somebody gave another than the usual
/// one with `flag`; empty otherwise. No error: scripts go through all protocols with one share.
std::string unusedShare(Protocol protocol, double share, std::string_view flag);
/// "lambda = 190 by the data: four times …".
std::string chosenText(const DataDefault& chosen);
/// "10" or "10,20": whole numbers of 1 or more, in the order given, each once.
Result<std::vector<std::size_t>> parseLengths(std::string_view text);
/// Nothing when the text is no finite number.
Result<double> parseNumber(std::string_view text, std::string_view flag);

} // namespace tastescope
