// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/terminal_progress.h"
#include "app/cli/terminal_text.h"
#include "app/cli/text_table.h"

#include <cmath>

namespace tastescope {
namespace {

TEST(TextTable, ColumnsAreAsWideAsTheirWidestCell) {
    TextTable table({"item", ">score"});
    table.row({"Amélie", "1.5"});
    table.row({"x", "10.25"});
    EXPECT_EQ(table.text(), "item    score\n"
                            "Amélie    1.5\n"
                            "x       10.25\n");
}

TEST(TextTable, ControlCharactersOfTheDataDoNotReachTheTerminal) {
    TextTable table({"title"});
    table.row({"a\x1b[31mred\nnext"});
    EXPECT_EQ(table.text(), "title\na [31mred next\n");
    EXPECT_EQ(TextTable({"a\x1b\nb"}).text(), "a  b\n");
}

TEST(TerminalText, KeepsLettersOfAllKindsAndNothingThatSteers) {
    const std::string letters = "Amélie 日本 🎧 שלום العربية naïve";
    EXPECT_EQ(terminalText(letters), letters);
    EXPECT_EQ(terminalText("a\x1b[2J\x7f\xc2\x9b\xc2\x85z"), "a [2J   z");
    EXPECT_EQ(terminalText("a\u202eb\u2066c\u200fd\u061ce"), "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe");
    EXPECT_EQ(terminalText("a\u2028b\nc\r"), "a b c ");
    EXPECT_EQ(terminalText("a\nb\r\n", LineBreaks::Keep), "a\nb \n");
    // Bytes of no character: a C1 control as one byte, an overlong one, a surrogate, one cut short.
    EXPECT_EQ(terminalText("\x9b|\xc0\x9b|\xed\xa0\x80|\xf0\x9f"),
              "\uFFFD|\uFFFD\uFFFD|\uFFFD\uFFFD\uFFFD|\uFFFD\uFFFD");
}

TEST(TextTable, Numbers) {
    EXPECT_EQ(countText(0), "0");
    EXPECT_EQ(countText(999), "999");
    EXPECT_EQ(countText(1'234'567), "1,234,567");
    EXPECT_EQ(percentText(0.0630), "6.30 %");
    EXPECT_EQ(decimalText(0.41234), "0.4123");
    EXPECT_EQ(decimalText(1234.56), "1234.6");
    EXPECT_EQ(decimalText(std::nan("")), "-");
    for (const double large : {1e15, -3.25e20, 1e300, 1.7e308}) {
        EXPECT_LE(decimalText(large).size(), 12U) << large;
        EXPECT_LE(percentText(large / 1e10).size(), 22U) << large;
        EXPECT_NEAR(std::stod(decimalText(large)) / large, 1, 1e-3);
    }
    EXPECT_EQ(bytesText(999), "999 B");
    EXPECT_EQ(bytesText(1'234'567), "1.2 MB");
    EXPECT_EQ(dayText(0), "1970-01-01");
    EXPECT_EQ(dayText(noTime), "-");
}

TEST(TerminalProgress, SaysRateAndTimeLeftOnceTheyAreKnown) {
    EXPECT_EQ(progressLine(-1, "Sorting", 9), "Sorting");
    EXPECT_EQ(progressLine(0.5, "Reading", 0.1), "Reading  50 %");
    EXPECT_EQ(progressLine(0.25, "Reading", 10), "Reading  25 %  2.5 %/s  30 s left");
    EXPECT_EQ(progressLine(0.1, "Reading", 10), "Reading  10 %  1.0 %/s  1 min 30 s left");
}

TEST(Arguments, ModelsWithParameters) {
    const auto plain = parseContestant("popularity");
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->algorithm, "popularity");
    const auto set = parseContestant("als:factors=32,iterations=4");
    ASSERT_TRUE(set);
    EXPECT_EQ(set->label, "als:factors=32,iterations=4");
    EXPECT_EQ(set->params.integer("factors"), 32);
    for (const char* wrong :
         {"", "nothing", "als:", "als:factors", "als:factors=x", "als:factors=0", "als:no=1"}) {
        const auto refused = parseContestant(wrong);
        ASSERT_FALSE(refused) << wrong;
        EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument) << wrong;
    }
}

TEST(Arguments, LengthsAndPairs) {
    EXPECT_EQ(parseLengths("10,5,10").value(), (std::vector<std::size_t>{10, 5}));
    for (const char* wrong : {"", "0", "5,", "-1", "5 ", "ten"}) {
        EXPECT_FALSE(parseLengths(wrong)) << wrong;
    }
    EXPECT_EQ(parseNameValue("item.title=a=b", "--map").value(), NameValue("item.title", "a=b"));
    EXPECT_FALSE(parseNameValue("=b", "--map"));
    EXPECT_FALSE(parseNumber("1.5x", "--test"));
}

} // namespace
} // namespace tastescope
