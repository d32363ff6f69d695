// SPDX-License-Identifier: GPL-3.0-or-later
// What the names that people give to what a project keeps have to be. Pure; thread-safe.
#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace tastescope {

inline constexpr std::size_t longestStoredName = 200; ///< bytes

/// InvalidArgument for an empty name and for one that is too long. `needs` and `of` say whose it is: "A rule
/// set needs", "the rule set".
inline Result<void> checkStoredName(std::string_view name, std::string_view needs, std::string_view of) {
    if (name.empty()) {
        return Error{ErrorCode::InvalidArgument, std::string(needs) + " a name", "Type at least one letter",
                     ""};
    }
    if (name.size() > longestStoredName) {
        return Error{ErrorCode::InvalidArgument, "The name of " + std::string(of) + " is too long",
                     "At most " + std::to_string(longestStoredName) + " bytes", ""};
    }
    return {};
}

/// Of a model that is to be trained, before the work; an empty name is one by default.
inline Result<void> checkModelName(std::string_view name) {
    return name.empty() ? Result<void>() : checkStoredName(name, "A model needs", "the model");
}

} // namespace tastescope
