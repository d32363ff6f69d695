// SPDX-License-Identifier: GPL-3.0-or-later
// Dates in every way of writing that is read, made from known instants and read back.
#include "engine/base/random.h"
#include "storage/export/text_format.h"
#include "storage/import/planning/column_times.h"
#include "storage/import/values/value_parse.h"
#include "tests/storage/import/import_test.h"

#include <fmt/format.h>

#include <ctime>
#include <functional>
#include <limits>

namespace tastescope {
namespace {

// A calendar that is not the one under test.
std::tm civil(Time time) {
    const std::time_t seconds = time / 1000;
    std::tm out{};
    gmtime_r(&seconds, &out);
    return out;
}

struct Language {
    const char* months[12];
    const char* days[7];
};
const Language languages[] = {
    {{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
      "November", "December"},
     {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}},
    {{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
      "November", "Dezember"},
     {"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"}},
    {{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
      "novembre", "décembre"},
     {"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}},
    {{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
      "noviembre", "diciembre"},
     {"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"}}};

// The first three letters, or four where three begin two months.
std::string shortOf(const char* name) {
    std::string word(name);
    std::size_t letters = 0;
    std::size_t end = 0;
    const std::size_t wanted = word.starts_with("jui") ? 4 : 3;
    while (end < word.size() && letters < wanted) {
        ++end;
        while (end < word.size() && (static_cast<unsigned char>(word[end]) & 0xC0U) == 0x80) {
            ++end;
        }
        ++letters;
    }
    return word.substr(0, end);
}

// Instants of all months, hours and lengths of day, in whole seconds.
std::vector<Time> instants() {
    std::vector<Time> out = {0, 951'782'400'000, 1'735'151'400'000, 1'704'067'199'000};
    Random random(7, 11);
    for (int i = 0; i < 400; ++i) {
        out.push_back(static_cast<Time>(random.next64() % 2'000'000'000) * 1000);
    }
    return out;
}

std::string hours12(const std::tm& at, const char* am, const char* pm) {
    return fmt::format("{}:{:02} {}", at.tm_hour % 12 == 0 ? 12 : at.tm_hour % 12, at.tm_min,
                       at.tm_hour < 12 ? am : pm);
}

TEST(ParseTimeFormats, NumbersInEveryOrderAndWithEverySeparatorComeBack) {
    struct Order {
        DateOrder order;
        int places[3]; // 0 day, 1 month, 2 year
    };
    for (const Order& order :
         {Order{DateOrder::DayMonthYear, {0, 1, 2}}, Order{DateOrder::MonthDayYear, {1, 0, 2}},
          Order{DateOrder::YearMonthDay, {2, 1, 0}}}) {
        for (const Time time : instants()) {
            const std::tm at = civil(time);
            const Time minute = time - at.tm_sec * 1000;
            const Time day = minute - (at.tm_hour * 60 + at.tm_min) * 60'000;
            for (const char* separator : {".", "/", "-"}) {
                for (const bool two : {false, true}) {
                    for (const bool padded : {false, true}) {
                        std::string date;
                        for (const int place : order.places) {
                            const int year = two ? at.tm_year % 100 : at.tm_year + 1900;
                            const int number = place == 0 ? at.tm_mday : place == 1 ? at.tm_mon + 1 : year;
                            date += date.empty() ? "" : separator;
                            date +=
                                padded || place == 2 ? fmt::format("{:02}", number) : std::to_string(number);
                        }
                        if (two && separator[0] == '.' && order.order == DateOrder::MonthDayYear) {
                            continue; // nobody writes so, and versions look like it
                        }
                        if (two && ((order.places[0] == 2 && !padded) || at.tm_year < 69)) {
                            continue;
                        }
                        const auto read = [&](const std::string& text) {
                            return parseTime(text, {TimeNumbers::BySize, order.order});
                        };
                        EXPECT_EQ(read(date), day) << date;
                        EXPECT_EQ(read(date + fmt::format(" {}:{:02}", at.tm_hour, at.tm_min)), minute)
                            << date;
                        EXPECT_EQ(
                            read(date + fmt::format(" {:02}:{:02}:{:02}", at.tm_hour, at.tm_min, at.tm_sec)),
                            time)
                            << date;
                        EXPECT_EQ(read(date + fmt::format(", {:02}.{:02}", at.tm_hour, at.tm_min)), minute);
                        EXPECT_EQ(read(date + ' ' + hours12(at, "AM", "PM")), minute) << date;
                        EXPECT_EQ(read(date + ", " + hours12(at, "a.m.", "p. m.")), minute) << date;
                        EXPECT_EQ(read(date + fmt::format("T{:02}:{:02}:{:02}.000Z", at.tm_hour, at.tm_min,
                                                          at.tm_sec)),
                                  time);
                    }
                }
            }
        }
    }
}

TEST(ParseTimeFormats, NamesOfMonthsInFourLanguagesComeBack) {
    for (const Time time : instants()) {
        const std::tm at = civil(time);
        const Time day = time - ((at.tm_hour * 60 + at.tm_min) * 60 + at.tm_sec) * 1000;
        const std::string clock = fmt::format("{:02}:{:02}:{:02}", at.tm_hour, at.tm_min, at.tm_sec);
        const int year = at.tm_year + 1900;
        for (const Language& language : languages) {
            const std::string month = language.months[at.tm_mon];
            const std::string brief = shortOf(language.months[at.tm_mon]);
            const std::string weekday = language.days[at.tm_wday];
            for (const std::string& name : {month, brief}) {
                for (const std::string& text :
                     {fmt::format("{} {} {}", at.tm_mday, name, year),
                      fmt::format("{}. {} {}", at.tm_mday, name, year),
                      fmt::format("{:02}-{}-{}", at.tm_mday, name, year),
                      fmt::format("{} {}, {}", name, at.tm_mday, year),
                      fmt::format("{} {} {}", name, at.tm_mday, year),
                      fmt::format("{}, {} de {} de {}", weekday, at.tm_mday, name, year),
                      fmt::format("{} {} {} {}", weekday, at.tm_mday, name, year),
                      fmt::format("{} {}. {}", year, name, at.tm_mday)}) {
                    EXPECT_EQ(parseTime(text), day) << text;
                    EXPECT_EQ(parseTime(text + ' ' + clock), time) << text << ' ' << clock;
                }
            }
        }
        const std::string month = languages[0].months[at.tm_mon];
        const std::string weekday = std::string(languages[0].days[at.tm_wday]).substr(0, 3);
        const std::string brief = month.substr(0, 3);
        for (const std::string& text :
             {fmt::format("{}, {:02} {} {} {} +0000", weekday, at.tm_mday, brief, year, clock), // RFC 2822
              fmt::format("{} {} {:2} {} {}", weekday, brief, at.tm_mday, clock, year),         // ctime
              fmt::format("{} {} {:02} {} +0000 {}", weekday, brief, at.tm_mday, clock, year),
              fmt::format("{:02}/{}/{}:{} +0000", at.tm_mday, brief, year, clock), // web servers
              fmt::format("{} {} {:02} {} {} GMT+0000 (Coordinated Universal Time)", weekday, brief,
                          at.tm_mday, year, clock)}) {
            EXPECT_EQ(parseTime(text), time) << text;
        }
    }
}

TEST(ParseTimeFormats, NumbersOfEveryKindComeBack) {
    for (const Time time : instants()) {
        const std::tm at = civil(time);
        const auto read = [](const std::string& text, TimeNumbers numbers) {
            return parseTime(text, {numbers, DateOrder::Unknown});
        };
        const std::string day = fmt::format("{:04}{:02}{:02}", at.tm_year + 1900, at.tm_mon + 1, at.tm_mday);
        const std::string clock = fmt::format("{:02}{:02}{:02}", at.tm_hour, at.tm_min, at.tm_sec);
        const Time minute = time - at.tm_sec * 1000;
        EXPECT_EQ(read(day + clock, TimeNumbers::Digits), time) << day << clock;
        EXPECT_EQ(read(day + clock.substr(0, 4), TimeNumbers::Digits), minute);
        EXPECT_EQ(read(day, TimeNumbers::Digits), minute - (at.tm_hour * 60 + at.tm_min) * 60'000);
        EXPECT_EQ(parseTime(day + 'T' + clock + 'Z'), time);
        EXPECT_EQ(parseTime(day + ' ' + clock), time);
        const double excel = static_cast<double>(time) / 86'400'000 + 25'569;
        EXPECT_EQ(read(fmt::format("{:.10f}", excel), TimeNumbers::ExcelDays), time) << excel;
        EXPECT_EQ(read(std::to_string(time / 1000), TimeNumbers::Seconds), time);
        EXPECT_EQ(read(std::to_string(time), TimeNumbers::Milliseconds), time);
        EXPECT_EQ(read(std::to_string(time * 1000 + 999), TimeNumbers::Microseconds), time);
        EXPECT_EQ(read(std::to_string(time * 1'000'000 + 999), TimeNumbers::Nanoseconds), time);
    }
}

TEST(ParseTimeFormats, ZonesMoveTheInstant) {
    const Time noon = 1'735'128'000'000; // 2024-12-25T12:00Z
    for (const char* text :
         {"2024-12-25T13:00:00+01:00", "2024-12-25 07:00:00 EST", "Wed, 25 Dec 2024 13:00:00 CET",
          "25 Dec 2024 04:00 PST", "2024-12-25 21:00 JST", "2024-12-25 14:00+02",
          "2024-12-25T13:00:00+01:00[Europe/Berlin]", "Wed Dec 25 07:00:00 -0500 2024"}) {
        EXPECT_EQ(parseTime(text), noon) << text;
    }
}

TEST(ParseTimeFormats, WhatIsNoDateIsNone) {
    for (const char* text : {"May the 4th be with you",
                             "12 Monkeys",
                             "2001: A Space Odyssey",
                             "March",
                             "Mar 4",
                             "1.2.3",
                             "1.2.3.4",
                             "10.20.30",
                             "0-19-852663-6",
                             "12:30",
                             "32.01.2024",
                             "29.02.2023",
                             "13.13.2024",
                             "25/12",
                             "Foo 25 2024",
                             "25 Dec 2024 25:00",
                             "25 Dec 2024 13:00 PM",
                             "25.12.2024 18:60",
                             "jui 5 2024",
                             "5 5 5",
                             "//",
                             "de la",
                             "25 Dec 2024 Dec",
                             "20241225T9900",
                             "2024-12-25T",
                             "99999999-01-01",
                             "+2024",
                             "2024-12-25 at noon"}) {
        EXPECT_FALSE(parseDate(text)) << text;
        EXPECT_FALSE(parseDate(text, DateOrder::DayMonthYear)) << text;
    }
    EXPECT_FALSE(parseDate("05.06.2024")) << "without an order it has two meanings";
    EXPECT_EQ(parseDate("05.05.2024"), parseDate("2024-05-05"));
    EXPECT_EQ(parseDate("25/12/2024"), parseDate("2024-12-25"));
    EXPECT_EQ(parseDate("12/25/2024"), parseDate("2024-12-25"));
}

// The reader and the writer of dates are each other's inverse over all that a Time can be.
TEST(IsoTime, ComesBackOverTheWholeRange) {
    Random random(42, 1);
    std::vector<Time> times = {noTime + 1,
                               noTime + 2,
                               std::numeric_limits<Time>::max(),
                               0,
                               -1,
                               1,
                               daysFromCivil(0, 1, 1) * millisecondsPerDay,
                               daysFromCivil(-43, 3, 15) * millisecondsPerDay,
                               daysFromCivil(10'000, 1, 1) * millisecondsPerDay - 1,
                               daysFromCivil(10'000, 1, 1) * millisecondsPerDay,
                               daysFromCivil(-1, 12, 31) * millisecondsPerDay + 1};
    for (int i = 0; i < 200'000; ++i) {
        const auto bits = static_cast<std::int64_t>(random.next64());
        times.push_back(bits >> (i % 64)); // all sizes, both signs
    }
    for (const Time time : times) {
        if (time != noTime) {
            const std::string text = isoTime(time);
            ASSERT_EQ(parseTime(text), time) << text;
            ASSERT_EQ(parseDate(text), time) << text;
        }
    }
    EXPECT_EQ(isoTime(daysFromCivil(-43, 3, 15) * millisecondsPerDay), "-0043-03-15T00:00:00Z");
    EXPECT_EQ(isoTime(daysFromCivil(12'345, 3, 15) * millisecondsPerDay), "+12345-03-15T00:00:00Z");
}

TEST(IsoTime, WhatIsBeyondTheRangeIsRefused) {
    for (const char* text : {"+292278994-08-17T07:12:55.808Z", "-292275055-05-16T16:47:04.192Z",
                             "-292275055-05-16T16:47:04.191Z", "+292278995-01-01", "-292278995-01-01",
                             "9223372036854775807999", "-9223372036854775809", "+999999999-12-31"}) {
        EXPECT_FALSE(parseTime(text)) << text;
    }
    for (const TimeNumbers unit :
         {TimeNumbers::BySize, TimeNumbers::Seconds, TimeNumbers::Milliseconds, TimeNumbers::Microseconds,
          TimeNumbers::Nanoseconds, TimeNumbers::ExcelDays, TimeNumbers::Digits, TimeNumbers::Years}) {
        for (const char* text : {"9223372036854775807", "-9223372036854775808", "9.3e18", "-9.3e18", "1e300",
                                 "-9223372036854775807", "99999999999999999", "0", "-0.5"}) {
            if (const auto time = parseTime(text, {unit, DateOrder::Unknown})) {
                EXPECT_NE(*time, noTime) << text;
            }
        }
    }
}

TEST(ParseTime, NoBytesBreakIt) {
    const std::string alphabet = "0123456789-/.: ,TZ+apmAPMDec'()Mäh\n";
    Random random(3, 5);
    for (int i = 0; i < 200'000; ++i) {
        std::string text;
        for (std::uint64_t length = random.next64() % 28; length > 0; --length) {
            text.push_back(alphabet[random.next64() % alphabet.size()]);
        }
        for (const DateOrder order : {DateOrder::Unknown, DateOrder::DayMonthYear, DateOrder::MonthDayYear,
                                      DateOrder::YearMonthDay}) {
            const auto time = parseTime(text, {TimeNumbers::BySize, order});
            EXPECT_FALSE(time && *time == noTime) << text;
        }
        readingsOf(text);
    }
}

TEST(ParseTimeFormat, WordsComeBack) {
    for (const char* word : {"dmy", "mdy", "ymd", "s", "ms", "us", "ns", "excel", "digits", "year"}) {
        const auto format = parseTimeFormat(word);
        ASSERT_TRUE(format) << word;
        EXPECT_EQ(timeFormatWord(*format), word);
    }
    EXPECT_EQ(parseTimeFormat("YYYYMMDD"), parseTimeFormat("digits"));
    for (const char* word : {"", " ", "dm", "dmy mdy", "token", "float", "d"}) {
        EXPECT_FALSE(parseTimeFormat(word)) << word;
    }
}

TimeVerdict verdictOf(const std::vector<std::string>& values) {
    TimeCensus census(2026);
    for (const std::string& value : values) {
        census.add(value);
    }
    return census.verdict();
}

TEST(TimeCensus, OneDayOverTwelveSettlesTheOrder) {
    for (const char* separator : {".", "/", "-"}) {
        const auto date = [&](int a, int b) {
            return fmt::format("{:02}{}{:02}{}2024", a, separator, b, separator);
        };
        std::vector<std::string> values;
        for (int i = 1; i <= 12; ++i) {
            values.push_back(date(i, i % 11 + 1));
        }
        const TimeVerdict unclear = verdictOf(values);
        EXPECT_TRUE(unclear.times);
        EXPECT_EQ(unclear.settled, separator[0] == '.') << separator;
        values.push_back(date(13, 4));
        EXPECT_EQ(verdictOf(values).format.order, DateOrder::DayMonthYear);
        EXPECT_TRUE(verdictOf(values).settled);
        values.back() = date(4, 13);
        EXPECT_EQ(verdictOf(values).format.order, DateOrder::MonthDayYear);
        EXPECT_TRUE(verdictOf(values).settled);
    }
    EXPECT_EQ(verdictOf({"24-12-25", "24-11-30", "23-01-31"}).format.order, DateOrder::YearMonthDay);
}

TEST(TimeCensus, NumbersAreWhatGivesPlausibleYears) {
    const auto kind = [](const std::vector<std::string>& values) {
        const TimeVerdict verdict = verdictOf(values);
        return verdict.times ? verdict.words : "";
    };
    EXPECT_EQ(kind({"20241225", "20231101", "20200229"}), "dates as digits");
    EXPECT_EQ(kind({"20241225183000", "20231101000000"}), "dates as digits");
    EXPECT_EQ(kind({"202412251830", "202311010000"}), "dates as digits");
    EXPECT_EQ(kind({"1735151400", "881250949"}), "seconds");
    EXPECT_EQ(kind({"1735151400.5", "1735151401.25"}), "seconds");
    EXPECT_EQ(kind({"1735151400000", "881250949000"}), "milliseconds");
    EXPECT_EQ(kind({"1735151400000000"}), "microseconds");
    EXPECT_EQ(kind({"1735151400000000000"}), "nanoseconds");
    EXPECT_EQ(kind({"45651", "45652.77083333", "44000"}), "Excel days");
    EXPECT_EQ(kind({"2019", "2020", "2024"}), "years");
    EXPECT_EQ(kind({"1", "2", "3"}), "") << "running numbers are no dates";
    EXPECT_EQ(kind({"20241399", "20249901"}), "") << "neither digits of a date nor August 1970";
    EXPECT_EQ(kind({"99999999999999"}), "");
    EXPECT_EQ(kind({"0", "1735151400", "1735151401", "1735151402", "1735151403", "1735151404", "1735151405",
                    "1735151406", "1735151407", "1735151408"}),
              "seconds")
        << "0 is how columns say unknown";
}

TEST(TimeCensus, SpreadsheetsMixNumbersAndDates) {
    const TimeVerdict mostlyDates = verdictOf({"25.12.2024", "24.12.2024", "23.12.2024", "45651"});
    EXPECT_EQ(parseTime("45651", mostlyDates.format), parseTime("2024-12-25"));
    EXPECT_EQ(parseTime("01.02.2024", mostlyDates.format), parseTime("2024-02-01"));
    const TimeVerdict mostlyNumbers = verdictOf({"45651", "45650", "45649", "25.12.2024"});
    EXPECT_EQ(parseTime("45651", mostlyNumbers.format), parseTime("2024-12-25"));
    EXPECT_EQ(parseTime("01.02.2024", mostlyNumbers.format), parseTime("2024-02-01"));
    const TimeVerdict dates = verdictOf({"25.12.2024", "24.12.2024"});
    EXPECT_FALSE(parseTime("7", dates.format)) << "no second of January 1970";
    const TimeVerdict some = verdictOf({"20241225", "20241224", "20241223", "7"});
    EXPECT_EQ(parseTime("20241225", some.format), parseTime("2024-12-25")) << "one slip changes nothing";
    EXPECT_FALSE(parseTime("7", some.format));
    const TimeVerdict seconds = verdictOf({"1735151400", "1735151401"});
    EXPECT_EQ(parseTime("1735151400000", seconds.format), Time{1'735'151'400'000})
        << "the unit changed half way";
}

} // namespace
} // namespace tastescope
