// SPDX-License-Identifier: GPL-3.0-or-later
// What the next place of a list is given away by, one sum:
//
//     (1 − c)·(λ·relevance − (1 − λ)·largest likeness to the list) − c·KL(of the list with the item)
//     + novelty + freshness·0.5^(age / half-life) − popularity damping, each times its weight
//
// with λ = 1 − variety (MMR, Carbonell and Goldstein 1998) and c the calibration (Steck 2018); or, with a DPP
// of weight w, the growth of the log-determinant of quality and likeness, θ = 1 − w and quality exp(θ·x /
// (2(1 − θ))), x being relevance and the terms of the second line (fast greedy MAP, Chen, Zhang and Zhou
// 2018); when the determinant grows by less than 1e-10, relevance fills what is left.
//
// Evaluated lazily: likeness only grows with the list, so what an item was worth before is a bound on what it
// is worth now, and most items are never looked at again. Scratch of one thread.
#pragma once

#include "engine/pipeline/rerank/compiled_rules.h"

#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace tastescope {

/// The terms of the gain of one item, as they are added up.
struct GainTerms {
    double relevance = 0;  ///< with boosts
    double likeness = 0;   ///< the largest to what stands above
    double divergence = 0; ///< KL of the list with the item
    double novelty = 0;    ///< from here on times its weight
    double freshness = 0;
    double popularity = 0;
    double attributes = 0;
    double growth = 0; ///< of the log-determinant, with a DPP
    double gain = 0;
};

class Gain {
public:
    static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

    /// For the items of a person that `eligible` marks. `relevance` has the boosts in it; what is buried
    /// comes behind everything else.
    void begin(const PreparedCandidates& candidates, const CompiledRules& rules, const PreparedPerson& person,
               std::span<const double> relevance, std::span<const char> eligible,
               std::span<const char> buried);

    /// Whether an item's gain depends on the list at all.
    bool interacts() const { return m_variety > 0 || m_calibration > 0 || m_dpp > 0; }
    /// The gain for a list of nothing else: all there is when it does not interact.
    double alone(std::size_t item) const { return m_alone[item]; }
    /// The eligible items by that, best first, then by item index.
    std::span<const std::uint32_t> order();

    /// The best of what is eligible, not in the list and wanted; `none` when there is nothing. Ties by item
    /// index. `wanted(item)` is asked of few.
    template <typename Wanted>
    std::size_t best(const Wanted& wanted) {
        if (m_diverges) {
            prepareDivergence();
        }
        const auto [found, most] = bestOf(wanted);
        if (m_dpp == 0 || m_filling || most >= leastGrowth) {
            return found;
        }
        m_filling = true;
        m_fillingFrom = m_list.size();
        return bestOf(wanted).first;
    }

    void push(std::size_t item);
    void pop();
    /// Back to the empty list.
    void restart();
    std::size_t candidates() const { return m_alone.size(); }
    std::size_t size() const { return m_list.size(); }
    GainTerms termsOf(std::size_t item);

private:
    static constexpr double slack = 1e-9; ///< of bounds, for rounding
    static constexpr double buriedBy = 1e3;
    static const double leastGrowth; ///< of the log-determinant

    struct Entry {
        double alone = 0;
        std::uint32_t index = 0; ///< of the item in the data
        std::uint32_t item = 0;  ///< of the candidate
    };
    /// Each with its weight.
    struct Terms {
        double relevance = 0;
        double novelty = 0;
        double freshness = 0;
        double popularity = 0;
        double attributes = 0;
        double buried = 0;
    };
    static bool before(const Entry& a, const Entry& b) {
        return a.alone != b.alone ? a.alone > b.alone : a.index < b.index;
    }

    template <typename Wanted>
    std::pair<std::size_t, double> bestOf(const Wanted& wanted) {
        std::size_t found = none;
        double most = -std::numeric_limits<double>::infinity();
        while (m_first < m_sorted && m_listed[m_entries[m_first].item] != 0) {
            ++m_first;
        }
        for (std::size_t at = m_first; at < m_entries.size(); ++at) {
            if (at == m_sorted) {
                sortMore();
            }
            const Entry& entry = m_entries[at];
            if (boundOf(entry) + slack < most) {
                break;
            }
            if (m_listed[entry.item] == 0 && beats(stale(entry.item), entry.item, most, found)) {
                const double gain = fresh(entry.item);
                if (beats(gain, entry.item, most, found) && wanted(entry.item)) {
                    most = gain;
                    found = entry.item;
                }
            }
        }
        return {found, most};
    }
    bool growing() const { return m_dpp > 0 && !m_filling; }
    double boundOf(const Entry& entry) const {
        return growing() ? m_quality * entry.alone : entry.alone - m_leastDivergence;
    }
    bool beats(double gain, std::size_t item, double most, std::size_t found) const {
        // Variances that are equal come out of their rows with other last bits.
        const double equal = growing() ? 1e-11 : 0;
        return gain > most + equal ||
               (gain >= most - equal && (found == none || m_person->items[item] < m_person->items[found]));
    }
    double stale(std::size_t item) const;
    double fresh(std::size_t item);
    double sum(std::size_t item, double likeness, double divergence) const;
    void grow(std::size_t item);
    double logGain(std::size_t item) const;
    void show(std::size_t item, double sign);
    void prepareDivergence();
    void sortMore();

    const PreparedCandidates* m_candidates = nullptr;
    const PreparedPerson* m_person = nullptr;
    double m_lambda = 1;
    double m_variety = 0; ///< 1 − λ
    double m_calibration = 0;
    double m_dpp = 0;
    double m_quality = 0;          ///< times relevance: the logarithm of the squared quality
    bool m_diverges = false;       ///< there is something to be calibrated to
    bool m_filling = false;        ///< a DPP that has nothing more to add …
    std::size_t m_fillingFrom = 0; ///< … from this length on

    // By candidate.
    std::vector<Terms> m_terms;
    std::vector<double> m_alone;
    std::vector<char> m_listed;
    std::vector<double> m_likeness;
    std::vector<std::uint32_t> m_seen; ///< how much of the list is in m_likeness, or in the row of the DPP

    std::vector<Entry> m_entries;
    std::size_t m_sorted = 0; ///< entries in order
    std::size_t m_first = 0;  ///< entries at the front that are in the list
    std::vector<std::uint32_t> m_order;
    std::vector<std::size_t> m_list;

    // DPP: rows of the Cholesky factor, by candidate, and what is left of each variance.
    std::size_t m_width = 0;
    std::vector<double> m_rows;
    std::vector<double> m_variance;

    // Calibration.
    std::vector<std::uint32_t> m_tasteOf; ///< by category: place among the tastes + 1, or 0
    std::vector<double> m_shown;          ///< by taste: what the list has of it
    double m_withCategories = 0;
    std::vector<double> m_divergence; ///< by set of categories: KL of the list with such an item
    double m_leastDivergence = 0;     ///< times its weight
    std::vector<double> m_steps;      ///< scratch: by taste and number of categories
};

} // namespace tastescope
