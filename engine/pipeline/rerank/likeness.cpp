// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rerank/likeness.h"

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
}

} // namespace tastescope
