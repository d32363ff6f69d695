// SPDX-License-Identifier: GPL-3.0-or-later
// The k best of numbers offered one after the other. Order: score descending, then index ascending. NaN and
// -infinity are never selected.
#pragma once

#include "engine/models/recommender.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace tastescope {

struct Candidate {
    std::uint32_t index;
    float score;
};

/// Lower index wins among equal scores.
inline bool better(const Candidate& a, const Candidate& b) {
    return a.score != b.score ? a.score > b.score : a.index < b.index;
}

/// Keeps the k best of candidates offered in ascending order of index; k > 0. Whatever does not beat the
/// threshold costs one comparison; what does goes to a buffer of more than k, cut back to k by selection when
/// it is full, so that an offer costs constant time on average for any k. Not thread-safe.
class Selection {
public:
    /// `kept` is scratch, reused between lists.
    Selection(std::size_t k, std::vector<Candidate>& kept) : m_k(k), m_kept(&kept) { m_kept->clear(); }

    /// What a further candidate has to be above. Not so NaN and -infinity; equal loses to the k of lower
    /// index.
    float threshold() const { return m_threshold; }

    void offer(std::uint32_t index, float score) {
        if (score > m_threshold) {
            m_kept->push_back({index, score});
            if (m_kept->size() >= 2 * m_k + slack) {
                cut();
            }
        }
    }
    void offer(std::span<const float> scores, std::size_t begin, std::size_t end) {
        for (std::size_t index = begin; index < end; ++index) {
            offer(static_cast<std::uint32_t>(index), scores[index]);
        }
    }

    /// Sorted.
    std::span<const Candidate> best() {
        if (m_kept->size() > m_k) {
            cut();
        }
        std::ranges::sort(*m_kept, better);
        return *m_kept;
    }

private:
    static constexpr std::size_t slack = 12;

    void cut() {
        const auto last = m_kept->begin() + static_cast<std::ptrdiff_t>(m_k);
        std::nth_element(m_kept->begin(), last - 1, m_kept->end(), better);
        m_threshold = (last - 1)->score;
        m_kept->erase(last, m_kept->end());
    }

    std::size_t m_k;
    float m_threshold = -std::numeric_limits<float>::infinity();
    std::vector<Candidate>* m_kept;
};

inline std::vector<ScoredItem> asItems(std::span<const Candidate> best) {
    std::vector<ScoredItem> list;
    list.reserve(best.size());
    for (const Candidate& candidate : best) {
        list.push_back({ItemIndex{candidate.index}, candidate.score});
    }
    return list;
}

} // namespace tastescope
