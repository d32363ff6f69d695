// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/random.h"

namespace tastescope {

void Random::refill() {
    std::array<std::uint32_t, 4> counter{
        static_cast<std::uint32_t>(m_counter), static_cast<std::uint32_t>(m_counter >> 32),
        static_cast<std::uint32_t>(m_stream), static_cast<std::uint32_t>(m_stream >> 32)};
    std::array<std::uint32_t, 2> key{static_cast<std::uint32_t>(m_seed),
                                     static_cast<std::uint32_t>(m_seed >> 32)};
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t first = 0xD2511F53ULL * counter[0];
        const std::uint64_t second = 0xCD9E8D57ULL * counter[2];
        counter = {static_cast<std::uint32_t>(second >> 32) ^ counter[1] ^ key[0],
                   static_cast<std::uint32_t>(second),
                   static_cast<std::uint32_t>(first >> 32) ^ counter[3] ^ key[1],
                   static_cast<std::uint32_t>(first)};
        key[0] += 0x9E3779B9U;
        key[1] += 0xBB67AE85U;
    }
    m_block = counter;
    m_used = 0;
    ++m_counter;
}

std::uint64_t Random::below(std::uint64_t bound) {
    __extension__ using Wide = unsigned __int128;
    Wide product = static_cast<Wide>(next64()) * bound;
    if (static_cast<std::uint64_t>(product) < bound) {
        const std::uint64_t threshold = (0 - bound) % bound;
        while (static_cast<std::uint64_t>(product) < threshold) {
            product = static_cast<Wide>(next64()) * bound;
        }
    }
    return static_cast<std::uint64_t>(product >> 64);
}

double Random::normal() {
    if (m_hasSpare) {
        m_hasSpare = false;
        return m_spare;
    }
    const double radius = std::sqrt(-2 * std::log1p(-uniform()));
    const double angle = 2 * std::numbers::pi * uniform();
    m_spare = radius * std::sin(angle);
    m_hasSpare = true;
    return radius * std::cos(angle);
}

double Random::gamma(double shape) {
    if (shape < 1) {
        const double boost = std::pow(1 - uniform(), 1 / shape);
        return gamma(shape + 1) * boost;
    }
    const double d = shape - 1.0 / 3;
    const double c = 1 / std::sqrt(9 * d);
    for (;;) {
        const double x = normal();
        const double v = std::pow(1 + c * x, 3);
        if (v > 0 && std::log(1 - uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) {
            return d * v;
        }
    }
}

} // namespace tastescope
