// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rerank/gain.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

constexpr double own = 0.99;            ///< of the list's mix in what the taste is compared with
constexpr double leastVariance = 1e-12; ///< what is below is rounding

} // namespace

const double Gain::leastGrowth = std::log(1e-10);

void Gain::begin(const PreparedCandidates& candidates, const CompiledRules& rules,
                 const PreparedPerson& person, std::span<const double> relevance,
                 std::span<const char> eligible, std::span<const char> buried) {
    const Balance& balance = rules.set->balance;
    m_candidates = &candidates;
    m_person = &person;
    m_dpp = balance.dpp;
    m_quality = m_dpp > 0 ? (1 - m_dpp) / m_dpp : 0; // 2·θ / (2(1 − θ))
    m_calibration = m_dpp > 0 ? 0 : balance.calibration;
    m_diverges = m_calibration > 0 && !person.tastes.empty();
    m_lambda = m_dpp > 0 ? 1 : balance.mmr;
    m_variety = 1 - m_lambda;
    m_shares = rules.shares.on() ? &rules.shares : nullptr;
    const std::size_t size = person.items.size();
    m_terms.assign(size, {});
    m_alone.resize(size);
    m_eligible.assign(eligible.begin(), eligible.end());
    m_order.clear();
    for (std::size_t at = 0; at < size; ++at) {
        const ItemIndex item = person.items[at];
        Terms& terms = m_terms[at];
        terms.relevance = relevance[at];
        terms.novelty = balance.novelty * candidates.novelty(item);
        terms.freshness = rules.freshness ? balance.freshness * (*rules.freshness)[item.value] : 0;
        terms.popularity = balance.popularityDamping * candidates.popularity(item);
        for (const auto& [weight, values] : rules.attributes) {
            terms.attributes += weight * (*values)[item.value];
        }
        terms.buried = buried[at] ? buriedBy : 0;
        m_alone[at] = sum(at, 0, 0);
    }
    beginShares();
    m_bits.clear();
    if (interacts() && candidates.likeness().fits()) { // side by side, as they are asked for
        for (const ItemIndex item : person.items) {
            m_bits.push_back(candidates.likeness().bits(item));
        }
    }
    if (m_dpp > 0) {
        m_width = std::min(size, rules.set->list.value_or(size));
        m_rows.resize(std::max(m_rows.size(), m_width * size));
        m_listRows.resize(std::max(m_listRows.size(), m_width * m_width));
        m_listRoots.resize(m_width);
    }
    if (m_diverges) {
        const AttributeColumn* column = candidates.facts().data->itemAttributes().categories();
        m_tasteOf.assign(column->words.size(), 0);
        for (std::uint32_t taste = 0; taste < person.tastes.size(); ++taste) {
            m_tasteOf[person.tastes[taste].first] = taste + 1;
        }
        m_divergence.assign(person.categorySets.size(), 0);
        m_setDivergence.assign(person.categorySets.size(), 0);
    }
    restart();
}

void Gain::beginShares() {
    const std::size_t objectives = m_shares ? m_shares->objectives.size() : 0;
    const std::size_t size = m_alone.size();
    m_amounts.resize(objectives * size);
    for (std::size_t turn = 0; turn < objectives; ++turn) {
        const Objective& objective = m_shares->objectives[turn];
        for (std::size_t at = 0; at < size; ++at) {
            const double amount = objective.ofItems() ? objective.of(*m_candidates, m_person->items[at])
                                                      : m_terms[at].relevance;
            m_amounts[turn * size + at] = amount - m_terms[at].buried;
        }
    }
}

double Gain::freshAmount(std::size_t turn, std::size_t item) {
    if (m_shares->objectives[turn].kind == Objective::Kind::Variety) {
        m_likeness[item] = largestLikeness(item);
        m_seen[item] = static_cast<std::uint32_t>(m_list.size());
    }
    return amountOf(turn, item);
}

double Gain::sum(std::size_t item, double likeness, double divergence) const {
    const Terms& terms = m_terms[item];
    return (1 - m_calibration) * (m_lambda * terms.relevance - m_variety * likeness) -
           m_calibration * divergence + terms.novelty + terms.freshness - terms.popularity +
           terms.attributes - terms.buried;
}

std::span<const std::uint32_t> Gain::order() {
    if (m_order.empty()) {
        for (std::uint32_t at = 0; at < m_eligible.size(); ++at) {
            if (m_eligible[at]) {
                m_order.push_back(at);
            }
        }
        const auto before = [&](std::uint32_t a, std::uint32_t b) {
            return m_alone[a] != m_alone[b] ? m_alone[a] > m_alone[b]
                                            : m_person->items[a] < m_person->items[b];
        };
        if (!std::ranges::is_sorted(m_order, before)) { // candidates come best first
            std::ranges::sort(m_order, before);
        }
    }
    return m_order;
}

/// To anything of the list.
double Gain::largestLikeness(std::size_t item) const {
    double largest = m_likeness[item];
    for (std::size_t at = m_seen[item]; at < m_list.size(); ++at) {
        if (m_listBits.empty() || ItemLikeness::mayExceed(m_listBits[at], m_bits[item], largest)) {
            largest = std::max(largest, likeness(m_list[at], item));
        }
    }
    return largest;
}

/// What an item is worth for the list as it is now.
double Gain::fresh(std::size_t item) {
    double worth = m_alone[item];
    double gain = worth;
    if (growing()) {
        grow(item);
        worth = gain = logGain(item);
    } else if (m_dpp == 0) {
        if (m_variety > 0) {
            m_likeness[item] = largestLikeness(item);
            m_seen[item] = static_cast<std::uint32_t>(m_list.size());
            worth = gain = sum(item, m_likeness[item], 0);
        }
        if (m_diverges) {
            gain = sum(item, m_likeness[item], m_divergence[m_person->categorySet[item]]);
        }
    }
    if (m_open[item] != 0) {
        m_worth[item] = worth;
    }
    return gain;
}

/// Bounds from what every item is worth alone.
void Gain::forgetWorth() {
    const std::size_t size = m_alone.size();
    m_worth.resize(size);
    m_stretches.assign((size + stretchLength - 1) / stretchLength, -std::numeric_limits<double>::infinity());
    for (std::size_t item = 0; item < size; ++item) {
        m_worth[item] = m_open[item] == 0 ? -std::numeric_limits<double>::infinity()
                        : growing()       ? m_quality * m_alone[item]
                                          : m_alone[item];
        double& highest = m_stretches[item / stretchLength];
        highest = std::max(highest, m_worth[item]);
    }
}

/// The row of the Cholesky factor up to the list as it is.
void Gain::grow(std::size_t item) {
    const std::size_t length = std::min(m_list.size(), m_width);
    double* row = m_rows.data() + item * m_width;
    double variance = m_variance[item];
    for (std::size_t at = m_seen[item]; at < length; ++at) {
        const double* other = m_listRows.data() + at * m_width;
        // Four sums: one would wait for itself.
        std::array<double, 4> sums{};
        std::size_t place = 0;
        for (; place + 4 <= at; place += 4) {
            for (std::size_t lane = 0; lane < 4; ++lane) {
                sums[lane] += other[place + lane] * row[place + lane];
            }
        }
        for (; place < at; ++place) {
            sums[0] += other[place] * row[place];
        }
        const double value = likeness(m_list[at], item) - (sums[0] + sums[1] + (sums[2] + sums[3]));
        // A list may hold, by a pin, what adds nothing.
        row[at] = m_listRoots[at] > 0 ? value / m_listRoots[at] : 0;
        variance -= row[at] * row[at];
    }
    m_variance[item] = variance;
    m_seen[item] = static_cast<std::uint32_t>(length);
}

double Gain::logGain(std::size_t item) const {
    return m_variance[item] > leastVariance ? m_quality * m_alone[item] + std::log(m_variance[item])
                                            : -std::numeric_limits<double>::infinity();
}

void Gain::show(std::size_t item, double sign) {
    if (!m_diverges) {
        return;
    }
    const auto& categories = m_person->categorySets[m_person->categorySet[item]];
    for (const std::uint32_t code : categories) {
        if (m_tasteOf[code] > 0) {
            m_shown[m_tasteOf[code] - 1] += sign / static_cast<double>(categories.size());
        }
    }
    m_withCategories += categories.empty() ? 0 : sign;
    m_divergenceKnown = false;
}

void Gain::push(std::size_t item) {
    fresh(item);
    list(item);
    m_open[item] = 0;
    m_worth[item] = -std::numeric_limits<double>::infinity();
    show(item, 1);
}

void Gain::pop() {
    const std::size_t last = m_list.back();
    std::vector<std::size_t> left = std::exchange(m_list, {});
    left.pop_back();
    m_listBits.clear();
    m_dealt = 0;
    m_open[last] = m_eligible[last];
    show(last, -1);
    m_filling = m_filling && left.size() >= m_fillingFrom;
    // What was seen of the longer list is forgotten; going back is rare.
    forgetLikeness();
    for (const std::size_t item : left) {
        if (m_dpp > 0) {
            grow(item);
        }
        list(item);
    }
}

/// Beside the others of the list, where those who compare themselves look.
void Gain::list(std::size_t item) {
    if (m_dpp > 0 && m_list.size() < m_width) {
        const double* row = m_rows.data() + item * m_width;
        std::copy(row, row + m_list.size(), m_listRows.data() + m_list.size() * m_width);
        const double variance = m_variance[item];
        m_listRoots[m_list.size()] = variance > leastVariance ? std::sqrt(variance) : 0;
    }
    if (!m_bits.empty()) {
        m_listBits.push_back(m_bits[item]);
    }
    m_list.push_back(item);
    m_dealt += m_eligible[item] != 0 ? 1 : 0;
}

void Gain::restart() {
    m_list.clear();
    m_listBits.clear();
    m_dealt = 0;
    m_open = m_eligible;
    m_shown.assign(m_diverges ? m_person->tastes.size() : 0, 0);
    m_withCategories = 0;
    m_leastDivergence = 0;
    m_divergenceKnown = false;
    m_filling = false;
    forgetLikeness();
}

void Gain::forgetLikeness() {
    m_likeness.assign(m_alone.size(), 0);
    m_seen.assign(m_alone.size(), 0);
    m_variance.assign(m_dpp > 0 ? m_alone.size() : 0, 1);
    forgetWorth();
}

/// KL(taste ‖ 0.99 of the list with an item + 0.01 taste) of each set of categories an item may have. A sum
/// over tastes of which an item changes a few, so that what it changes is added to what stays.
void Gain::prepareDivergence() {
    if (!m_diverges || m_divergenceKnown) { // known: a place is tried again
        return;
    }
    m_divergenceKnown = true;
    const auto& tastes = m_person->tastes;
    const auto term = [&](std::size_t taste, double shown, double items) {
        const double share = tastes[taste].second;
        return share * std::log(share / (own * (items > 0 ? shown / items : 0) + (1 - own) * share));
    };
    std::size_t most = 0;
    for (const auto& set : m_person->categorySets) {
        most = std::max(most, set.size());
    }
    m_steps.assign(tastes.size() * (most + 1), std::numeric_limits<double>::quiet_NaN());
    double base = 0;  // of an item that shows none of the tastes
    double still = 0; // of an item without categories
    for (std::size_t taste = 0; taste < tastes.size(); ++taste) {
        m_steps[taste * (most + 1)] = term(taste, m_shown[taste], m_withCategories + 1);
        base += m_steps[taste * (most + 1)];
        still += term(taste, m_shown[taste], m_withCategories);
    }
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t set = 0; set < m_divergence.size(); ++set) {
        const auto& categories = m_person->categorySets[set];
        double sum = categories.empty() ? still : base;
        for (const std::uint32_t code : categories) {
            if (m_tasteOf[code] > 0) {
                const std::size_t taste = m_tasteOf[code] - 1;
                double& step = m_steps[taste * (most + 1) + categories.size()];
                if (std::isnan(step)) {
                    step = term(taste, m_shown[taste] + 1 / static_cast<double>(categories.size()),
                                m_withCategories + 1);
                }
                sum += step - m_steps[taste * (most + 1)];
            }
        }
        m_divergence[set] = sum;
        m_setDivergence[set] = m_calibration * sum;
        least = std::min(least, m_setDivergence[set]);
    }
    m_leastDivergence = least;
}

GainTerms Gain::termsOf(std::size_t item) {
    prepareDivergence();
    GainTerms out;
    out.gain = fresh(item);
    const Terms& terms = m_terms[item];
    out.relevance = terms.relevance;
    if (m_shares && m_eligible[item] != 0) {
        const std::size_t turn = m_shares->turnAt(m_dealt);
        out.gain = freshAmount(turn, item);
        out.objective = m_shares->objectives[turn].name;
    }
    out.likeness = m_shares ? largestLikeness(item) : m_likeness[item];
    out.divergence = m_diverges ? m_divergence[m_person->categorySet[item]] : 0;
    out.novelty = terms.novelty;
    out.freshness = terms.freshness;
    out.popularity = terms.popularity;
    out.attributes = terms.attributes;
    out.buried = terms.buried;
    out.growth = growing() ? logGain(item) : 0;
    return out;
}

} // namespace tastescope
