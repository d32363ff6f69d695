// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/name_list.h"

#include <gtest/gtest.h>

namespace tastescope {
namespace {

using Names = std::vector<std::string>;

TEST(NameList, CutsAtCommasThatAreNotMarked) {
    EXPECT_EQ(cutNames("play,like"), (Names{"play", "like"}));
    EXPECT_EQ(cutNames(R"(click\, view,like)"), (Names{"click, view", "like"}));
    EXPECT_EQ(cutNames(""), Names{""});
    EXPECT_EQ(cutNames(",a,,"), (Names{"", "a", "", ""}));
}

TEST(NameList, OtherBackslashesAreLetters) {
    EXPECT_EQ(cutNames(R"(a\b,\n,c\)"), (Names{R"(a\b)", R"(\n)", R"(c\)"}));
    EXPECT_EQ(cutNames(R"(a\\,b)"), (Names{R"(a\)", "b"}));
}

TEST(NameList, ReadsWhatItWrote) {
    EXPECT_EQ(joinNames(Names{"play", "like"}), "play,like");
    EXPECT_EQ(joinNames(Names{"click, view", "like"}), R"(click\, view,like)");
    EXPECT_EQ(joinNames(Names{"a,b", "c"}, ", "), R"(a\,b, c)");
    EXPECT_EQ(joinNames({}), "");
    const Names parts{"", "a", ",", "\\", "\\,", ",\\", "\\\\", " x ", "\"q\", 'r'", "é,ü"};
    for (const std::string& first : parts) {
        for (const std::string& second : parts) {
            for (const std::string& third : parts) {
                const Names names{first, second, first + third};
                EXPECT_EQ(cutNames(joinNames(names)), names) << joinNames(names);
            }
        }
    }
}

} // namespace
} // namespace tastescope
