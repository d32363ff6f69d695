// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/attributes/text_tokens.h"

#include "engine/base/random.h"

#include <gtest/gtest.h>

namespace tastescope {
namespace {

using Words = std::vector<std::string>;

TEST(TextTokens, SplitsAndLowersAnyLanguage) {
    EXPECT_EQ(wordsOf("Toy Story (1995)"), (Words{"toy", "story", "1995"}));
    EXPECT_EQ(wordsOf("Don't  stop—'til you’re…done!"), (Words{"dont", "stop", "til", "youre", "done"}));
    EXPECT_EQ(wordsOf("ÉLÈVE Straße ŁÓDŹ ŽIŽKOV ÿŸ"), (Words{"élève", "straße", "łódź", "žižkov", "ÿÿ"}));
    EXPECT_EQ(wordsOf("ΑΘΗΝΑ Москва ЁЛКА"), (Words{"αθηνα", "москва", "ёлка"}));
    EXPECT_EQ(wordsOf("千と千尋"), (Words{"千", "と", "千", "尋"}));
    EXPECT_EQ(wordsOf("R&B / hip-hop"), (Words{"r", "b", "hip", "hop"}));
    EXPECT_TRUE(wordsOf("").empty());
    EXPECT_TRUE(wordsOf(" ·×÷… — \xE3\x80\x82").empty());
    EXPECT_EQ(normalisedText("  Sci-Fi "), "sci fi");
}

TEST(TextTokens, TakesBrokenUtf8AsSeparators) {
    EXPECT_EQ(wordsOf("caf\xE9 noir"), (Words{"caf", "noir"}));
    EXPECT_EQ(wordsOf("a\xC3"), (Words{"a"}));
    EXPECT_EQ(wordsOf("a\xF0\x9F"), (Words{"a"}));
    Random random(11);
    for (int round = 0; round < 500; ++round) {
        std::string bytes(random.below(30), '\0');
        for (char& byte : bytes) {
            byte = static_cast<char>(random.below(256));
        }
        // What comes out is lower case already and splits no further.
        EXPECT_EQ(wordsOf(normalisedText(bytes)), wordsOf(bytes));
    }
}

} // namespace
} // namespace tastescope
