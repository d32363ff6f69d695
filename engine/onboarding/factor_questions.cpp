// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/onboarding/factor_questions.h"

#include "engine/onboarding/question_order.h"

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

constexpr double unknownSays = 0.1; ///< of what an opinion says

/// Of the vectors of those who have answered anything, dimensions × dimensions.
std::vector<double> spreadOf(const InteractionMatrix& answers, VectorView users) {
    const std::size_t width = users.dimensions;
    std::vector<double> mean(width);
    std::vector<double> products(width * width);
    double people = 0;
    for (std::size_t user = 0; user < std::min(users.rows(), answers.userCount()); ++user) {
        if (answers.countOf(UserIndex(user)) == 0) {
            continue;
        }
        const auto row = users.row(user);
        people += 1;
        for (std::size_t a = 0; a < width; ++a) {
            mean[a] += static_cast<double>(row[a]);
            for (std::size_t b = 0; b <= a; ++b) {
                products[a * width + b] += static_cast<double>(row[a]) * static_cast<double>(row[b]);
            }
        }
    }
    people = std::max(people, 1.0);
    for (std::size_t a = 0; a < width; ++a) {
        for (std::size_t b = 0; b <= a; ++b) {
            const double spread = products[a * width + b] / people - mean[a] * mean[b] / (people * people);
            products[a * width + b] = spread;
            products[b * width + a] = spread;
        }
    }
    return products;
}

} // namespace

FactorQuestions::FactorQuestions(const InteractionMatrix& answers, VectorView items, VectorView users,
                                 std::size_t most)
    : m_candidates(popularOrder(answers)) {
    std::erase_if(m_candidates, [&](ItemIndex item) { return item.value >= items.rows(); });
    m_candidates.resize(std::min(m_candidates.size(), most));
    double people = 0;
    for (std::size_t user = 0; user < answers.userCount(); ++user) {
        people += answers.countOf(UserIndex(user)) > 0 ? 1 : 0;
    }
    const std::size_t count = m_candidates.size();
    const std::size_t width = items.dimensions;
    const std::vector<double> spread = spreadOf(answers, users);
    m_prior.resize(count * count);
    std::vector<double> spreadItem(width);
    double noise = 0;
    double met = 0;
    for (std::size_t a = 0; a < count; ++a) {
        const auto one = items.row(m_candidates[a].value);
        for (std::size_t d = 0; d < width; ++d) {
            spreadItem[d] = 0;
            for (std::size_t e = 0; e < width; ++e) {
                spreadItem[d] += spread[d * width + e] * static_cast<double>(one[e]);
            }
        }
        for (std::size_t b = 0; b <= a; ++b) {
            const auto other = items.row(m_candidates[b].value);
            double sum = 0;
            for (std::size_t d = 0; d < width; ++d) {
                sum += spreadItem[d] * static_cast<double>(other[d]);
            }
            m_prior[a * count + b] = sum;
            m_prior[b * count + a] = sum;
        }
        m_met.push_back(static_cast<double>(answers.countOf(m_candidates[a])) / std::max(people, 1.0));
        noise += m_met.back() * m_prior[a * count + a];
        met += m_met.back();
    }
    m_noise = noise > 0 && met > 0 ? noise / met : 1;
}

std::vector<double> FactorQuestions::worthOf(std::span<const GivenAnswer> answers) const {
    const std::size_t count = m_candidates.size();
    std::vector<double> variance(count);
    for (std::size_t at = 0; at < count; ++at) {
        variance[at] = std::max(m_prior[at * count + at], 0.0);
    }
    std::vector<std::size_t> asked;
    std::vector<std::vector<double>> learned; // columns of a Cholesky factor: what each answer took away
    for (const GivenAnswer& given : answers) {
        const auto found = std::ranges::find(m_candidates, given.item);
        if (found == m_candidates.end()) {
            continue;
        }
        const auto place = static_cast<std::size_t>(found - m_candidates.begin());
        const double noise = given.answer == Answer::Unknown ? m_noise / unknownSays : m_noise;
        const double root = std::sqrt(variance[place] + noise);
        std::vector<double> column(count);
        for (std::size_t at = 0; at < count; ++at) {
            double left = m_prior[place * count + at];
            for (const std::vector<double>& before : learned) {
                left -= before[place] * before[at];
            }
            column[at] = left / root;
        }
        for (std::size_t at = 0; at < count; ++at) {
            variance[at] = std::max(variance[at] - column[at] * column[at], 0.0);
        }
        asked.push_back(place);
        learned.push_back(std::move(column));
    }
    std::vector<double> worth(count);
    for (std::size_t at = 0; at < count; ++at) {
        worth[at] = m_met[at] * 0.5 * std::log1p(variance[at] / m_noise);
    }
    for (const std::size_t place : asked) {
        worth[place] = -1;
    }
    return worth;
}

std::optional<ItemIndex> FactorQuestions::next(std::span<const GivenAnswer> answers) const {
    const std::vector<double> worth = worthOf(answers);
    const auto best = std::ranges::max_element(worth);
    return best == worth.end() || *best < 0
               ? std::nullopt
               : std::optional(m_candidates[static_cast<std::size_t>(best - worth.begin())]);
}

} // namespace tastescope
