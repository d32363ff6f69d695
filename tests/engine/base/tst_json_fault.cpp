// SPDX-License-Identifier: GPL-3.0-or-later
// Faults of texts by hand, and on thousands of damaged texts the same verdict as the parser's.
#include "engine/base/json_fault.h"

#include "engine/base/random.h"

#include <gtest/gtest.h>
#include <simdjson.h>

namespace tastescope {
namespace {

void expectFault(std::string_view text, std::size_t line, std::size_t column, std::string_view what) {
    const auto fault = jsonFault(text);
    ASSERT_TRUE(fault) << text;
    EXPECT_EQ(fault->line, line) << text << fault->what;
    EXPECT_EQ(fault->column, column) << text << fault->what;
    EXPECT_NE(fault->what.find(what), std::string::npos) << text << ": " << fault->what;
}

TEST(JsonFault, SaysLineColumnAndCause) {
    expectFault("", 1, 1, "nothing");
    expectFault("  \n ", 2, 2, "nothing");
    expectFault("{\n  \"list\": 10,\n}", 3, 1, "comma stands before the }");
    expectFault("[1,\n2,\n]", 3, 1, "comma stands before the ]");
    expectFault("{\"a\": 1\n \"b\": 2}", 2, 2, "comma is missing");
    expectFault("{\"ü\": 1 \"b\": 2}", 1, 9, "comma is missing");
    expectFault("{\"a\" 1}", 1, 6, "colon is missing");
    expectFault("{a: 1}", 1, 2, "key in double quotes");
    expectFault("{'a': 1}", 1, 2, "key in double quotes");
    expectFault("{\"a\": 'b'}", 1, 7, "double quotes");
    expectFault("{\"a\": True}", 1, 7, "True is no value");
    expectFault("{\"a\": .5}", 1, 7, "value is missing");
    expectFault("{\"a\": 05}", 1, 7, "number is written wrong");
    expectFault("{\"a\": 1.}", 1, 7, "number is written wrong");
    expectFault("{\"a\": [1, 2}", 1, 12, "} closes what [ opened");
    expectFault("{\"a\": [1, 2]", 1, 13, "} closes what { opened");
    expectFault("{\"a\": 1} {", 1, 10, "behind the end");
    expectFault("{\"a\": \"b", 1, 9, "\" is missing");
    expectFault("{\"a\": \"b\n\"}", 1, 9, "not closed in its line");
    expectFault("{\"a\": \"\\d\"}", 1, 8, "not doubled");
    expectFault("{\"a\": \"\xFF\"}", 1, 8, "UTF-8");
    expectFault("// rules\n{}", 1, 1, "no comments");
    for (const char* good :
         {"{}", "[]", " 1 ", "\"\\u00e9 ü 😀\"", "[-0.5e+10, {\"a\": [null, true, false]}]"}) {
        EXPECT_FALSE(jsonFault(good)) << good;
    }
}

TEST(JsonFault, AgreesWithTheParserOnDamagedTexts) {
    const std::string whole =
        R"({"version": 1, "list": 30, "balance": {"mmr": 0.7, "a\n\u00e9": -1e2}, "rules": [{"on": true}, null, []]})";
    const std::string pieces = "{}[],:\"\\ 01-.eEtn\n\xC3\xA9u";
    Random random(8);
    simdjson::dom::parser parser;
    std::size_t bad = 0;
    for (int turn = 0; turn < 5000; ++turn) {
        std::string text = whole;
        for (std::uint64_t left = random.below(3); left > 0; --left) {
            const std::size_t at = random.below(text.size());
            const std::uint64_t how = random.below(4);
            if (how == 0) {
                text.erase(at, 1 + random.below(3));
            } else if (how == 1) {
                text.insert(at, 1, pieces[random.below(pieces.size())]);
            } else if (how == 2) {
                text[at] = pieces[random.below(pieces.size())];
            } else {
                text.resize(at + 1);
            }
        }
        const bool parsed = parser.parse(text).error() == simdjson::SUCCESS;
        const auto fault = jsonFault(text);
        EXPECT_EQ(parsed, !fault) << text << "\n" << (fault ? fault->place() + ": " + fault->what : "");
        bad += parsed ? 0 : 1;
    }
    EXPECT_GT(bad, 2000U);
}

TEST(JsonFault, MarksAreKnown) {
    EXPECT_EQ(plainJson("\xEF\xBB\xBF{}").value(), "{}");
    EXPECT_EQ(plainJson("{}").value(), "{}");
    EXPECT_EQ(plainJson("").value(), "");
    using namespace std::string_view_literals;
    for (const std::string_view wide : {"\xFF\xFE{\0}\0"sv, "\xFE\xFF\0{\0}"sv, "{\0}\0"sv, "\0{\0}"sv}) {
        EXPECT_NE(plainJson(wide).error().message.find("UTF-16"), std::string::npos);
    }
    for (const std::string_view wider : {"\xFF\xFE\0\0{\0\0\0"sv, "\0\0\xFE\xFF\0\0\0{"sv}) {
        EXPECT_NE(plainJson(wider).error().message.find("UTF-32"), std::string::npos);
    }
}

} // namespace
} // namespace tastescope
