// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rerank/taste_divergence.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tastescope {
namespace {

constexpr double own = 0.99; ///< of the list's mix in what the taste is compared with

double divergenceOf(double share, double listed) {
    return share * std::log(share / (own * listed + (1 - own) * share));
}

} // namespace

void TasteDivergence::begin(const PreparedCandidates& candidates, const PreparedPerson& person, bool wanted) {
    m_person = &person;
    m_on = wanted && !person.tastes.empty();
    if (!m_on) {
        return;
    }
    m_tasteOf.assign(candidates.facts().data->itemAttributes().categories()->words.size(), 0);
    m_unshown.resize(person.tastes.size());
    for (std::uint32_t taste = 0; taste < person.tastes.size(); ++taste) {
        m_tasteOf[person.tastes[taste].first] = taste + 1;
        m_unshown[taste] = divergenceOf(person.tastes[taste].second, 0);
    }
    m_divergence.assign(person.categorySets.size(), 0);
    m_most = 0;
    for (const auto& set : person.categorySets) {
        m_most = std::max(m_most, set.size());
    }
}

void TasteDivergence::restart() {
    m_shown.assign(m_on ? m_person->tastes.size() : 0, 0);
    m_withCategories = 0;
    m_known = false;
}

void TasteDivergence::show(std::size_t item, double sign) {
    if (!m_on) {
        return;
    }
    const auto& categories = m_person->categorySets[m_person->categorySet[item]];
    for (const std::uint32_t code : categories) {
        if (m_tasteOf[code] > 0) {
            m_shown[m_tasteOf[code] - 1] += sign / static_cast<double>(categories.size());
        }
    }
    m_withCategories += categories.empty() ? 0 : sign;
    m_known = false;
}

double TasteDivergence::partOf(std::size_t taste, double shown, double items) const {
    return shown == 0 || items <= 0 ? m_unshown[taste]
                                    : divergenceOf(m_person->tastes[taste].second, shown / items);
}

double TasteDivergence::asItIs() const {
    double sum = 0;
    for (std::size_t taste = 0; taste < m_shown.size(); ++taste) {
        sum += partOf(taste, m_shown[taste], m_withCategories);
    }
    return sum;
}

void TasteDivergence::prepare() {
    if (!m_on || m_known) { // known: a place is tried again
        return;
    }
    m_known = true;
    const std::size_t width = m_most + 1;
    m_steps.assign(m_shown.size() * width, std::numeric_limits<double>::quiet_NaN());
    double base = 0; // of an item that shows none of the tastes
    for (std::size_t taste = 0; taste < m_shown.size(); ++taste) {
        m_steps[taste * width] = partOf(taste, m_shown[taste], m_withCategories + 1);
        base += m_steps[taste * width];
    }
    for (std::size_t set = 0; set < m_divergence.size(); ++set) {
        const auto& categories = m_person->categorySets[set];
        const auto count = static_cast<double>(categories.size());
        double sum = categories.empty() ? asItIs() : base;
        for (const std::uint32_t code : categories) {
            if (m_tasteOf[code] > 0) {
                const std::size_t taste = m_tasteOf[code] - 1;
                double& step = m_steps[taste * width + categories.size()];
                if (std::isnan(step)) {
                    step = partOf(taste, m_shown[taste] + 1 / count, m_withCategories + 1);
                }
                sum += step - m_steps[taste * width];
            }
        }
        m_divergence[set] = sum;
    }
}

} // namespace tastescope
