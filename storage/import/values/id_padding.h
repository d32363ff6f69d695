// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers that are ids and that some programs pad with zeros.
#pragma once

#include <string_view>

namespace tastescope {

/// "0042" becomes "42", "000" becomes "0"; what is not all digits stays.
inline std::string_view withoutPadding(std::string_view id) {
    const std::size_t first = id.find_first_not_of('0');
    if (id.find_first_not_of("0123456789") != std::string_view::npos || id.empty()) {
        return id;
    }
    return id.substr(first == std::string_view::npos ? id.size() - 1 : first);
}

} // namespace tastescope
