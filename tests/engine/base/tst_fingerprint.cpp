// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/fingerprint.h"

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

// What containers on disk hold must be told the same for ever.
TEST(Crc32, GivesTheKnownValues) {
    EXPECT_EQ(crc32(bytesOf("123456789")), 0xCBF43926U);
    EXPECT_EQ(crc32(bytesOf("The quick brown fox jumps over the lazy dog")), 0x414FA339U);
    EXPECT_EQ(crc32({}), 0U);
}

TEST(Crc32, GoesOnFromBefore) {
    EXPECT_EQ(crc32(bytesOf("456789"), crc32(bytesOf("123"))), 0xCBF43926U);
    EXPECT_EQ(crc32({}, 0xCBF43926U), 0xCBF43926U) << "nothing adds nothing";
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
