// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rerank/gain.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {

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
    m_divergence.begin(candidates, person, m_calibration > 0);
    beginGroups();
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
        m_determinant.begin(size, rules.set->list.value_or(size));
    }
    restart();
}

void Gain::beginGroups() {
    const auto size = static_cast<std::uint32_t>(m_person->items.size());
    while (m_all.size() < size) {
        m_all.push_back(static_cast<std::uint32_t>(m_all.size()));
    }
    m_stretches.clear();
    for (std::uint32_t begin = 0; begin < size; begin += stretchLength) {
        m_stretches.push_back(begin);
    }
    m_stretches.push_back(size);
    m_members = m_divergence.on() ? std::span(m_person->bySet) : std::span<const std::uint32_t>(m_all);
    m_begins =
        m_divergence.on() ? std::span(m_person->setBegins) : std::span<const std::uint32_t>(m_stretches);
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
    if (!m_bits.empty()) {
        const std::span others = std::span(m_listBits).subspan(m_seen[item]);
        return m_candidates->likeness().largest(m_bits[item], others, largest);
    }
    for (std::size_t at = m_seen[item]; at < m_list.size(); ++at) {
        largest = std::max(largest, likeness(m_list[at], item));
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
        if (m_divergence.on()) {
            gain = sum(item, m_likeness[item], m_divergence.of(item));
        }
    }
    if (m_open[item] != 0) {
        m_worth[item] = worth;
    }
    return gain;
}

std::size_t Gain::highestGroup() const {
    std::size_t first = 0;
    double highest = -std::numeric_limits<double>::infinity();
    for (std::size_t group = 0; group < m_groups.size(); ++group) {
        const double bound = boundOf(group);
        first = bound > highest ? group : first;
        highest = std::max(highest, bound);
    }
    return first;
}

/// Bounds from what every item is worth alone.
void Gain::forgetWorth() {
    const std::size_t size = m_alone.size();
    m_worth.resize(size);
    m_groups.assign(m_begins.size() - 1, -std::numeric_limits<double>::infinity());
    for (std::size_t item = 0; item < size; ++item) {
        m_worth[item] = m_open[item] == 0 ? -std::numeric_limits<double>::infinity()
                        : growing()       ? m_quality * m_alone[item]
                                          : m_alone[item];
        double& highest = m_groups[m_divergence.on() ? m_person->categorySet[item] : item / stretchLength];
        highest = std::max(highest, m_worth[item]);
    }
}

void Gain::grow(std::size_t item) {
    m_determinant.grow(item, [this](std::size_t one, std::size_t first, std::span<double> out) {
        if (!m_bits.empty()) {
            const std::span others = std::span(m_bits).subspan(first, out.size());
            m_candidates->likeness().each(m_bits[one], others, out);
            return;
        }
        for (std::size_t at = 0; at < out.size(); ++at) {
            out[at] = likeness(one, first + at);
        }
    });
}

double Gain::logGain(std::size_t item) const {
    const double variance = m_determinant.variance(item);
    return variance > 0 ? m_quality * m_alone[item] + std::log(variance)
                        : -std::numeric_limits<double>::infinity();
}

void Gain::push(std::size_t item) {
    fresh(item);
    list(item);
    m_open[item] = 0;
    m_worth[item] = -std::numeric_limits<double>::infinity();
    m_divergence.show(item, 1);
}

void Gain::pop() {
    const std::size_t last = m_list.back();
    std::vector<std::size_t> left = std::exchange(m_list, {});
    left.pop_back();
    m_listBits.clear();
    m_dealt = 0;
    m_open[last] = m_eligible[last];
    m_divergence.show(last, -1);
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
    if (m_dpp > 0) {
        m_determinant.list(item);
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
    m_divergence.restart();
    m_filling = false;
    forgetLikeness();
}

void Gain::forgetLikeness() {
    m_likeness.assign(m_alone.size(), 0);
    m_seen.assign(m_alone.size(), 0);
    if (m_dpp > 0) {
        m_determinant.restart();
    }
    forgetWorth();
}

GainTerms Gain::termsOf(std::size_t item) {
    m_divergence.prepare();
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
    out.divergence = m_divergence.on() ? m_divergence.of(item) : 0;
    out.novelty = terms.novelty;
    out.freshness = terms.freshness;
    out.popularity = terms.popularity;
    out.attributes = terms.attributes;
    out.buried = terms.buried;
    out.growth = growing() ? logGain(item) : 0;
    return out;
}

} // namespace tastescope
