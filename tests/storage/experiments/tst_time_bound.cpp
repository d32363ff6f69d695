// SPDX-License-Identifier: GPL-3.0-or-later
// One end of a window of time: what a person writes is what it is, and is written so again.
#include "storage/experiments/time_bound.h"

#include "storage/export/text_format.h"

#include <gtest/gtest.h>

namespace tastescope {
namespace {

std::string boundOf(const char* text, DayEnd end) {
    const Result<Time> time = parseTimeBound(text, end, "--until");
    return time ? isoTime(*time) : "refused";
}

TEST(TimeBound, NumbersAreYearsDaysOrSince1970BeyondDoubt) {
    EXPECT_EQ(boundOf("2024", DayEnd::First), "2024-01-01T00:00:00Z");
    EXPECT_EQ(boundOf("2024", DayEnd::Last), "2024-12-31T23:59:59.999Z");
    EXPECT_EQ(boundOf("20241231", DayEnd::First), "2024-12-31T00:00:00Z");
    EXPECT_EQ(boundOf("20241231", DayEnd::Last), "2024-12-31T23:59:59.999Z");
    EXPECT_EQ(boundOf(" 2024 ", DayEnd::First), "2024-01-01T00:00:00Z");
    for (const DayEnd end : {DayEnd::First, DayEnd::Last}) {
        EXPECT_EQ(boundOf("1735603200", end), "2024-12-31T00:00:00Z");
        EXPECT_EQ(boundOf("874724710", end), "1997-09-20T03:05:10Z"); // where MovieLens begins
        EXPECT_EQ(boundOf("1735603200000", end), "2024-12-31T00:00:00Z");
        for (const char* other : {"", "soon", "0", "7", "-1", "99", "241231", "202412", "20241301",
                                  "20240230", "2024.5", "45657", "9999999", "nan"}) {
            const Result<Time> refused = parseTimeBound(other, end, "--until");
            ASSERT_FALSE(refused) << other << " " << isoTime(*refused);
            EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
            EXPECT_EQ(refused.error().context, "--until");
        }
    }
}

TEST(TimeBound, ADayAndAMonthAreMeantWithTheirEndHoweverTheyAreWritten) {
    for (const char* day : {"2024-12-31", "2024/12/31", "2024.12.31", "31 Dec 2024", "31.12.2024",
                            "12/31/2024", "Tue, 31 December 2024", "20241231"}) {
        EXPECT_EQ(boundOf(day, DayEnd::First), "2024-12-31T00:00:00Z") << day;
        EXPECT_EQ(boundOf(day, DayEnd::Last), "2024-12-31T23:59:59.999Z") << day;
    }
    for (const char* month : {"2024-02", "2024/02", "Feb 2024"}) {
        EXPECT_EQ(boundOf(month, DayEnd::First), "2024-02-01T00:00:00Z") << month;
        EXPECT_EQ(boundOf(month, DayEnd::Last), "2024-02-29T23:59:59.999Z") << month;
    }
    EXPECT_EQ(boundOf("2024-12", DayEnd::Last), "2024-12-31T23:59:59.999Z");
    for (const DayEnd end : {DayEnd::First, DayEnd::Last}) {
        for (const char* evening :
             {"2024-12-31T18:00", "2024-12-31 6pm", "2024-12-31 18.00", "31 Dec 2024 18:00",
              "31.12.2024 6 PM", "20241231T1800", "2024-12-31T20:00+02:00"}) {
            EXPECT_EQ(boundOf(evening, end), "2024-12-31T18:00:00Z") << evening;
        }
        EXPECT_EQ(boundOf("2024-12-31T00:00", end), "2024-12-31T00:00:00Z");
    }
}

TEST(TimeBound, WhatIsWrittenIsReadAgain) {
    for (const char* text : {"2024", "2024-12", "2024-12-31", "2024-12-31T18:30", "2024-12-31T00:00",
                             "2024-12-31T23:59:59.999", "1735603200", "-0043-03-15", "+12024-01-01"}) {
        for (const DayEnd end : {DayEnd::First, DayEnd::Last}) {
            const Result<Time> time = parseTimeBound(text, end, "");
            ASSERT_TRUE(time) << text;
            const std::string written = timeBoundText(*time, end);
            const Result<Time> again = parseTimeBound(written, end, "");
            ASSERT_TRUE(again) << written;
            EXPECT_EQ(*again, *time) << text << " " << written;
        }
    }
}

} // namespace
} // namespace tastescope
