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
#include <span>
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
    double of(const Bits& left, const Bits& right) const {
        return quotient(shared(left, right), left.size, right.size);
    }
    /// To each of `others`.
    void each(const Bits& one, std::span<const Bits> others, std::span<double> out) const;
    /// The largest to any of `others`, no less than `least`.
    double largest(const Bits& one, std::span<const Bits> others, double least) const;

private:
    static constexpr std::uint32_t tabled = 16; ///< sizes below stand in the table

    static std::uint32_t shared(const Bits& left, const Bits& right) {
        return static_cast<std::uint32_t>(std::popcount(left.words[0] & right.words[0]) +
                                          std::popcount(left.words[1] & right.words[1])) +
               (left.creator != 0 && left.creator == right.creator ? 1U : 0U);
    }
    static double quotient(std::uint32_t common, std::uint32_t left, std::uint32_t right) {
        return common == 0 || left == 0 || right == 0 ? 0
                                                      : common / std::sqrt(static_cast<double>(left) * right);
    }

    AttributeSimilarity m_exact; ///< where there are more words than bits
    std::vector<Bits> m_bits;
    /// By the sizes of both and what they share: no root and no division a pair. Empty where an item is
    /// larger.
    std::vector<double> m_table;
};

} // namespace tastescope
