// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/name_list.h"

namespace tastescope {
namespace {

constexpr bool isMarked(char letter) {
    return letter == ',' || letter == '\\';
}

} // namespace

std::vector<std::string> cutNames(std::string_view text) {
    std::vector<std::string> names(1);
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\\' && at + 1 < text.size() && isMarked(text[at + 1])) {
            names.back() += text[++at];
        } else if (text[at] == ',') {
            names.emplace_back();
        } else {
            names.back() += text[at];
        }
    }
    return names;
}

std::string joinNames(std::span<const std::string> names, std::string_view between) {
    std::string text;
    for (std::size_t at = 0; at < names.size(); ++at) {
        text += at == 0 ? "" : between;
        for (const char letter : names[at]) {
            if (isMarked(letter)) {
                text += '\\';
            }
            text += letter;
        }
    }
    return text;
}

} // namespace tastescope
