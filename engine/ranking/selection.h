// SPDX-License-Identifier: GPL-3.0-or-later
// The k best of numbers offered one after the other. Order: score descending, then index ascending. NaN and
// -infinity are never selected.
#pragma once

#include "engine/base/scored_item.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

namespace tastescope {

/// The order of lists.
inline bool better(const ScoredItem& a, const ScoredItem& b) {
    return a.score != b.score ? a.score > b.score : a.item < b.item;
}

/// Keeps the k best of candidates offered in ascending order of index; k > 0. Whatever does not beat the
/// threshold costs one comparison. What does is put into its place when k is small; otherwise it goes to a
/// buffer of more than k, cut back to k by selection when it is full, so that an offer costs constant time on
/// average for any k. Not thread-safe.
class Selection {
public:
    /// Score and index as one number that is larger for the better: quicker to compare than the two.
    using Key = std::uint64_t;

    /// `kept` is scratch, reused between lists.
    Selection(std::size_t k, std::vector<Key>& kept) : m_k(k), m_kept(&kept) { m_kept->clear(); }

    /// What a further candidate has to be above. Not so NaN and -infinity; equal loses to the k of lower
    /// index.
    float threshold() const { return m_threshold; }

    void offer(std::uint32_t index, float score) {
        if (score > m_threshold) {
            m_k <= placed ? place(keyOf(index, score)) : gather(keyOf(index, score));
        }
    }
    void offer(std::span<const float> scores, std::size_t begin, std::size_t end) {
        for (std::size_t index = begin; index < end; ++index) {
            offer(static_cast<std::uint32_t>(index), scores[index]);
        }
    }

    std::vector<ScoredItem> best() {
        std::ranges::sort(*m_kept, std::greater<>());
        m_kept->resize(std::min(m_kept->size(), m_k));
        std::vector<ScoredItem> list;
        list.reserve(m_kept->size());
        for (const Key key : *m_kept) {
            list.push_back({ItemIndex{static_cast<std::uint32_t>(~key)}, scoreOf(key)});
        }
        return list;
    }

private:
    static constexpr std::size_t placed = 48; ///< up to this k shifting beats selecting
    static constexpr std::size_t slack = 32;
    static constexpr std::uint32_t sign = 0x80000000U;

    /// Floats as unsigned numbers of the same order; 0 and -0 are one.
    static Key keyOf(std::uint32_t index, float score) {
        const auto bits = std::bit_cast<std::uint32_t>(score + 0.0F);
        const std::uint32_t ordered = (bits & sign) != 0 ? ~bits : bits | sign;
        return Key{ordered} << 32 | static_cast<std::uint32_t>(~index);
    }
    static float scoreOf(Key key) {
        const auto ordered = static_cast<std::uint32_t>(key >> 32);
        return std::bit_cast<float>((ordered & sign) != 0 ? ordered & ~sign : ~ordered);
    }

    void place(Key key) {
        std::vector<Key>& kept = *m_kept;
        if (kept.size() < m_k) {
            kept.push_back(key);
        }
        std::size_t at = kept.size() - 1;
        for (; at > 0 && kept[at - 1] < key; --at) {
            kept[at] = kept[at - 1];
        }
        kept[at] = key;
        if (kept.size() == m_k) {
            m_threshold = scoreOf(kept.back());
        }
    }
    void gather(Key key) {
        m_kept->push_back(key);
        if (m_kept->size() >= 2 * m_k + slack) {
            const auto last = m_kept->begin() + static_cast<std::ptrdiff_t>(m_k);
            std::nth_element(m_kept->begin(), last - 1, m_kept->end(), std::greater<>());
            m_threshold = scoreOf(*(last - 1));
            m_kept->erase(last, m_kept->end());
        }
    }

    std::size_t m_k;
    float m_threshold = -std::numeric_limits<float>::infinity();
    std::vector<Key>* m_kept;
};

} // namespace tastescope
