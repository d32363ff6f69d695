// SPDX-License-Identifier: GPL-3.0-or-later
// Groups of users by what is known about them: one segment for every word of a text or list attribute and for
// every quarter of the values of a number. A user is in one segment of each known attribute, or in several of
// a list; where nothing is known, in none.
#pragma once

#include "engine/data/dataset.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tastescope {

struct UserSegments {
    std::size_t count = 0;                 ///< of segments; one is at least two users
    std::vector<std::uint64_t> offsets{0}; ///< users + 1
    std::vector<std::uint32_t> codes;      ///< ascending within a user

    std::span<const std::uint32_t> of(UserIndex user) const {
        return std::span(codes).subspan(offsets[user.value], offsets[user.value + 1] - offsets[user.value]);
    }
    std::size_t bytes() const {
        return offsets.size() * sizeof(std::uint64_t) + codes.size() * sizeof(std::uint32_t);
    }
};

/// By the attribute in this place (1 = the first), or by all of them (0). An attribute that the data does not
/// have makes no segments; dates make none.
UserSegments userSegments(const Dataset& dataset, std::size_t attribute);

} // namespace tastescope
