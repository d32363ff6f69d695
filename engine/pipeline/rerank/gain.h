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
// Or, where places are dealt by shares (shares.h), what the item has of the objective whose turn it is, then
// its relevance; likeness then only grows, and the rest stays.
//
// Evaluated lazily: likeness only grows with the list, so what an item was worth before is a bound on what it
// is worth now; a stretch of candidates whose best bound is too low is passed over as one, and most items are
// never looked at again. Scratch of one thread.
#pragma once

#include "engine/pipeline/rerank/compiled_rules.h"
#include "engine/pipeline/rerank/gain_terms.h"
#include "engine/pipeline/rerank/likeness/determinant.h"
#include "engine/pipeline/rerank/taste_divergence.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace tastescope {

class Gain {
public:
    static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

    /// For the items of a person that `eligible` marks. `relevance` has the boosts in it; what is buried
    /// comes behind everything else.
    void begin(const PreparedCandidates& candidates, const CompiledRules& rules, const PreparedPerson& person,
               std::span<const double> relevance, std::span<const char> eligible,
               std::span<const char> buried);

    /// Whether an item's gain depends on the list at all.
    bool interacts() const { return m_variety > 0 || m_calibration > 0 || m_dpp > 0 || m_shares; }
    /// The gain for a list of nothing else: all there is when it does not interact.
    double alone(std::size_t item) const { return m_alone[item]; }
    /// The eligible items by that, best first, then by item index.
    std::span<const std::uint32_t> order();

    /// The best of what is eligible, not in the list and wanted; `none` when there is nothing. Ties by item
    /// index. `wanted(item)` costs little beside a likeness.
    template <typename Wanted>
    std::size_t best(const Wanted& wanted) {
        if (m_shares) {
            return bestOfTurn(wanted);
        }
        m_divergence.prepare();
        const auto [found, most] = bestOf(wanted);
        if (m_dpp == 0 || m_filling || most >= leastGrowth) {
            return found;
        }
        m_filling = true;
        m_fillingFrom = m_list.size();
        forgetWorth();
        return bestOf(wanted).first;
    }

    /// Whether bestOfFew() can be asked.
    bool followable() const { return m_dpp == 0 && !m_shares; }
    /// The best of `leader` and of those of `items` that are open and wanted.
    template <typename Wanted>
    std::size_t bestOfFew(std::size_t leader, std::span<const std::uint32_t> items, const Wanted& wanted) {
        if (items.empty()) {
            return leader;
        }
        m_divergence.prepare();
        Best best{leader, fresh(leader)};
        for (const std::uint32_t item : items) {
            improve(item, wanted, best);
        }
        return best.item;
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
    static constexpr std::uint32_t stretchLength = 32;
    static const double leastGrowth; ///< of the log-determinant

    /// Each with its weight.
    struct Terms {
        double relevance = 0;
        double novelty = 0;
        double freshness = 0;
        double popularity = 0;
        double attributes = 0;
        double buried = 0;
    };

    template <typename Wanted>
    std::pair<std::size_t, double> bestOf(const Wanted& wanted) {
        Best best;
        // The group with the highest bound first: what it holds lets others be passed over.
        const std::size_t first = highestGroup();
        if (first < m_groups.size()) {
            searchGroup(first, wanted, best);
        }
        for (std::size_t group = 0; group < m_groups.size(); ++group) {
            if (group != first && boundOf(group) >= best.gain) {
                searchGroup(group, wanted, best);
            }
        }
        return {best.item, best.gain};
    }
    /// By the objective whose turn it is.
    template <typename Wanted>
    std::size_t bestOfTurn(const Wanted& wanted) {
        const std::size_t turn = m_shares->turnAt(m_dealt);
        std::size_t best = none;
        double most = 0;
        const auto before = [&](double amount, std::size_t item) {
            const double ahead = m_terms[item].relevance - (best == none ? 0 : m_terms[best].relevance);
            return best == none || amount > most ||
                   (amount == most &&
                    (ahead > 0 || (ahead == 0 && m_person->items[item] < m_person->items[best])));
        };
        for (std::size_t item = 0; item < m_alone.size(); ++item) {
            if (m_open[item] != 0 && before(amountOf(turn, item), item) && wanted(item)) {
                const double amount = freshAmount(turn, item);
                if (before(amount, item)) {
                    best = item;
                    most = amount;
                }
            }
        }
        return best;
    }
    struct Best {
        std::size_t item = none;
        double gain = -std::numeric_limits<double>::infinity();
    };
    template <typename Wanted>
    void improve(std::size_t item, const Wanted& wanted, Best& best) {
        const double bound =
            m_divergence.on() ? m_worth[item] - m_calibration * m_divergence.of(item) + slack : m_worth[item];
        // Asked before the gain is worked out: where a least share has only items from far below left, that
        // would be the likeness of everything above them to the whole list.
        if (beats(bound, item, best) && m_open[item] != 0 && wanted(item)) {
            const double gain = fresh(item);
            if (beats(gain, item, best)) {
                best = {item, gain};
            }
        }
    }
    template <typename Wanted>
    void searchGroup(std::size_t group, const Wanted& wanted, Best& best) {
        double highest = -std::numeric_limits<double>::infinity();
        for (std::size_t at = m_begins[group]; at < m_begins[group + 1]; ++at) {
            improve(m_members[at], wanted, best);
            highest = std::max(highest, m_worth[m_members[at]]);
        }
        m_groups[group] = highest;
    }
    /// No gain of the group is more.
    double boundOf(std::size_t group) const {
        const double divergence = m_divergence.on() ? m_calibration * m_divergence.ofSet(group) : 0;
        return m_groups[group] - divergence + slack;
    }
    std::size_t highestGroup() const;
    bool growing() const { return m_dpp > 0 && !m_filling; }
    bool beats(double gain, std::size_t item, const Best& best) const {
        // Variances that are equal come out of their rows with other last bits.
        const double equal = growing() ? 1e-11 : 0;
        return gain > best.gain + equal ||
               (gain >= best.gain - equal &&
                (best.item == none || m_person->items[item] < m_person->items[best.item]));
    }
    double likeness(std::size_t a, std::size_t b) const {
        return m_candidates->likeness()(m_person->items[a], m_person->items[b]);
    }
    /// What an item has of an objective; of variety, which falls as the list grows, no less than it has.
    double amountOf(std::size_t turn, std::size_t item) const {
        return m_shares->objectives[turn].kind == Objective::Kind::Variety
                   ? 1 - m_likeness[item] - m_terms[item].buried
                   : m_amounts[turn * m_alone.size() + item];
    }
    double freshAmount(std::size_t turn, std::size_t item);
    void grow(std::size_t item);
    double largestLikeness(std::size_t item) const;
    double fresh(std::size_t item);
    double sum(std::size_t item, double likeness, double divergence) const;
    void list(std::size_t item);
    double logGain(std::size_t item) const;
    void beginGroups();
    void beginShares();
    void forgetWorth();
    void forgetLikeness();

    const PreparedCandidates* m_candidates = nullptr;
    const PreparedPerson* m_person = nullptr;
    double m_lambda = 1;
    double m_variety = 0; ///< 1 − λ
    double m_calibration = 0;
    double m_dpp = 0;
    double m_quality = 0;          ///< times relevance: the logarithm of the squared quality
    bool m_filling = false;        ///< a DPP that has nothing more to add …
    std::size_t m_fillingFrom = 0; ///< … from this length on

    // By candidate.
    std::vector<Terms> m_terms;
    std::vector<double> m_alone;
    std::vector<char> m_eligible;
    std::vector<char> m_open; ///< eligible and not in the list
    std::vector<ItemLikeness::Bits> m_bits;
    std::vector<double> m_likeness;
    std::vector<std::uint32_t> m_seen; ///< how much of the list is in m_likeness
    /// No less than the gain is now, without the divergence; −∞ for what is not open.
    std::vector<double> m_worth;
    /// Groups of candidates: those of a set of categories where there is a calibration, whose part is then
    /// the same, else stretches of the order. Of each no less than the largest worth.
    std::span<const std::uint32_t> m_members, m_begins;
    std::vector<std::uint32_t> m_all, m_stretches;
    std::vector<double> m_groups;

    std::vector<std::uint32_t> m_order;
    std::vector<std::size_t> m_list;
    std::vector<ItemLikeness::Bits> m_listBits;

    const CompiledShares* m_shares = nullptr; ///< null: weights
    std::vector<double> m_amounts;            ///< by objective and candidate, but for variety
    std::size_t m_dealt = 0;                  ///< places of the list that no pin takes

    Determinant m_determinant;    ///< with a DPP
    TasteDivergence m_divergence; ///< with a calibration
};

} // namespace tastescope
