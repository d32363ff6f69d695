// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/learning/user_similarity.h"

#include <algorithm>
#include <cmath>

namespace tastescope {

UserSimilarity::UserSimilarity(const InteractionMatrix& matrix, std::size_t users)
    : m_matrix(matrix)
    , m_scale(users) {
    for (std::size_t user = 0; user < std::min(users, matrix.userCount()); ++user) {
        double squares = 0;
        for (const float value : matrix.valuesOf(UserIndex(user))) {
            squares += value > 0 ? static_cast<double>(value) * value : 0;
        }
        m_scale[user] = squares > 0 ? static_cast<float>(1 / std::sqrt(squares)) : 0;
    }
}

void UserSimilarity::compare(UserIndex user, std::span<float> similarity) const {
    std::fill(similarity.begin(), similarity.end(), 0.0F);
    if (user.value >= std::min(m_scale.size(), m_matrix.userCount())) {
        return;
    }
    const auto items = m_matrix.itemsOf(user);
    const auto values = m_matrix.valuesOf(user);
    for (std::size_t place = 0; place < items.size(); ++place) {
        if (!(values[place] > 0)) {
            continue;
        }
        const auto others = m_matrix.usersOf(items[place]);
        const auto weights = m_matrix.valuesOf(items[place]);
        for (std::size_t other = 0; other < others.size(); ++other) {
            if (weights[other] > 0 && others[other].value < similarity.size()) {
                similarity[others[other].value] += values[place] * weights[other];
            }
        }
    }
    for (std::size_t other = 0; other < similarity.size(); ++other) {
        similarity[other] *= m_scale[user.value] * m_scale[other];
    }
}

} // namespace tastescope
