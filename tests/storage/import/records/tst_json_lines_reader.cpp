// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/records/json_lines_reader.h"
#include "storage/import/sources/memory_source.h"
#include "tests/storage/import/import_test.h"

namespace tastescope {
namespace {

std::string records(std::string_view text, std::vector<std::string> columns, std::size_t bufferSize,
                    const RecordLimits& limits = {}) {
    JsonLinesReader reader(TextBuffer(std::make_unique<MemorySource>(text), Encoding::Utf8, bufferSize),
                           std::move(columns), limits);
    return test::recordsText(reader);
}

class JsonLinesReaderTest : public testing::TestWithParam<std::size_t> {};

INSTANTIATE_TEST_SUITE_P(Buffers, JsonLinesReaderTest, testing::Values(1, 2, 7, 64, 4096, 65536));

TEST_P(JsonLinesReaderTest, GivesValuesByColumnAsText) {
    const char* text = "{\"user\": \"u1\", \"item\": 7, \"more\": 1}\n"
                       "\n"
                       "  {\"item\":\"caf\\u00e9 \\\"x\\\"\",\"user\":null}\r\n"
                       "{\"user\":true}";
    EXPECT_EQ(records(text, {"user", "item"}, GetParam()), "1:[u1][7] 3:[][café \"x\"] 4:[true][] ");
}

TEST_P(JsonLinesReaderTest, KeepsLongNumbersAsTheyAreWritten) {
    EXPECT_EQ(records("{\"a\":9007199254740993,\"b\":123456789012345678901234567890,\"c\":4.50}\n",
                      {"a", "b", "c"}, GetParam()),
              "1:[9007199254740993][123456789012345678901234567890][4.50] ");
}

TEST_P(JsonLinesReaderTest, KeepsNestedValuesAsText) {
    EXPECT_EQ(records("{\"a\":[\"x\",2,null],\"b\":{\"k\":[1,2]},\"c\":[],\"d\":[[1],{\"z\":2}]}\n",
                      {"a", "b", "c", "d"}, GetParam()),
              "1:[x|2|][{\"k\":[1,2]}][][[1]|{\"z\":2}] ");
}

TEST_P(JsonLinesReaderTest, ABadLineCostsItselfOnly) {
    EXPECT_EQ(records("{\"a\":1\n{\"a\":2}\nnot json\n[1]\n{\"a\":3} x\n{\"a\":4}\n", {"a"}, GetParam()),
              "1:!Not a JSON object<{\"a\":1> 2:[2] 3:!Not a JSON object<not json> "
              "4:!Not a JSON object<[1]> 5:!Not a JSON object<{\"a\":3} x> 6:[4] ");
}

TEST_P(JsonLinesReaderTest, BoundsTheLine) {
    const std::string text = "{\"a\":\"" + std::string(200, 'x') + "\"}\n{\"a\":1}\n";
    EXPECT_EQ(records(text, {"a"}, GetParam(), RecordLimits{.maxRecord = 20}),
              "1:!Row too long<{\"a\":\"" + std::string(14, 'x') + "> 2:[1] ");
}

TEST_P(JsonLinesReaderTest, ReadsOneArrayOfObjectsInAnyLayout) {
    EXPECT_EQ(records("[{\"a\":1},{\"a\":\"]}, \\\" [{\"}, {\"a\":[2,3]}]", {"a"}, GetParam()),
              "1:[1] 1:[]}, \" [{] 1:[2|3] ");
    EXPECT_EQ(records("\r\n [\r\n  {\r\n \"a\": 1\r\n  },\r\n {\"a\":2}\r\n]\r\n", {"a"}, GetParam()),
              "3:[1] 6:[2] ");
    EXPECT_EQ(records("[ ]", {"a"}, GetParam()), "");
}

TEST_P(JsonLinesReaderTest, ABadElementCostsItselfOnly) {
    EXPECT_EQ(records("[{\"a\":1},\n7,\n{\"a\":},\n{\"a\":2}]", {"a"}, GetParam()),
              "1:[1] 2:!Not a JSON object<7> 3:!Not a JSON object<{\"a\":}> 4:[2] ");
    EXPECT_EQ(records("[{\"a\":1},\n{\"a\":2", {"a"}, GetParam()), "1:[1] 2:!Not a JSON object<{\"a\":2> ")
        << "cut off";
    EXPECT_EQ(records("[{\"a\":\"" + std::string(200, 'x') + "\"},\n{\"a\":1}]", {"a"}, GetParam(),
                      RecordLimits{.maxRecord = 20}),
              "1:!Row too long<{\"a\":\"" + std::string(14, 'x') + "> 2:[1] ");
}

TEST_P(JsonLinesReaderTest, NothingBesideAnArrayIsLost) {
    const struct {
        const char* text;
        const char* records;
    } cases[] = {
        {"[{\"a\":1}]\n[{\"a\":2},{\"a\":3}]", "1:[1] 2:[2] 2:[3] "},
        {"[{\"a\":1}][{\"a\":2}]", "1:[1] 1:[2] "},
        {"[{\"a\":1}]\n{\"a\":2}\n{\"a\":3}\n", "1:[1] 2:[2] 3:[3] "},
        {"[]\n[ ]\n[{\"a\":1}]", "3:[1] "},
        {"[{\"a\":1}]\nafterwards\n\nand on", "1:[1] 2:!Text behind the end of the array<afterwards> "
                                              "4:!Text behind the end of the array<and on> "},
        {"[{\"a\":1}]]", "1:[1] 1:!Text behind the end of the array<]> "},
        {"[{\"a\":1}],\n[{\"a\":2}]", "1:[1] 1:!Text behind the end of the array<,> 2:[2] "},
        {"[{\"a\":1}]\n[5]\n", "1:[1] 2:!Text behind the end of the array<[5]> "},
        {"[{\"a\":1}]\n\"x\"", "1:[1] 2:!Text behind the end of the array<\"x\"> "},
        {"[{\"a\":1}", "1:[1] 1:!The array has no end<> "},
        {"[{\"a\":1},\n", "1:[1] 2:!The array has no end<> "},
        {"[", "1:!The array has no end<> "},
        {"\n[\n", "3:!The array has no end<> "},
        {"[{\"a\":1},,{\"a\":2}]", "1:[1] 1:!A comma without a value<,> 1:[2] "},
        {"[,{\"a\":2}]", "1:!A comma without a value<,> 1:[2] "},
        {"[{\"a\":1},]", "1:[1] 1:!A comma without a value<]> "},
        {"[{\"a\":1}\n{\"a\":2}]", "1:[1] 2:!A comma is missing<> 2:[2] "},
        {"[{\"a\":1},[{\"a\":2}],{\"a\":3}]", "1:[1] 1:!Not a JSON object<[{\"a\":2}]> 1:[3] "},
        {"[{\"a\":1},{\"a\":[2}]", "1:[1] 1:!Not a JSON object<{\"a\":[2}]> 1:!The array has no end<> "},
        {"]", "1:!Not a JSON object<]> "},
        {"[1,{\"a\":1}]", "1:!Not a JSON object<[1,{\"a\":1}]> "},
    };
    for (const auto& each : cases) {
        EXPECT_EQ(records(each.text, {"a"}, GetParam()), each.records) << each.text;
    }
}

TEST_P(JsonLinesReaderTest, AnEndlessStretchOfBlanksIsBounded) {
    const std::string blanks(100, ' ');
    EXPECT_EQ(records("[" + blanks + "\n{\"a\":1}]", {"a"}, GetParam(), RecordLimits{.maxRecord = 20})
                  .substr(0, 15),
              "1:!Row too long")
        << "longer than any row";
    EXPECT_EQ(records(blanks + "\n" + blanks + "{\"a\":1}", {"a"}, GetParam(), RecordLimits{.maxRecord = 20}),
              "2:[1] ");
}

TEST_P(JsonLinesReaderTest, DiscoversColumns) {
    const std::string_view text = "{\"a\":1}\n{\"b\":2,\"a\":3}\n";
    JsonLinesReader reader(TextBuffer(std::make_unique<MemorySource>(text), Encoding::Utf8, GetParam()), {},
                           {}, true);
    while (reader.next() == RecordSource::Next::Record) {
    }
    EXPECT_EQ(reader.columns(), (std::vector<std::string>{"a", "b"}));
}

} // namespace
} // namespace tastescope
