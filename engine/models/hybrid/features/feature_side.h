// SPDX-License-Identifier: GPL-3.0-or-later
// One side of a feature factorisation (Kula 2015): every person, or every item, is the sum of an embedding of
// its own and of those of its features, times their values. The table has the rows' own embeddings first,
// then those of the features. Learned by Adagrad (Duchi, Hazan, Singer 2011): each number has its own step
// length.
//
// Rows of the table, of vectors and of gradients are `dims` floats, a multiple of kernelLanes. Const access
// is thread-safe.
#pragma once

#include "engine/base/execution.h"
#include "engine/linalg/dense_kernel.h"
#include "engine/models/attributes/content_features.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tastescope {

struct FeatureStep {
    float rate = 0;
    float ridge = 0; ///< λ: what an example adds to the gradient of each embedding it is made of, times it
};

/// Gradients by the vectors of some rows, one behind the other.
struct VectorGradients {
    std::span<const std::uint32_t> rows; ///< each row once
    std::span<const float> values;       ///< dims a row
    std::span<const float> examples;     ///< by row: how many examples it is in
};

class FeatureSide {
public:
    /// All embeddings zero. Refers to nothing: the features are copied.
    FeatureSide(const ContentFeatures& features, std::size_t dims);

    std::size_t rows() const { return m_features.rows(); }
    std::size_t terms() const { return m_rowsOf.rows(); }
    std::size_t dims() const { return m_dims; }
    /// Of a row, or of feature t at rows() + t.
    float* embedding(std::size_t place) { return m_table.data() + place * m_dims; }
    const float* embedding(std::size_t place) const { return m_table.data() + place * m_dims; }

    /// out = own embedding + Σ value · embedding of the feature.
    void vectorOf(std::size_t row, float* out) const;
    /// out = Σ value · embedding of the feature.
    void featurePartOf(std::size_t row, float* out) const;

    /// One step against the gradient. The additions have a fixed order, whatever the number of threads.
    void step(const VectorGradients& gradients, const FeatureStep& how, const ExecutionContext& context);

    /// Bytes with `rows` rows, `terms` features and `entries` values.
    static std::size_t bytes(std::size_t rows, std::size_t terms, std::size_t entries, std::size_t dims);

private:
    float gather(std::size_t term, const VectorGradients& gradients, float* sum) const;
    void descend(std::size_t place, const float* gradient, float examples, const FeatureStep& how);

    std::size_t m_dims;
    SparseRows m_features;             ///< a row of features a row
    SparseRows m_rowsOf;               ///< the same by feature
    std::vector<std::uint32_t> m_slot; ///< by row: its place in the step's gradients + 1, 0 = not there
    AlignedFloats m_table;
    AlignedFloats m_squares; ///< sums of squared gradients
};

} // namespace tastescope
