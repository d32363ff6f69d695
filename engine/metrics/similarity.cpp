// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/metrics/similarity.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tastescope {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

} // namespace

AttributeSimilarity::AttributeSimilarity(const ItemAttributes& attributes) {
    const std::size_t items = attributes.table().rows;
    m_offsets.reserve(items + 1);
    for (std::size_t row = 0; row < items; ++row) {
        std::uint32_t base = 0;
        for (const AttributeColumn* column : {attributes.categories(), attributes.tags()}) {
            if (column) {
                for (const std::uint32_t code : column->codesOf(row)) {
                    m_codes.push_back(base + code);
                }
                base += static_cast<std::uint32_t>(column->words.size());
            }
        }
        if (const std::optional<std::uint32_t> creator = attributes.creatorCode(ItemIndex(row))) {
            m_codes.push_back(base + *creator);
        }
        const auto begin = m_codes.begin() + m_offsets.back();
        std::sort(begin, m_codes.end());
        m_codes.erase(std::unique(begin, m_codes.end()), m_codes.end());
        m_offsets.push_back(static_cast<std::uint32_t>(m_codes.size()));
    }
}

std::span<const std::uint32_t> AttributeSimilarity::codesOf(ItemIndex item) const {
    if (item.value + 1 >= m_offsets.size()) {
        return {};
    }
    return std::span(m_codes).subspan(m_offsets[item.value],
                                      m_offsets[item.value + 1] - m_offsets[item.value]);
}

double AttributeSimilarity::operator()(ItemIndex a, ItemIndex b) const {
    const std::span<const std::uint32_t> left = codesOf(a);
    const std::span<const std::uint32_t> right = codesOf(b);
    if (left.empty() || right.empty()) {
        return unknown;
    }
    std::size_t common = 0;
    for (std::size_t i = 0, j = 0; i < left.size() && j < right.size();) {
        common += left[i] == right[j] ? 1 : 0;
        const bool stepLeft = left[i] <= right[j];
        const bool stepRight = right[j] <= left[i];
        i += stepLeft ? 1 : 0;
        j += stepRight ? 1 : 0;
    }
    return static_cast<double>(common) / std::sqrt(static_cast<double>(left.size() * right.size()));
}

AudienceRow::AudienceRow(const InteractionMatrix& matrix)
    : m_matrix(matrix)
    , m_together(matrix.itemCount(), 0) {}

void AudienceRow::choose(ItemIndex item) {
    m_item = item;
    std::fill(m_together.begin(), m_together.end(), 0U);
    for (const UserIndex user : m_matrix.usersOf(item)) {
        for (const ItemIndex other : m_matrix.itemsOf(user)) {
            ++m_together[other.value];
        }
    }
}

double AudienceRow::to(ItemIndex other) const {
    const double product =
        static_cast<double>(m_matrix.countOf(m_item)) * static_cast<double>(m_matrix.countOf(other));
    return product > 0 ? m_together[other.value] / std::sqrt(product) : unknown;
}

} // namespace tastescope
