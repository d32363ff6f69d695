// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rerank/gain.h"

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

constexpr double own = 0.99;            ///< of the list's mix in what the taste is compared with
constexpr double leastVariance = 1e-12; ///< what is below is rounding
constexpr std::size_t sortedAtOnce = 192;

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
    m_filling = false;
    m_leastDivergence = 0;
    const std::size_t size = person.items.size();
    m_terms.assign(size, {});
    m_alone.resize(size);
    m_listed.assign(size, 0);
    m_likeness.assign(size, 0);
    m_seen.assign(size, 0);
    m_list.clear();
    m_entries.clear();
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
        if (eligible[at]) {
            m_entries.push_back({m_alone[at], item.value, static_cast<std::uint32_t>(at)});
        }
    }
    m_sorted = std::ranges::is_sorted(m_entries, before) ? m_entries.size() : 0;
    m_first = 0;
    if (m_dpp > 0) {
        m_width = std::min(m_entries.size(), rules.set->list.value_or(m_entries.size()));
        m_rows.resize(std::max(m_rows.size(), m_width * size));
        m_variance.assign(size, 1);
    }
    if (m_diverges) {
        const AttributeColumn* column = candidates.facts().data->itemAttributes().categories();
        m_tasteOf.assign(column->words.size(), 0);
        for (std::uint32_t taste = 0; taste < person.tastes.size(); ++taste) {
            m_tasteOf[person.tastes[taste].first] = taste + 1;
        }
        m_shown.assign(person.tastes.size(), 0);
        m_withCategories = 0;
        m_divergence.assign(person.categorySets.size(), 0);
    }
}

double Gain::sum(std::size_t item, double likeness, double divergence) const {
    const Terms& terms = m_terms[item];
    return (1 - m_calibration) * (m_lambda * terms.relevance - m_variety * likeness) -
           m_calibration * divergence + terms.novelty + terms.freshness - terms.popularity +
           terms.attributes - terms.buried;
}

std::span<const std::uint32_t> Gain::order() {
    if (m_order.empty()) {
        if (m_sorted < m_entries.size()) {
            std::ranges::sort(m_entries, before);
            m_sorted = m_entries.size();
        }
        for (const Entry& entry : m_entries) {
            m_order.push_back(entry.item);
        }
    }
    return m_order;
}

void Gain::sortMore() {
    const auto first = m_entries.begin() + static_cast<std::ptrdiff_t>(m_sorted);
    m_sorted = std::min(m_entries.size(), 2 * m_sorted + sortedAtOnce);
    const auto last = m_entries.begin() + static_cast<std::ptrdiff_t>(m_sorted);
    if (last != m_entries.end()) {
        std::nth_element(first, last, m_entries.end(), before);
    }
    std::sort(first, last, before);
}

/// What the item is worth by what was last seen of the list: no less than it is.
double Gain::stale(std::size_t item) const {
    if (m_dpp > 0) {
        return m_filling ? m_alone[item] : logGain(item);
    }
    return sum(item, m_likeness[item], m_diverges ? m_divergence[m_person->categorySet[item]] : 0);
}

double Gain::fresh(std::size_t item) {
    if (growing()) {
        grow(item);
    } else if (m_variety > 0) {
        const ItemLikeness& likeness = m_candidates->likeness();
        double largest = m_likeness[item];
        for (std::size_t at = m_seen[item]; at < m_list.size(); ++at) {
            largest = std::max(largest, likeness(m_person->items[m_list[at]], m_person->items[item]));
        }
        m_likeness[item] = largest;
        m_seen[item] = static_cast<std::uint32_t>(m_list.size());
    }
    return stale(item);
}

/// The row of the Cholesky factor up to the list as it is.
void Gain::grow(std::size_t item) {
    const ItemLikeness& likeness = m_candidates->likeness();
    const std::size_t length = std::min(m_list.size(), m_width);
    double* row = m_rows.data() + item * m_width;
    for (std::size_t at = m_seen[item]; at < length; ++at) {
        const std::size_t above = m_list[at];
        const double* other = m_rows.data() + above * m_width;
        double value = likeness(m_person->items[above], m_person->items[item]);
        for (std::size_t place = 0; place < at; ++place) {
            value -= other[place] * row[place];
        }
        // A list may hold, by a pin, what adds nothing.
        row[at] = m_variance[above] > leastVariance ? value / std::sqrt(m_variance[above]) : 0;
        m_variance[item] -= row[at] * row[at];
    }
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
}

void Gain::push(std::size_t item) {
    fresh(item);
    m_list.push_back(item);
    m_listed[item] = 1;
    show(item, 1);
}

void Gain::pop() {
    const std::size_t last = m_list.back();
    m_list.pop_back();
    m_listed[last] = 0;
    m_first = 0;
    show(last, -1);
    m_filling = m_filling && m_list.size() >= m_fillingFrom;
    // What was seen of the longer list is forgotten; going back is rare.
    std::ranges::fill(m_likeness, 0);
    std::ranges::fill(m_seen, 0);
    std::ranges::fill(m_variance, 1);
    if (m_dpp > 0) {
        for (const std::size_t item : std::exchange(m_list, {})) {
            grow(item);
            m_list.push_back(item);
        }
    }
}

void Gain::restart() {
    std::ranges::fill(m_listed, 0);
    std::ranges::fill(m_likeness, 0);
    std::ranges::fill(m_seen, 0);
    std::ranges::fill(m_variance, 1);
    std::ranges::fill(m_shown, 0);
    m_withCategories = 0;
    m_list.clear();
    m_first = 0;
    m_filling = false;
    m_leastDivergence = 0;
}

/// KL(taste ‖ 0.99 of the list with an item + 0.01 taste) of each set of categories an item may have. A sum
/// over tastes of which an item changes a few, so that what it changes is added to what stays.
void Gain::prepareDivergence() {
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
        least = std::min(least, sum);
    }
    m_leastDivergence = m_calibration * least;
}

GainTerms Gain::termsOf(std::size_t item) {
    if (m_diverges) {
        prepareDivergence();
    }
    GainTerms out;
    out.gain = fresh(item);
    const Terms& terms = m_terms[item];
    out.relevance = terms.relevance;
    out.likeness = m_likeness[item];
    out.divergence = m_diverges ? m_divergence[m_person->categorySet[item]] : 0;
    out.novelty = terms.novelty;
    out.freshness = terms.freshness;
    out.popularity = terms.popularity;
    out.attributes = terms.attributes;
    out.growth = growing() ? logGain(item) : 0;
    return out;
}

} // namespace tastescope
