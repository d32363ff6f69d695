// SPDX-License-Identifier: GPL-3.0-or-later
// One vector register of floats and what kernels do with it. Only for .cpp files of kernels: such types must
// not appear in the signature of a function that is not inlined.
#pragma once

#include "engine/linalg/dense_kernel.h"

#include <cstddef>
#include <cstring>

namespace tastescope {

using VectorLane = float __attribute__((vector_size(kernelLanes * sizeof(float))));

inline VectorLane loadLane(const float* from) {
    VectorLane lane;
    std::memcpy(&lane, from, sizeof lane);
    return lane;
}

inline void storeLane(float* to, VectorLane lane) {
    std::memcpy(to, &lane, sizeof lane);
}

/// Halves added pairwise: a fixed order without a chain of additions.
inline float sumOfLane(VectorLane lane) {
    using Four = float __attribute__((vector_size(4 * sizeof(float))));
#if defined(__AVX512F__)
    using Eight = float __attribute__((vector_size(8 * sizeof(float))));
    const Eight eight = __builtin_shufflevector(lane, lane, 0, 1, 2, 3, 4, 5, 6, 7) +
                        __builtin_shufflevector(lane, lane, 8, 9, 10, 11, 12, 13, 14, 15);
#elif defined(__AVX__)
    const VectorLane eight = lane;
#endif
#ifdef __AVX__
    const Four four =
        __builtin_shufflevector(eight, eight, 0, 1, 2, 3) + __builtin_shufflevector(eight, eight, 4, 5, 6, 7);
#else
    const Four four = lane;
#endif
    return (four[0] + four[2]) + (four[1] + four[3]);
}

} // namespace tastescope
