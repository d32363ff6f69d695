// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/id_map.h"

#include "engine/base/random.h"

#include <gtest/gtest.h>

#include <string>
#include <unordered_map>

namespace tastescope {
namespace {

TEST(IdMap, KeepsTextAsItIs) {
    IdMap ids;
    EXPECT_TRUE(ids.empty());
    EXPECT_FALSE(ids.find("7"));
    EXPECT_EQ(ids.intern("007"), 0U);
    EXPECT_EQ(ids.intern("7"), 1U);
    EXPECT_EQ(ids.intern("9007199254740993"), 2U); // 2^53 + 1, which no double holds
    EXPECT_EQ(ids.intern("9007199254740992"), 3U);
    EXPECT_EQ(ids.intern(""), 4U);
    const std::string withZero("a\0b", 3);
    EXPECT_EQ(ids.intern(withZero), 5U);
    EXPECT_EQ(ids.intern("a"), 6U);
    EXPECT_EQ(ids.intern("007"), 0U);
    EXPECT_EQ(ids.size(), 7U);
    EXPECT_EQ(ids.at(2), "9007199254740993");
    EXPECT_EQ(ids.at(4), "");
    EXPECT_EQ(ids.at(5), withZero);
    EXPECT_EQ(ids.find("7"), std::optional<std::uint32_t>(1));
    EXPECT_FALSE(ids.find("8"));
}

// Lengths around the 4 and 8 bytes that are hashed at a time, differing in one byte only.
TEST(IdMap, TellsApartIdsThatDifferInOneByte) {
    IdMap ids;
    std::uint32_t expected = 0;
    for (std::size_t length = 1; length <= 40; ++length) {
        const std::string plain(length, 'x');
        ASSERT_EQ(ids.intern(plain), expected++);
        for (std::size_t place = 0; place < length; ++place) {
            std::string other = plain;
            other[place] = 'y';
            ASSERT_EQ(ids.intern(other), expected++) << length << " " << place;
        }
    }
}

TEST(IdMap, DoesWhatAStandardMapDoes) {
    IdMap ids;
    std::unordered_map<std::string, std::uint32_t> twin;
    Random random(1);
    for (int step = 0; step < 200'000; ++step) {
        std::string id = std::to_string(random.below(50'000));
        if (random.below(3) == 0) {
            id = "https://example.org/catalogue/item/" + id;
        }
        if (random.below(4) == 0) {
            const auto known = twin.find(id);
            ASSERT_EQ(ids.find(id), known == twin.end() ? std::nullopt : std::optional(known->second));
        } else {
            const auto next = static_cast<std::uint32_t>(twin.size());
            ASSERT_EQ(ids.intern(id), twin.try_emplace(id, next).first->second);
        }
    }
    ASSERT_EQ(ids.size(), twin.size());
    for (const auto& [id, row] : twin) {
        ASSERT_EQ(ids.at(row), id);
    }
}

TEST(IdMap, ReserveChangesNothingVisible) {
    IdMap ids;
    ids.intern("a");
    ids.reserve(10'000);
    ids.intern("b");
    ids.reserve(1);
    EXPECT_EQ(ids.find("a"), std::optional<std::uint32_t>(0));
    EXPECT_EQ(ids.find("b"), std::optional<std::uint32_t>(1));
    EXPECT_EQ(ids.size(), 2U);
}

} // namespace
} // namespace tastescope
