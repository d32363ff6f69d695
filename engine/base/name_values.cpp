// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/name_values.h"

#include <algorithm>

namespace tastescope {

std::vector<std::string_view> cutAt(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(separator, begin), text.size());
        parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

Result<NameValue> parseNameValue(std::string_view text, std::string_view place) {
    const std::size_t cut = text.find('=');
    if (cut == std::string_view::npos || cut == 0) {
        return Error{ErrorCode::InvalidArgument, "\"" + std::string(text) + "\" cannot be read",
                     "Write name=value", std::string(place)};
    }
    return NameValue{text.substr(0, cut), text.substr(cut + 1)};
}

Result<std::vector<NameValue>> parseNameValues(std::string_view text, char separator,
                                               std::string_view place) {
    std::vector<NameValue> pairs;
    if (text.empty()) {
        return pairs;
    }
    for (const std::string_view part : cutAt(text, separator)) {
        TRY_ASSIGN(auto pair, parseNameValue(part, place));
        pairs.push_back(std::move(pair));
    }
    return pairs;
}

std::string joinNameValues(std::span<const NameValue> pairs, char separator) {
    std::string text;
    for (const auto& [name, value] : pairs) {
        if (!text.empty()) {
            text += separator;
        }
        text.append(name).append("=").append(value);
    }
    return text;
}

} // namespace tastescope
