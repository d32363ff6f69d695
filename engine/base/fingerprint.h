// SPDX-License-Identifier: GPL-3.0-or-later
// A 64-bit fingerprint of data or of an experiment's canonical text: equal content, equal fingerprint, on any
// machine. It finds change and damage; it is no protection against forgery.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tastescope {

class Fingerprint {
public:
    void add(std::span<const std::byte> bytes);
    void add(std::string_view text);
    void add(std::uint64_t number);
    template <typename T>
    void addArray(std::span<const T> values) {
        add(std::as_bytes(values));
    }

    std::uint64_t value() const;
    /// Sixteen hexadecimal digits.
    std::string text() const;

private:
    std::uint64_t m_state = 0x9E3779B97F4A7C15ULL;
    std::uint64_t m_length = 0;
};

/// CRC-32 (the polynomial of zip and PNG) of a block, for containers that must notice flipped bits.
std::uint32_t crc32(std::span<const std::byte> bytes, std::uint32_t previous = 0);

} // namespace tastescope
