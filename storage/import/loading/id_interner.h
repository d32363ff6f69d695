// SPDX-License-Identifier: GPL-3.0-or-later
// IdMap::intern() with a short cut: most files count their users and items 1, 2, 3, …, and such an id is
// found in a plain table, without hashing. Only the canonical spelling takes it ("7", not "07"), so ids
// remain text. Not thread-safe.
#pragma once

#include "engine/data/id_map.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>

namespace tastescope {

class IdInterner {
public:
    explicit IdInterner(IdMap& map) : m_map(map) {}

    std::uint32_t intern(std::string_view id) {
        const std::uint32_t number = canonicalNumber(id);
        if (number >= tableLimit) {
            return m_map.intern(id);
        }
        if (number >= m_rows.size()) {
            m_rows.resize(std::bit_ceil(std::max<std::size_t>(number + 1U, 1024)), 0);
        }
        std::uint32_t& row = m_rows[number]; // + 1; 0 = not asked for yet
        if (row == 0) {
            row = m_map.intern(id) + 1;
        }
        return row - 1;
    }

private:
    static constexpr std::uint32_t tableLimit = 1U << 22U;

    static std::uint32_t canonicalNumber(std::string_view id) {
        if (id.empty() || id.size() > 7 || (id[0] == '0' && id.size() > 1)) {
            return tableLimit;
        }
        std::uint32_t number = 0;
        for (const char c : id) {
            const unsigned digit = static_cast<unsigned char>(c) - unsigned{'0'};
            if (digit > 9) {
                return tableLimit;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    IdMap& m_map;
    std::vector<std::uint32_t> m_rows;
};

} // namespace tastescope
