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
        EXPECT_EQ(boundOf("1735603200000", end), "2024-12-31T00:00:00Z");
        for (const char* other : {"", "soon", "0", "7", "-1", "99", "241231", "202412", "20241301",
                                  "20240230", "2024.5", "45657", "999999999", "nan"}) {
            const Result<Time> refused = parseTimeBound(other, end, "--until");
            ASSERT_FALSE(refused) << other << " " << isoTime(*refused);
            EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
            EXPECT_EQ(refused.error().context, "--until");
        }
    }
}

} // namespace
} // namespace tastescope
