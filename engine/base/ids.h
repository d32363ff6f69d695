// SPDX-License-Identifier: GPL-3.0-or-later
// Row numbers of users and items: two 4-byte types that do not convert into each other or from plain
// integers. They are internal; what a person sees is the data's own id, kept in IdMap.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace tastescope {

template <typename Tag>
struct Index {
    std::uint32_t value = 0;

    constexpr Index() = default;
    constexpr explicit Index(std::size_t row) : value(static_cast<std::uint32_t>(row)) {}
    friend constexpr auto operator<=>(Index, Index) = default;
};

using UserIndex = Index<struct UserTag>;
using ItemIndex = Index<struct ItemTag>;

} // namespace tastescope

template <typename Tag>
struct std::hash<tastescope::Index<Tag>> {
    std::size_t operator()(tastescope::Index<Tag> index) const noexcept { return index.value; }
};
