// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/linalg/vector_similarity.h"

#include "engine/linalg/products.h"

#include <cassert>
#include <cmath>

namespace tastescope {
namespace {

constexpr double shortestSquare = 1e-24; ///< of a row that has a direction

float reciprocalLength(std::span<const float> vector, CosineSums sums) {
    if (sums == CosineSums::Lanes) {
        const float length = std::sqrt(dotOf(vector.data(), vector.data(), vector.size()));
        return length > 0 ? 1 / length : 0;
    }
    double squares = 0; // plainly: Eigen's order of additions depends on where the row lies
    for (const float value : vector) {
        squares += static_cast<double>(value) * value;
    }
    if (!(squares > shortestSquare)) {
        return 0;
    }
    const double length = std::sqrt(squares);
    return sums == CosineSums::RoundedLengths ? 1 / static_cast<float>(length)
                                              : static_cast<float>(1 / length);
}

} // namespace

VectorSimilarity::VectorSimilarity(const VectorView& vectors, CosineSums sums, std::size_t biases)
    : m_vectors(vectors)
    , m_sums(sums)
    , m_directions(vectors.dimensions - biases)
    , m_scales(vectors.rows()) {
    for (std::size_t row = 0; row < m_scales.size(); ++row) {
        m_scales[row] = reciprocalLength(vectors.row(row).first(m_directions), sums);
    }
}

void VectorSimilarity::compare(std::size_t row, std::span<float> similarity) const {
    assert(similarity.size() == m_scales.size());
    const float* const own = m_vectors.row(row).data();
    if (m_sums == CosineSums::Lanes) {
        for (std::size_t other = 0; other < similarity.size(); ++other) {
            const float product = dotOf(own, m_vectors.row(other).data(), m_directions);
            similarity[other] = product * m_scales[row] * m_scales[other];
        }
        return;
    }
    multiplyByTransposed<float>(
        {own, 1, m_directions},
        {m_vectors.values.data(), m_scales.size(), m_directions, m_vectors.dimensions},
        {similarity.data(), 1, similarity.size()});
    for (std::size_t other = 0; other < similarity.size(); ++other) {
        similarity[other] *= m_scales[row] * m_scales[other];
    }
}

} // namespace tastescope
