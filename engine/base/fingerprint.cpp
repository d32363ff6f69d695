// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/fingerprint.h"

#include <zlib.h>

#include <cstring>

namespace tastescope {
namespace {

// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): every input bit reaches every output bit.
std::uint64_t mix(std::uint64_t x) {
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ x >> 27) * 0x94D049BB133111EBULL;
    return x ^ x >> 31;
}

} // namespace

void Fingerprint::add(std::span<const std::byte> bytes) {
    // Lengths are mixed in, so that ("ab", "c") and ("a", "bc") differ.
    add(static_cast<std::uint64_t>(bytes.size()));
    while (bytes.size() >= 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data(), 8);
        m_state = mix(m_state ^ word) + 0x9E3779B97F4A7C15ULL;
        bytes = bytes.subspan(8);
    }
    if (!bytes.empty()) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data(), bytes.size());
        m_state = mix(m_state ^ word) + 0x9E3779B97F4A7C15ULL;
    }
}

void Fingerprint::add(std::string_view text) {
    add(std::as_bytes(std::span(text.data(), text.size())));
}

void Fingerprint::add(std::uint64_t number) {
    m_state = mix(m_state ^ mix(number + ++m_length));
}

std::uint64_t Fingerprint::value() const {
    return mix(m_state + m_length);
}

std::string Fingerprint::text() const {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out(16, '0');
    std::uint64_t rest = value();
    for (std::size_t place = out.size(); place-- > 0; rest >>= 4) {
        out[place] = digits[rest & 15];
    }
    return out;
}

std::uint32_t crc32(std::span<const std::byte> bytes, std::uint32_t previous) {
    // No bytes may come as a null pointer, for which zlib would begin anew.
    return bytes.empty() ? previous
                         : static_cast<std::uint32_t>(::crc32_z(
                               previous, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

} // namespace tastescope
