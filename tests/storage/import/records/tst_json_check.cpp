// SPDX-License-Identifier: GPL-3.0-or-later
// What is JSON and what is not, to the letter (RFC 8259): every case as a line and as an element of an array,
// through small and large buffers, beside rows that are fine.
#include "storage/import/records/json_check.h"
#include "storage/import/records/json_lines_reader.h"
#include "storage/import/sources/memory_source.h"
#include "tests/storage/import/import_test.h"

namespace tastescope {
namespace {

struct Case {
    std::string value;      ///< of {"a":…}
    const char* reads = ""; ///< what a row gets of it
};

// Values that JSON has.
const std::vector<Case>& accepted() {
    static const std::vector<Case> cases = {
        {"0", "0"},
        {"-0", "-0"},
        {"-0.0", "-0.0"},
        {"1", "1"},
        {"-12", "-12"},
        {"20e1", "20e1"},
        {"1E+2", "1E+2"},
        {"1e-7", "1e-7"},
        {"0.5", "0.5"},
        {"0e1", "0e1"},
        {"123.456e78", "123.456e78"},
        {"9007199254740993", "9007199254740993"},
        {"18446744073709551616", "18446744073709551616"},
        {"-123456789012345678901234567890", "-123456789012345678901234567890"},
        {"1e9999", "1e9999"},
        {"0.1000000000000000055511151231257827", "0.1000000000000000055511151231257827"},
        {"true", "true"},
        {"false", "false"},
        {"null", ""},
        {" \t 7 \t ", "7"},
        {R"("")", ""},
        {R"("a")", "a"},
        {R"("\"\\\/\b\f\n\r\t")", "\"\\/\b\f\n\r\t"},
        {R"("caf\u00e9 caf\u00E9")", "café café"},
        {R"("\uD83D\uDE00")", "\xF0\x9F\x98\x80"},
        {R"("\uD83D")", "\xEF\xBF\xBD"},
        {R"("x\uDE00\uD83Dy")", "x\xEF\xBF\xBD\xEF\xBF\xBDy"},
        {R"("\uD83D\uD83D\uDE00")", "\xEF\xBF\xBD\xF0\x9F\x98\x80"},
        {R"("\uD83D\n")", "\xEF\xBF\xBD\n"},
        {"\"\x7F\"", "\x7F"},
        {"\"é\xE2\x80\xA8\"", "é\xE2\x80\xA8"},
        {R"("nul")", "nul"},
        {"[]", ""},
        {"[ ]", ""},
        {"{}", "{}"},
        {R"([1,"x",null,true])", "1|x||true"},
        {R"([[1],{"b":2}])", R"([1]|{"b":2})"},
        {R"({"b":{"c":[]}})", R"({"b":{"c":[]}})"},
        {R"("[{]},")", "[{]},"},
    };
    return cases;
}

// Values that JSON does not have.
const std::vector<std::string>& refused() {
    static const std::vector<std::string> cases = {
        "",
        "nul",
        "nan",
        "NaN",
        "-NaN",
        "Infinity",
        "-Infinity",
        "inf",
        "None",
        "True",
        "FALSE",
        "undefined",
        "nullx",
        "truefalse",
        "1x",
        "05",
        "-05",
        "00",
        "-",
        "+1",
        "++1",
        "--1",
        ".5",
        "-.5",
        "1.",
        "1.e5",
        "1.5.5",
        "1e",
        "1e+",
        "1E-",
        "1ee2",
        "0x1F",
        "1_000",
        "1 000",
        "1,5x",
        "1/2",
        "12'000",
        "\xEF\xBC\x91",
        "2.e-3",
        "0.e1",
        "1+2",
        "9.3e+-1",
        "x",
        "'x'",
        "\"x",
        "x\"",
        "\"\\x41\"",
        "\"\\u12\"",
        "\"\\u12G4\"",
        "\"\\u\"",
        "\"\\'\"",
        "\"\\\n\"",
        "\"a\tb\"",
        "\"\x01\"",
        "\"a\" \"b\"",
        "\"a\"1",
        "[1",
        "1]",
        "[1,]",
        "[,1]",
        "[1,,2]",
        "[1 2]",
        "[1;2]",
        "[\"a\"",
        "[1}",
        "[nul]",
        "[NaN]",
        "[05]",
        "[1x]",
        "[\"\\x\"]",
        "{",
        "{]",
        "{\"b\"}",
        "{\"b\":}",
        "{\"b\":1,}",
        "{\"b\" 1}",
        "{b:1}",
        "{1:1}",
        "{\"b\"::1}",
        "{'b':1}",
        "{\"b\":1 \"c\":2}",
        "{\"b\":nul}",
        "{\"b\":05}",
        "{,}",
        "{\"b\":1,,}",
        "/*x*/1",
        "1 //x",
        "#1",
        "$1",
        "(1)",
        "1:2",
        "*",
        "@",
        "\\u0031",
        std::string("1\0", 2),
        std::string("\"a\0b\"", 5),
        std::string(600, '[') + std::string(600, ']'),
    };
    return cases;
}

std::string rowsOf(const std::string& text, std::size_t buffer, std::size_t& bad) {
    JsonLinesReader reader(TextBuffer(std::make_unique<MemorySource>(text), Encoding::Utf8, buffer), {"a"});
    std::string rows;
    for (;;) {
        const auto next = reader.next();
        if (next == RecordSource::Next::End || next == RecordSource::Next::Failed) {
            return rows;
        }
        if (next == RecordSource::Next::Bad) {
            ++bad;
            EXPECT_FALSE(reader.problem().empty());
        } else {
            rows += '<' + std::string(reader.fields()[0]) + '>';
        }
    }
}

class JsonCheckTest : public testing::TestWithParam<std::size_t> {};

INSTANTIATE_TEST_SUITE_P(Buffers, JsonCheckTest, testing::Values(1, 2, 7, 65536));

TEST_P(JsonCheckTest, TakesWhatJsonHas) {
    for (const Case& each : accepted()) {
        const std::string row = "{\"a\":" + each.value + "}";
        const std::string expected = "<first><" + std::string(each.reads) + "><last>";
        for (const std::string& text : {"{\"a\":\"first\"}\n" + row + "\n{\"a\":\"last\"}\n",
                                        "[{\"a\":\"first\"},\n" + row + ",{\"a\":\"last\"}]",
                                        "[{\"a\":\"first\"}]" + row + "[{\"a\":\"last\"}]"}) {
            std::size_t bad = 0;
            EXPECT_EQ(rowsOf(text, GetParam(), bad), expected) << text;
            EXPECT_EQ(bad, 0U) << text;
        }
    }
}

TEST_P(JsonCheckTest, RefusesTheRowOfWhatItDoesNotHaveAndNoOther) {
    for (const std::string& value : refused()) {
        // Also where nobody looks at the value.
        for (const char* key : {"a", "b"}) {
            const std::string row = std::string("{\"") + key + "\":" + value + "}";
            std::size_t bad = 0;
            const std::string line = "{\"a\":\"first\"}\n" + row + "\n{\"a\":\"last\"}\n";
            if (value.find('\n') == std::string::npos) {
                EXPECT_EQ(rowsOf(line, GetParam(), bad), "<first><last>") << line;
                EXPECT_EQ(bad, 1U) << line;
            }
            bad = 0;
            const std::string array = "[{\"a\":\"first\"},\n" + row + "]";
            EXPECT_EQ(rowsOf(array, GetParam(), bad), "<first>") << array;
            EXPECT_GE(bad, 1U) << array;
        }
    }
}

TEST_P(JsonCheckTest, TakesAndRefusesWholeRecords) {
    for (const char* good : {"{}", " {\"a\":1}", "{\"a\" : 1 }\t", "{\"a\":1,\"a\":2}", "{\"\":0,\"a\":1}",
                             "{\"\\u0061\":5}", "\xEF\xBB\xBF{\"a\":1}"}) {
        std::size_t bad = 0;
        EXPECT_NE(rowsOf(good, GetParam(), bad), "") << good;
        EXPECT_EQ(bad, 0U) << good;
    }
    for (const char* wrong : {"{\"a\":1}}", "{\"a\":1} x", "{\"a\":1}{\"a\":2}", "{\"a\":1},", "{\"a\":1",
                              "{\"a\"", "{\"a", "{", "}", "\"a\"", "7", "null", "user,item", "<a/>",
                              "{\"a\":1}#", "\xEF\xBB{\"a\":1}", "{a:1}", "{\"a\":1;}"}) {
        std::size_t bad = 0;
        EXPECT_EQ(rowsOf(std::string("{\"a\":\"x\"}\n") + wrong + "\n", GetParam(), bad), "<x>") << wrong;
        EXPECT_EQ(bad, 1U) << wrong;
    }
}

TEST(JsonCheck, SaysWhatKindOfMistakeItIs) {
    const auto problem = [](std::string text) { return std::string(jsonObjectProblem(text)); };
    EXPECT_EQ(problem(R"({"a":[1,{"b":"c"}]})"), "");
    EXPECT_NE(problem(R"({"a":05})").find("05"), std::string::npos);
    EXPECT_NE(problem(R"({"a":NaN})").find("NaN"), std::string::npos);
    EXPECT_NE(problem("{\"a\":\"\t\"}").find("control character"), std::string::npos);
    EXPECT_NE(problem("{\"a\":" + std::string(513, '[') + std::string(513, ']') + "}").find("512"),
              std::string::npos);
    EXPECT_EQ(problem("[]"), "Not a JSON object");
    std::string half = R"({"a":"\uD83D"})";
    EXPECT_EQ(jsonObjectProblem(half), "");
    EXPECT_EQ(half, R"({"a":"\uFFFD"})");
}

} // namespace
} // namespace tastescope
