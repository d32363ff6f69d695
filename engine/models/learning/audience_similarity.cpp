// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/learning/audience_similarity.h"

#include <algorithm>
#include <cmath>

namespace tastescope {

AudienceSimilarity::AudienceSimilarity(const InteractionMatrix& matrix, std::size_t users, std::size_t items)
    : m_matrix(matrix)
    , m_users(users)
    , m_scale(items) {
    for (std::size_t item = 0; item < items; ++item) {
        const auto people = matrix.usersOf(ItemIndex(item));
        const auto values = matrix.valuesOf(ItemIndex(item));
        double squares = 0;
        for (std::size_t place = 0; place < people.size() && people[place].value < users; ++place) {
            squares += values[place] > 0 ? static_cast<double>(values[place]) * values[place] : 0;
        }
        m_scale[item] = squares > 0 ? static_cast<float>(1 / std::sqrt(squares)) : 0;
    }
}

void AudienceSimilarity::compare(ItemIndex item, std::span<float> similarity) const {
    std::fill(similarity.begin(), similarity.end(), 0.0F);
    const auto people = m_matrix.usersOf(item);
    const auto values = m_matrix.valuesOf(item);
    for (std::size_t place = 0; place < people.size() && people[place].value < m_users; ++place) {
        if (!(values[place] > 0)) {
            continue;
        }
        const auto others = m_matrix.itemsOf(people[place]);
        const auto weights = m_matrix.valuesOf(people[place]);
        for (std::size_t at = 0; at < others.size() && others[at].value < similarity.size(); ++at) {
            if (weights[at] > 0) {
                similarity[others[at].value] += values[place] * weights[at];
            }
        }
    }
    for (std::size_t other = 0; other < similarity.size(); ++other) {
        similarity[other] *= m_scale[item.value] * m_scale[other];
    }
    similarity[item.value] = 1;
}

} // namespace tastescope
