// SPDX-License-Identifier: GPL-3.0-or-later
// Dropout (Srivastava et al. 2014), inverted: what is kept is scaled up, so that scoring needs nothing. The
// random bits are a pure function of (seed, stream): the generator of base/random.h in 16 lanes at once, two
// decisions a number, the rate rounded to 1/65536. Instantiated for float and double. Thread-safe.
#pragma once

#include "engine/linalg/rows.h"

#include <cstdint>
#include <span>

namespace tastescope {

struct DropoutKey {
    std::uint64_t seed = 0;
    std::uint64_t stream = 0;
};

/// The numbers that Random(seed, stream).next32() would give one by one.
void fillRandom(const DropoutKey& key, std::span<std::uint32_t> numbers);

/// Drops each value with probability `rate` (0 <= rate < 1) and notes in `kept`, one byte a value row by
/// row, what stayed.
template <typename T>
void dropoutForward(const DropoutKey& key, double rate, Rows<T> values, std::uint8_t* kept);
/// The gradient of a value from that of its dropped version; in place.
template <typename T>
void dropoutBackward(double rate, const std::uint8_t* kept, Rows<T> gradient);

} // namespace tastescope
