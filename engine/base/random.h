// SPDX-License-Identifier: GPL-3.0-or-later
// Counter-based random numbers (Philox4x32-10: Salmon, Moraes, Dror, Shaw 2011) and the distributions we
// need, written here because those of <random> differ between standard libraries. A stream is a pure function
// of (seed, stream): give each user, item or chunk its own stream and the result does not depend on the order
// of work.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <span>
#include <utility>

namespace tastescope {

/// Not thread-safe; cheap to construct, so make one per stream.
class Random {
public:
    explicit Random(std::uint64_t seed, std::uint64_t stream = 0) : m_seed(seed), m_stream(stream) {}

    std::uint32_t next32() {
        if (m_used == 4) {
            refill();
        }
        return m_block[m_used++];
    }
    std::uint64_t next64() {
        const std::uint64_t high = next32();
        return high << 32 | next32();
    }
    /// Uniform in [0, 1), 53 bits.
    double uniform() { return static_cast<double>(next64() >> 11) * 0x1.0p-53; }
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    /// Uniform in [0, bound), without bias (Lemire 2019); bound > 0.
    std::uint64_t below(std::uint64_t bound);
    /// Standard normal (Box and Muller 1958).
    double normal();
    double normal(double mean, double deviation) { return mean + deviation * normal(); }
    double exponential() { return -std::log1p(-uniform()); }
    /// Gamma with the given shape and scale 1 (Marsaglia and Tsang 2000); shape > 0.
    double gamma(double shape);

    /// Fisher–Yates.
    template <typename T>
    void shuffle(std::span<T> values) {
        for (std::size_t left = values.size(); left > 1; --left) {
            std::swap(values[left - 1], values[below(left)]);
        }
    }

private:
    void refill();

    std::uint64_t m_seed;
    std::uint64_t m_stream;
    std::uint64_t m_counter = 0;
    std::array<std::uint32_t, 4> m_block{};
    int m_used = 4;
    bool m_hasSpare = false;
    double m_spare = 0;
};

} // namespace tastescope
