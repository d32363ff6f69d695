// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/linalg/vector_similarity.h"

#include "engine/linalg/products.h"

#include <cmath>

namespace tastescope {

std::vector<float> reciprocalLengths(const VectorView& vectors, std::size_t biases) {
    std::vector<float> scales(vectors.rows());
    for (std::size_t row = 0; row < scales.size(); ++row) {
        const float* const values = vectors.row(row).data();
        const float length = std::sqrt(dotOf(values, values, vectors.dimensions - biases));
        scales[row] = length > 0 ? 1 / length : 0;
    }
    return scales;
}

void cosinesWith(const VectorView& vectors, std::span<const float> scales, std::size_t row,
                 std::span<float> out, std::size_t biases) {
    const float* const own = vectors.row(row).data();
    for (std::size_t other = 0; other < out.size(); ++other) {
        const float product = dotOf(own, vectors.row(other).data(), vectors.dimensions - biases);
        out[other] = product * scales[row] * scales[other];
    }
}

} // namespace tastescope
