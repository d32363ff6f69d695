// SPDX-License-Identifier: GPL-3.0-or-later
// Lists in one text, "10,20", and names with values, "a=b,c=d": the one place that cuts and joins them.
// Thread-safe.
#pragma once

#include "engine/base/result.h"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tastescope {

using NameValue = std::pair<std::string, std::string>;

/// What stands between the separators, one part more than there are of them: "a,,b" has three, "" one. The
/// parts point into `text`.
std::vector<std::string_view> cutAt(std::string_view text, char separator);

/// "name=value", cut at the first "="; the value may be empty, the name may not. The error quotes the
/// text and names `place`, where it was written: "--set".
Result<NameValue> parseNameValue(std::string_view text, std::string_view place);
/// "a=b,c=d"; an empty text has none. The error quotes the part that cannot be read.
Result<std::vector<NameValue>> parseNameValues(std::string_view text, char separator, std::string_view place);
/// The inverse, for names without "=" and texts without the separator.
std::string joinNameValues(std::span<const NameValue> pairs, char separator);

} // namespace tastescope
