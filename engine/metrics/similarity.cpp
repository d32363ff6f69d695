// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/metrics/similarity.h"

#include "engine/base/parallel.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

namespace tastescope {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t keysPerChunk = 4096;
constexpr std::size_t itemsPerChunk = 64;

std::uint32_t firstOf(std::uint64_t key) {
    return static_cast<std::uint32_t>(key >> 32);
}

/// Ascending, each once: by counting the first items, then every item's keys by themselves, which is linear
/// and can be stopped. Of no use after a stop.
std::vector<std::uint64_t> sortedKeys(std::vector<std::uint64_t> keys, std::size_t items,
                                      const ExecutionContext& context) {
    std::vector<std::size_t> offsets(items + 1, 0);
    for (const std::uint64_t key : keys) {
        ++offsets[firstOf(key) + std::size_t{1}];
    }
    std::partial_sum(offsets.begin(), offsets.end(), offsets.begin());
    std::vector<std::uint64_t> sorted(keys.size());
    std::vector<std::size_t> ends(offsets.begin(), offsets.end() - 1); // of what is written of each item
    for (const std::uint64_t key : keys) {
        sorted[ends[firstOf(key)]++] = key;
    }
    keys = {};
    parallelChunks(context, items, itemsPerChunk, [&](std::size_t begin, std::size_t end) {
        for (std::size_t item = begin; item < end && !context.stopRequested(); ++item) {
            const auto first = sorted.begin() + static_cast<std::ptrdiff_t>(offsets[item]);
            const auto last = sorted.begin() + static_cast<std::ptrdiff_t>(offsets[item + 1]);
            std::sort(first, last);
            ends[item] = static_cast<std::size_t>(std::unique(first, last) - sorted.begin());
        }
    });
    std::size_t kept = 0;
    for (std::size_t item = 0; item < items; ++item) {
        for (std::size_t at = offsets[item]; at < ends[item]; ++at) {
            sorted[kept++] = sorted[at];
        }
    }
    sorted.resize(kept);
    return sorted;
}

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

std::uint64_t AudienceSimilarity::pairKey(ItemIndex a, ItemIndex b) {
    const auto [low, high] = std::minmax(a, b);
    return std::uint64_t{low.value} << 32 | high.value;
}

Result<AudienceSimilarity> AudienceSimilarity::build(const InteractionMatrix& matrix,
                                                     std::vector<std::uint64_t> keys,
                                                     const ExecutionContext& context) {
    AudienceSimilarity table;
    table.m_keys = sortedKeys(std::move(keys), matrix.itemCount(), context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    table.m_values.resize(table.m_keys.size());
    const auto work = [&](std::size_t begin, std::size_t end) {
        // One row of the co-occurrence matrix at a time: the items that the first item's users have.
        std::vector<std::uint32_t> together(matrix.itemCount(), 0);
        std::vector<std::uint32_t> touched;
        for (std::size_t at = begin; at < end && !context.stopRequested();) {
            const ItemIndex first{firstOf(table.m_keys[at])};
            for (const std::uint32_t item : touched) { // few of many items, as a rule
                together[item] = 0;
            }
            touched.clear();
            for (const UserIndex user : matrix.usersOf(first)) {
                for (const ItemIndex item : matrix.itemsOf(user)) {
                    if (together[item.value]++ == 0) {
                        touched.push_back(item.value);
                    }
                }
            }
            for (; at < end && firstOf(table.m_keys[at]) == first.value; ++at) {
                const ItemIndex second{static_cast<std::uint32_t>(table.m_keys[at])};
                const double product =
                    static_cast<double>(matrix.countOf(first)) * static_cast<double>(matrix.countOf(second));
                table.m_values[at] = product > 0 ? together[second.value] / std::sqrt(product) : unknown;
            }
        }
    };
    if (!parallelChunks(context, table.m_keys.size(), keysPerChunk, work)) {
        return cancelledError();
    }
    return table;
}

double AudienceSimilarity::operator()(ItemIndex a, ItemIndex b) const {
    const std::uint64_t key = pairKey(a, b);
    const auto found = std::lower_bound(m_keys.begin(), m_keys.end(), key);
    assert(found != m_keys.end() && *found == key);
    return m_values[static_cast<std::size_t>(found - m_keys.begin())];
}

} // namespace tastescope
