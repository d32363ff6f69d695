// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/fingerprint.h"

#include "engine/base/random.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tastescope {
namespace {

std::span<const std::byte> bytesOf(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

std::string printOf(const std::vector<std::string_view>& texts) {
    Fingerprint print;
    for (const std::string_view text : texts) {
        print.add(text);
    }
    return print.text();
}

TEST(Crc32, GivesTheCheckValueOfTheStandard) {
    EXPECT_EQ(crc32(bytesOf("123456789")), 0xCBF43926U);
    EXPECT_EQ(crc32({}), 0U);
}

// Bit by bit, without tables.
std::uint32_t slowCrc(std::span<const std::byte> bytes) {
    std::uint32_t crc = ~0U;
    for (const std::byte byte : bytes) {
        crc ^= static_cast<std::uint32_t>(byte);
        for (int bit = 0; bit < 8; ++bit) {
            crc = crc >> 1 ^ ((crc & 1) ? 0xEDB88320U : 0U);
        }
    }
    return ~crc;
}

TEST(Crc32, EqualsTheSlowTwinAndGoesOnFromBefore) {
    Random random(4);
    for (std::size_t size = 0; size < 70; ++size) {
        std::vector<std::byte> bytes(size);
        for (std::byte& byte : bytes) {
            byte = static_cast<std::byte>(random.below(256));
        }
        const std::uint32_t whole = slowCrc(bytes);
        ASSERT_EQ(crc32(bytes), whole) << size;
        const std::span all(std::as_const(bytes));
        const std::size_t cut = size / 3;
        ASSERT_EQ(crc32(all.subspan(cut), crc32(all.first(cut))), whole) << size;
    }
}

TEST(Crc32, NoticesEveryFlippedBit) {
    std::vector<std::byte> bytes(37, std::byte{0x5A});
    const std::uint32_t before = crc32(bytes);
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
        bytes[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
        EXPECT_NE(crc32(bytes), before) << bit;
        bytes[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
    }
}

TEST(Fingerprint, KeepsThePiecesApart) {
    EXPECT_NE(printOf({"ab", "c"}), printOf({"a", "bc"}));
    EXPECT_NE(printOf({"a", "b"}), printOf({"b", "a"}));
    EXPECT_NE(printOf({""}), printOf({}));
    EXPECT_NE(printOf({std::string_view("a\0", 2)}), printOf({"a"})); // padding is no content
    EXPECT_EQ(printOf({"long enough for two words", "x"}), printOf({"long enough for two words", "x"}));
}

TEST(Fingerprint, EveryBitCounts) {
    std::string text(40, 'a');
    const std::string before = printOf({text});
    for (std::size_t bit = 0; bit < 8 * text.size(); ++bit) {
        std::string other = text;
        other[bit / 8] = static_cast<char>(other[bit / 8] ^ (1 << bit % 8));
        EXPECT_NE(printOf({other}), before) << bit;
    }
}

TEST(Fingerprint, TextIsItsValueInSixteenDigits) {
    Fingerprint print;
    print.add(std::uint64_t{5});
    const std::string text = print.text();
    EXPECT_EQ(text.size(), 16U);
    EXPECT_EQ(std::stoull(text, nullptr, 16), print.value());
}

} // namespace
} // namespace tastescope
