// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/values/value_parse.h"
#include "tests/storage/import/import_test.h"

#include <cstdio>
#include <cstdlib>

namespace tastescope {
namespace {

TEST(ParseNumber, ReadsWhatItShould) {
    EXPECT_EQ(parseNumber("4.5"), 4.5);
    EXPECT_EQ(parseNumber(" -3 "), -3.0);
    EXPECT_EQ(parseNumber("+2"), 2.0);
    EXPECT_EQ(parseNumber(".5"), 0.5);
    EXPECT_EQ(parseNumber("1e3"), 1000.0);
    EXPECT_EQ(parseNumber("12345678901234567890"), 12345678901234567890.0);
    EXPECT_EQ(parseNumber("4,5", true), 4.5);
    EXPECT_EQ(parseNumber("1.234,5", true), 1234.5);
    EXPECT_EQ(parseNumber("4.5", true), 4.5);
    EXPECT_EQ(parseNumber("\u22124.5"), -4.5) << "the minus of typographers";
    EXPECT_EQ(parseNumber("1\u2019234", false, '\''), 1234.0);
    EXPECT_EQ(parseNumber("1\u2009234,5", true, ' '), 1234.5);
}

TEST(ParseNumber, RefusesTheRest) {
    for (const char* text : {"", " ", "-", ".", "+-1", "1.2.3", "4,5", "abc", "1x", "nan", "inf", "1e999",
                             "0x10", "--1", "\u2212", "\u2212-1", "\u2212\u22121", "1\u2019234"}) {
        EXPECT_FALSE(parseNumber(text)) << text;
    }
    EXPECT_FALSE(parseNumber("1,2,3", true));
    EXPECT_FALSE(parseNumber("1,2.3", true));
    EXPECT_FALSE(parseValue("1e39")) << "too large for a float";
}

TEST(ParseNumber, TheShortWayGivesTheSameBitsAsTheLongWay) {
    char text[32];
    for (int i = -20000; i < 20000; i += 7) {
        for (int decimals = 0; decimals < 8; ++decimals) {
            std::snprintf(text, sizeof(text), "%.*f", decimals, i * 0.12345);
            EXPECT_EQ(parseNumber(text), std::strtod(text, nullptr)) << text;
        }
    }
}

TEST(ParseInteger, ChecksItsRange) {
    EXPECT_EQ(parseInteger("9223372036854775807"), 9223372036854775807LL);
    EXPECT_FALSE(parseInteger("9223372036854775808"));
    EXPECT_EQ(parseInteger(" -7"), -7);
    EXPECT_FALSE(parseInteger("7.0"));
    EXPECT_FALSE(parseInteger(""));
}

constexpr Time day(std::int64_t days) {
    return days * millisecondsPerDay;
}

TEST(ParseTime, TellsTheUnitByTheSize) {
    EXPECT_EQ(parseTime("881250949"), 881250949000);
    EXPECT_EQ(parseTime("1433221332117"), 1433221332117);
    EXPECT_EQ(parseTime("1433221332117123"), 1433221332117);
    EXPECT_EQ(parseTime("1433221332117123456"), 1433221332117);
    EXPECT_EQ(parseTime("881250949.5"), 881250949500);
    EXPECT_EQ(parseTime("8.81250949E8"), 881250949000);
    EXPECT_EQ(parseTime("0"), 0);
    EXPECT_EQ(parseTime("-1"), -1000);
    EXPECT_FALSE(parseTime("1e30"));
    EXPECT_FALSE(parseTime("99999999999999999999"));
    EXPECT_FALSE(parseTime("soon"));
    EXPECT_FALSE(parseTime(""));
}

TEST(ParseTime, ReadsIso8601) {
    EXPECT_EQ(parseTime("1970-01-02"), day(1));
    EXPECT_EQ(parseTime("1970-01-01T00:00:01Z"), 1000);
    EXPECT_EQ(parseTime("1970-01-01 00:00:01.250"), 1250);
    EXPECT_EQ(parseTime("1970-01-01T02:00:00+02:00"), 0);
    EXPECT_EQ(parseTime("1969-12-31T19:00:00-0500"), 0);
    EXPECT_EQ(parseTime("1970-01-01T05"), std::nullopt);
    EXPECT_EQ(parseTime("2000/02/29"), day(11016));
    EXPECT_EQ(parseTime("2024-02-29T12:30"), day(19782) + 12 * 3'600'000 + 30 * 60'000);
    EXPECT_EQ(parseTime("1970-01-01T00:00:00.123456789Z"), 123);
}

TEST(ParseTime, ChecksTheRangeOfEveryPart) {
    for (const char* text : {"2021-02-29", "2021-13-01", "2021-00-10", "2021-04-31", "1970-01-01T24:00",
                             "1970-01-01T00:60", "1970-01-01T00:00:61", "1970-01-01T00:00+19:00",
                             "1970-01-01T00:00:00.", "1970-01-01 at noon", "32-Jan-1995", "01-Foo-1995"}) {
        EXPECT_FALSE(parseTime(text)) << text;
    }
}

TEST(ParseTime, ReadsNamesOfMonths) {
    EXPECT_EQ(parseTime("01-Jan-1995"), day(9131));
    EXPECT_EQ(parseTime("4 March 2021"), day(18690));
    EXPECT_EQ(parseTime("Mar 4, 2021"), day(18690));
    EXPECT_EQ(parseTime("mar. 4, 2021"), day(18690));
}

TEST(ParseReleaseDate, AlsoReadsYears) {
    EXPECT_EQ(parseReleaseDate("1995"), day(9131));
    EXPECT_EQ(parseReleaseDate("1995.0"), day(9131));
    EXPECT_EQ(parseReleaseDate("-750"), daysFromCivil(-750, 1, 1) * millisecondsPerDay);
    EXPECT_EQ(parseReleaseDate("0"), std::nullopt) << "unknown";
    EXPECT_EQ(parseReleaseDate("1995.5"), std::nullopt);
    EXPECT_EQ(parseReleaseDate("1995-01-01"), day(9131));
    EXPECT_EQ(parseReleaseDate("1433221332"), 1433221332000);
    EXPECT_EQ(parseReleaseDate("unknown"), std::nullopt);
}

TEST(DaysFromCivil, AgreesWithACalendarWalkedDayByDay) {
    const auto leap = [](int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); };
    std::int64_t expected = 0;
    for (int year = 1970; year < 2110; ++year) {
        EXPECT_EQ(daysFromCivil(year, 1, 1), expected) << year;
        EXPECT_EQ(daysFromCivil(year, 3, 1), expected + (leap(year) ? 60 : 59)) << year;
        expected += leap(year) ? 366 : 365;
    }
    EXPECT_EQ(daysFromCivil(1600, 1, 1), -135140);
    EXPECT_EQ(daysFromCivil(0, 3, 1), -719468);
}

TEST(TrailingYear, IsFoundAtTheEndOnly) {
    EXPECT_EQ(trailingYear("A Quiet Harbour (1995)"), 1995);
    EXPECT_EQ(trailingYear("A Quiet Harbour (1995) "), 1995);
    EXPECT_EQ(trailingYear("(1995) Harbour"), std::nullopt);
    EXPECT_EQ(trailingYear("Harbour (199x)"), std::nullopt);
    EXPECT_EQ(trailingYear("Harbour (0001)"), std::nullopt);
    EXPECT_EQ(trailingYear("(1995)"), std::nullopt);
}

} // namespace
} // namespace tastescope
