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

    /// What is known of an item, where it fits.
    struct Bits {
        std::array<std::uint64_t, 2> words{}; ///< categories, then tags
        std::uint32_t creator = 0;            ///< code + 1
        std::uint32_t size = 0;               ///< of the whole set
    };

    double operator()(ItemIndex a, ItemIndex b) const {
        if (!fits()) {
            const double value = m_exact(a, b);
            return std::isnan(value) ? 0 : value;
        }
        return of(m_bits[a.value], m_bits[b.value]);
    }

    /// Whether there are bits; else only pairs of items can be asked for.
    bool fits() const { return !m_bits.empty(); }
    const Bits& bits(ItemIndex item) const { return m_bits[item.value]; }
    static double of(const Bits& left, const Bits& right) {
        const int common = shared(left, right);
        return common == 0 ? 0 : common / std::sqrt(static_cast<double>(left.size * right.size));
    }
    /// False only where of() is no more than that: no root and no division for the many that are not.
    static bool mayExceed(const Bits& left, const Bits& right, double likeness) {
        const double common = shared(left, right);
        return common * common >
               likeness * likeness * static_cast<double>(left.size * right.size) * (1 - 1e-12);
    }

private:
    static int shared(const Bits& left, const Bits& right) {
        return std::popcount(left.words[0] & right.words[0]) + std::popcount(left.words[1] & right.words[1]) +
               (left.creator != 0 && left.creator == right.creator ? 1 : 0);
    }

    AttributeSimilarity m_exact; ///< where there are more words than bits
    std::vector<Bits> m_bits;
};

} // namespace tastescope
