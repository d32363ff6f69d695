// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/export/json_writer.h"

#include <cmath>
#include <limits>

namespace tastescope {
namespace {

TEST(JsonWriter, ObjectsArraysAndCommas) {
    JsonWriter json;
    json.beginObject().field("a", 1).key("list").beginArray().value(true).value("x").null().endArray();
    json.key("empty").beginObject().endObject().endObject();
    EXPECT_EQ(json.text(), R"({"a":1,"list":[true,"x",null],"empty":{}})");
}

TEST(JsonWriter, TextIsEscaped) {
    JsonWriter json;
    json.value("a\"b\\c\n\x01é");
    EXPECT_EQ(json.text(), R"("a\"b\\c\u000a\u0001é")");
}

TEST(JsonWriter, WhatSteersATerminalIsSaidInLetters) {
    JsonWriter writer;
    writer.value("é\x7f\u009b\u00a0|\u200e\u2028\u202e\u2069|\u061c日\u2010\u2070");
    EXPECT_EQ(writer.text(), "\"é\\u007f\\u009b\u00a0|\\u200e\\u2028\\u202e\\u2069|\\u061c日\u2010\u2070\"");
}

TEST(JsonWriter, BytesThatAreNoTextAreReplaced) {
    JsonWriter json;
    json.value("a\xFFz\xC3\xA9\xC3|\xF0\x9F\x8E\xB5\xE2\x82");
    EXPECT_EQ(json.text(), "\"a\xEF\xBF\xBDz\xC3\xA9\xEF\xBF\xBD|\xF0\x9F\x8E\xB5\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST(JsonWriter, NumbersReadBackAsTheSameDouble) {
    for (const double number : {0.1, 1.0 / 3, 1e300, -2.5e-17, 42.0}) {
        EXPECT_EQ(std::stod(shortestNumber(number)), number);
    }
    EXPECT_EQ(shortestNumber(0.1), "0.1");
    JsonWriter json;
    json.beginArray().value(std::nan("")).value(INFINITY).value(0.5).value(std::uint64_t{1} << 63).endArray();
    EXPECT_EQ(json.text(), "[null,null,0.5,9223372036854775808]");
}

} // namespace
} // namespace tastescope
