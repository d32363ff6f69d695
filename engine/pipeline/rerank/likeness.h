// SPDX-License-Identifier: GPL-3.0-or-later
// How like each other two items are by what is known about them: the cosine of 0/1 vectors over categories,
// tags and creator, as metrics/similarity.h has it to the bit, laid out for millions of pairs. A pair of
// which nothing is known counts as unlike. Immutable, thread-safe.
#pragma once

#include "engine/data/attributes.h"
#include "engine/metrics/similarity.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

namespace tastescope {

class ItemLikeness {
public:
    ItemLikeness(const ItemAttributes& attributes, std::size_t items);

    double operator()(ItemIndex a, ItemIndex b) const {
        if (m_bits.empty()) {
            const double value = m_exact(a, b);
            return std::isnan(value) ? 0 : value;
        }
        const Bits& left = m_bits[a.value];
        const Bits& right = m_bits[b.value];
        const int common = std::popcount(left.words[0] & right.words[0]) +
                           std::popcount(left.words[1] & right.words[1]) +
                           (left.creator != 0 && left.creator == right.creator ? 1 : 0);
        return common == 0 ? 0 : common / std::sqrt(static_cast<double>(left.size * right.size));
    }

private:
    struct Bits {
        std::array<std::uint64_t, 2> words{}; ///< categories, then tags
        std::uint32_t creator = 0;            ///< code + 1
        std::uint32_t size = 0;               ///< of the whole set
    };

    AttributeSimilarity m_exact; ///< where there are more words than bits
    std::vector<Bits> m_bits;
};

} // namespace tastescope
