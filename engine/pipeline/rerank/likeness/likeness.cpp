// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rerank/likeness/likeness.h"

#include <algorithm>

namespace tastescope {

ItemLikeness::ItemLikeness(const ItemAttributes& attributes, std::size_t items) : m_exact(attributes) {
    std::size_t words = 0;
    for (const AttributeColumn* column : {attributes.categories(), attributes.tags()}) {
        words += column ? column->words.size() : 0;
    }
    if (words > 128) {
        return;
    }
    m_bits.resize(items);
    for (std::size_t item = 0; item < items; ++item) {
        Bits& bits = m_bits[item];
        std::size_t base = 0;
        for (const AttributeColumn* column : {attributes.categories(), attributes.tags()}) {
            if (column) {
                for (const std::uint32_t code : column->codesOf(item)) {
                    bits.words[(base + code) / 64] |= std::uint64_t{1} << ((base + code) % 64);
                }
                base += column->words.size();
            }
        }
        const auto creator = attributes.creatorCode(ItemIndex(item));
        bits.creator = creator ? *creator + 1 : 0;
        bits.size = static_cast<std::uint32_t>(std::popcount(bits.words[0]) + std::popcount(bits.words[1])) +
                    (creator ? 1 : 0);
    }
    if (std::ranges::all_of(m_bits, [](const Bits& bits) { return bits.size < tabled; })) {
        for (std::uint32_t entry = 0; entry < tabled * tabled * tabled; ++entry) {
            m_table.push_back(quotient(entry % tabled, entry / (tabled * tabled), entry / tabled % tabled));
        }
    }
}

void ItemLikeness::each(const Bits& one, std::span<const Bits> others, std::span<double> out) const {
    const double* row = m_table.empty() ? nullptr : m_table.data() + std::size_t{one.size} * tabled * tabled;
    for (std::size_t at = 0; at < others.size(); ++at) {
        out[at] = row ? row[others[at].size * tabled + shared(one, others[at])] : of(one, others[at]);
    }
}

double ItemLikeness::largest(const Bits& one, std::span<const Bits> others, double least) const {
    if (!m_table.empty()) {
        const double* row = m_table.data() + std::size_t{one.size} * tabled * tabled;
        for (const Bits& other : others) {
            least = std::max(least, row[other.size * tabled + shared(one, other)]);
        }
        return least;
    }
    for (const Bits& other : others) {
        // No root and no division for the many that are not larger.
        const double common = shared(one, other);
        const double sizes = static_cast<double>(one.size) * other.size;
        if (common * common > least * least * sizes * (1 - 1e-12)) {
            least = std::max(least, of(one, other));
        }
    }
    return least;
}

} // namespace tastescope
