// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/hybrid/features/feature_side.h"

#include "engine/base/parallel.h"

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

constexpr std::size_t rowsPerChunk = 256;
constexpr std::size_t termsPerChunk = 8; ///< few: a genre may be that of half the catalogue
constexpr float firstSquares = 1e-8F;    ///< so that a gradient of 0 moves nothing

} // namespace

FeatureSide::FeatureSide(const ContentFeatures& features, std::size_t dims)
    : m_dims(dims)
    , m_features(features.vectors)
    , m_rowsOf(features.vectors.transposed(features.terms))
    , m_slot(rows())
    , m_table((rows() + features.terms) * dims)
    , m_squares(m_table.size()) {}

void FeatureSide::vectorOf(std::size_t row, float* out) const {
    featurePartOf(row, out);
    addScaled(embedding(row), 1, m_dims, out);
}

void FeatureSide::featurePartOf(std::size_t row, float* out) const {
    std::fill_n(out, m_dims, 0.0F);
    const auto terms = m_features.columnsOf(row);
    const auto values = m_features.valuesOf(row);
    for (std::size_t at = 0; at < terms.size(); ++at) {
        addScaled(embedding(rows() + terms[at]), values[at], m_dims, out);
    }
}

void FeatureSide::descend(std::size_t place, const float* gradient, float examples, const FeatureStep& how) {
    float* const values = embedding(place);
    float* const squares = m_squares.data() + place * m_dims;
    const float ridge = how.ridge * examples;
    for (std::size_t d = 0; d < m_dims; ++d) {
        const float slope = gradient[d] + ridge * values[d];
        squares[d] += slope * slope;
        values[d] -= how.rate * slope / std::sqrt(squares[d] + firstSquares);
    }
}

/// The gradient of a feature: returns the examples it is in.
float FeatureSide::gather(std::size_t term, const VectorGradients& gradients, float* sum) const {
    std::fill_n(sum, m_dims, 0.0F);
    float examples = 0;
    const auto rows = m_rowsOf.columnsOf(term);
    const auto values = m_rowsOf.valuesOf(term);
    for (std::size_t at = 0; at < rows.size(); ++at) {
        if (const std::uint32_t slot = m_slot[rows[at]]; slot > 0) {
            addScaled(gradients.values.data() + (slot - 1) * m_dims, values[at], m_dims, sum);
            examples += values[at] * gradients.examples[slot - 1];
        }
    }
    return examples;
}

void FeatureSide::step(const VectorGradients& gradients, const FeatureStep& how,
                       const ExecutionContext& context) {
    for (std::size_t slot = 0; slot < gradients.rows.size(); ++slot) {
        m_slot[gradients.rows[slot]] = static_cast<std::uint32_t>(slot + 1);
    }
    parallelChunks(context, terms(), termsPerChunk, [&](std::size_t begin, std::size_t end) {
        AlignedFloats sum(m_dims);
        for (std::size_t term = begin; term < end; ++term) {
            if (const float examples = gather(term, gradients, sum.data()); examples > 0) {
                descend(rows() + term, sum.data(), examples, how);
            }
        }
    });
    parallelChunks(context, gradients.rows.size(), rowsPerChunk, [&](std::size_t begin, std::size_t end) {
        for (std::size_t slot = begin; slot < end; ++slot) {
            descend(gradients.rows[slot], gradients.values.data() + slot * m_dims, gradients.examples[slot],
                    how);
        }
    });
    for (const std::uint32_t row : gradients.rows) {
        m_slot[row] = 0;
    }
}

std::size_t FeatureSide::bytes(std::size_t rows, std::size_t terms, std::size_t entries, std::size_t dims) {
    return 2 * sizeof(float) * (rows + terms) * dims + 20 * rows + 16 * entries;
}

} // namespace tastescope
