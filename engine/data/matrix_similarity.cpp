// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/matrix_similarity.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace tastescope {
namespace {

std::span<const ItemIndex> crossing(const InteractionMatrix& matrix, UserIndex user) {
    return matrix.itemsOf(user);
}
std::span<const UserIndex> crossing(const InteractionMatrix& matrix, ItemIndex item) {
    return matrix.usersOf(item);
}
std::size_t countOf(const InteractionMatrix& matrix, UserIndex) {
    return matrix.userCount();
}
std::size_t countOf(const InteractionMatrix& matrix, ItemIndex) {
    return matrix.itemCount();
}

} // namespace

template <typename Line>
MatrixSimilarity<Line>::MatrixSimilarity(const InteractionMatrix& matrix, std::size_t lines,
                                         std::size_t across)
    : m_matrix(matrix)
    , m_across(across)
    , m_scale(lines) {
    for (std::size_t line = 0; line < std::min(lines, countOf(matrix, Line())); ++line) {
        const auto held = crossing(matrix, Line(line));
        const auto values = matrix.valuesOf(Line(line));
        double squares = 0;
        for (std::size_t place = 0; place < held.size() && held[place].value < across; ++place) {
            squares += values[place] > 0 ? static_cast<double>(values[place]) * values[place] : 0;
        }
        m_scale[line] = squares > 0 ? static_cast<float>(1 / std::sqrt(squares)) : 0;
    }
}

template <typename Line>
void MatrixSimilarity<Line>::compare(Line line, std::span<float> similarity) const {
    std::fill(similarity.begin(), similarity.end(), 0.0F);
    if (m_scale[line.value] > 0) {
        const auto held = crossing(m_matrix, line);
        const auto values = m_matrix.valuesOf(line);
        for (std::size_t place = 0; place < held.size() && held[place].value < m_across; ++place) {
            if (!(values[place] > 0)) {
                continue;
            }
            const auto others = crossing(m_matrix, held[place]);
            const auto weights = m_matrix.valuesOf(held[place]);
            for (std::size_t at = 0; at < others.size() && others[at].value < similarity.size(); ++at) {
                if (weights[at] > 0) {
                    similarity[others[at].value] += values[place] * weights[at];
                }
            }
        }
        for (std::size_t other = 0; other < similarity.size(); ++other) {
            similarity[other] *= m_scale[line.value] * m_scale[other];
        }
    }
    if constexpr (std::is_same_v<Line, ItemIndex>) {
        similarity[line.value] = 1;
    }
}

template class MatrixSimilarity<UserIndex>;
template class MatrixSimilarity<ItemIndex>;

} // namespace tastescope
