// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers too small for full precision (below 1e-38 in floats) take a processor some hundred times as long as
// others, and vectors that regularisation shrinks to nothing are full of them.
#pragma once

#ifdef __SSE__
#include <xmmintrin.h>
#endif

namespace tastescope {

/// As long as it lives, results of this thread that would be subnormal are 0 instead. Where the processor
/// offers no such switch: nothing happens.
class FlushSubnormals {
public:
#ifdef __SSE__
    FlushSubnormals() : m_before(_mm_getcsr()) {
        _mm_setcsr(m_before | _MM_FLUSH_ZERO_ON);
    }
    ~FlushSubnormals() {
        _mm_setcsr((_mm_getcsr() & ~_MM_FLUSH_ZERO_MASK) | (m_before & _MM_FLUSH_ZERO_MASK));
    }
#else
    FlushSubnormals() = default;
    ~FlushSubnormals() = default;
#endif
    FlushSubnormals(const FlushSubnormals&) = delete;
    FlushSubnormals& operator=(const FlushSubnormals&) = delete;

private:
#ifdef __SSE__
    unsigned m_before;
#endif
};

} // namespace tastescope
