// SPDX-License-Identifier: GPL-3.0-or-later
// The data's own ids, always text, against dense row numbers. "007" and "7" are different ids.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

/// Append-only: a row number never changes. Texts live in one arena; lookup is an open-addressing table.
/// Const access is thread-safe.
class IdMap {
public:
    /// The row of `id`, added at the end when new. At most 2^32 - 2 ids.
    std::uint32_t intern(std::string_view id);
    std::optional<std::uint32_t> find(std::string_view id) const;
    /// Valid until the next intern(). `row` < size().
    std::string_view at(std::uint32_t row) const;
    std::size_t size() const { return m_offsets.size() - 1; }
    bool empty() const { return size() == 0; }
    void reserve(std::size_t ids);

private:
    /// The hash beside the row: most misses are told without a look at the arena, and growing needs no texts.
    struct Slot {
        std::uint32_t hash = 0;
        std::uint32_t row = 0; ///< row + 1, 0 = free
    };

    std::size_t slotOf(std::string_view id, std::uint32_t hash) const;
    void grow(std::size_t slots);

    std::string m_arena;
    std::vector<std::uint64_t> m_offsets{0};
    std::vector<Slot> m_slots; ///< a power of two, at most half full
};

} // namespace tastescope
