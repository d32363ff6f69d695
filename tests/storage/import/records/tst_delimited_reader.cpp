// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/records/delimited_reader.h"
#include "storage/import/sources/memory_source.h"
#include "tests/storage/import/import_test.h"

namespace tastescope {
namespace {

using namespace std::string_literals;

TextBuffer bufferOver(std::string_view text, std::size_t size) {
    return TextBuffer(std::make_unique<MemorySource>(text), Encoding::Utf8, size);
}

std::string records(std::string_view text, const Dialect& dialect, std::size_t bufferSize,
                    const RecordLimits& limits = {}, std::size_t columns = 0) {
    DelimitedReader reader(bufferOver(text, bufferSize), dialect, limits, columns);
    return test::recordsText(reader);
}

Dialect with(std::string delimiter) {
    Dialect dialect;
    dialect.delimiter = std::move(delimiter);
    return dialect;
}

class DelimitedReaderTest : public testing::TestWithParam<std::size_t> {
protected:
    void expectRecords(std::string_view text, const Dialect& dialect, std::string_view expected,
                       const RecordLimits& limits = {}) {
        EXPECT_EQ(records(text, dialect, GetParam(), limits), expected);
    }
    void expectColumns(std::size_t columns, std::string_view text, const Dialect& dialect,
                       std::string_view expected) {
        EXPECT_EQ(records(text, dialect, GetParam(), {}, columns), expected);
    }
};

INSTANTIATE_TEST_SUITE_P(Buffers, DelimitedReaderTest, testing::ValuesIn(test::bufferSizes));

TEST_P(DelimitedReaderTest, CutsAtDelimiterAndAnyLineBreak) {
    expectRecords("a,b\nc,d\r\ne,f\rg,h", with(","), "1:[a][b] 2:[c][d] 3:[e][f] 4:[g][h] ");
    expectRecords("a\tb\n", with("\t"), "1:[a][b] ");
    expectRecords(",\n,,\n", with(","), "1:[][] 2:[][][] ");
    expectRecords("", with(","), "");
    expectRecords("x\r", with(","), "1:[x] ");
}

TEST_P(DelimitedReaderTest, PassesOverEmptyLinesButCountsThem) {
    expectRecords("\n\na,b\r\n\r\nc,d\n\n", with(","), "3:[a][b] 5:[c][d] ");
}

TEST_P(DelimitedReaderTest, TakesDelimitersOfSeveralCharacters) {
    expectRecords("1::A: B::x\n2::::y:\n", with("::"), "1:[1][A: B][x] 2:[2][][y:] ");
    expectRecords("a:::b", with("::"), "1:[a][:b] ");
    expectRecords("a:", with("::"), "1:[a:] ");
}

TEST_P(DelimitedReaderTest, TakesQuotesOut) {
    expectRecords("\"a,b\",\"c \"\"d\"\"\",\"\"\n", with(","), "1:[a,b][c \"d\"][] ");
    expectRecords("\"\"\"\"\n", with(","), "1:[\"] ");
    expectRecords("5'9\",say \"hi\",x\n", with(","), "1:[5'9\"][say \"hi\"][x] ");
    Dialect plain = with(",");
    plain.quote = '\0';
    expectRecords("\"a,b\"\n", plain, "1:[\"a][b\"] ");
}

TEST_P(DelimitedReaderTest, PassesOverBlanksAroundQuotes) {
    expectRecords("u1, \"Good, one\",5\nu2,  \"x\"  ,6\n \"u3\" ,\"y\" \n", with(","),
                  "1:[u1][Good, one][5] 2:[u2][x][6] 3:[u3][y] ");
    expectRecords("u1, \"Kit\" Ray,5\nu2, \"open,6\n", with(","),
                  "1:[u1][ \"Kit\" Ray][5] 2:[u2][ \"open][6] ");
    expectRecords("u1, \"two\nlines\" \n", with(","), "1:[u1][two\nlines] ");
    expectRecords("a  \"b c\" d\n", with(" "), "1:[a][][b c][d] ");
    expectRecords(" \"a\"\t x\n", with("\t"), "1:[a][ x] ");
    Dialect plain = with(",");
    plain.quote = '\0';
    expectRecords("a, \"b\"\n", plain, "1:[a][ \"b\"] ");
}

TEST_P(DelimitedReaderTest, TrimsWhereTheDialectSaysSo) {
    Dialect dialect = with(",");
    dialect.trim = true;
    expectRecords("1, 2 ,\t3\n a, \" b \",\n", dialect, "1:[1][2][3] 2:[a][ b ][] ");
}

TEST_P(DelimitedReaderTest, TakesDelimitersAtTheEndForNoColumns) {
    expectColumns(3, "1,2,3,\n1,2,3,,,\n1,2,3\n1,2,3,4\n1,2\n", with(","),
                  "1:[1][2][3] 2:[1][2][3] 3:[1][2][3] 4:[1][2][3][4] 5:[1][2] ");
    Dialect ragged = with(",");
    ragged.ragged = true;
    expectColumns(3, "1,2\n1,2,3,\n1,2,3,4\n1\n", ragged, "1:[1][2][] 2:[1][2][3] 3:[1][2][3][4] 4:[1][][] ");
}

TEST_P(DelimitedReaderTest, MendsOddQuotesWhereItKnowsTheColumns) {
    expectColumns(3, "u1,\"the \"J\" way\",5\nu2,\"A,5\nu3,B,\"4\"\n", with(","),
                  "1:[u1][the \"J\" way][5] 2:[u2][\"A][5] 3:[u3][B][4] ");
    expectColumns(2, "\"u1,A\"\r\n\"u2,\"\"Good, one\"\"\"\r\nu3,B\r\n", with(","),
                  "1:[u1][A] 2:[u2][Good, one] 3:[u3][B] ");
    expectColumns(3, "u1,\"A,5\nx,\"y\nz\"\n", with(","), "1:[u1][\"A][5] 2:[x][y\nz] ");
}

TEST_P(DelimitedReaderTest, AQuoteTooManySwallowsNoLines) {
    expectColumns(2, "\"u1\",\"two\nlines\",\nu2,B\n", with(","), "1:[u1][two\nlines] 3:[u2][B] ");
    expectColumns(3, "u1,\"A,5\nu2,B,4\nu3,C\",3,9\n", with(","),
                  "1:[u1][\"A][5] 2:[u2][B][4] 3:[u3][C\"][3][9] ");
    expectColumns(3, "u1,\"A,5\nu2,B\"\nu3,C,3\n", with(","), "1:[u1][\"A][5] 2:[u2][B\"] 3:[u3][C][3] ");
}

TEST_P(DelimitedReaderTest, TakesEscapedQuotesOut) {
    Dialect dialect = with(";");
    dialect.escape = '\\';
    expectRecords("\"the \\\"J\\\" way\";\"a\\\\b\"\n", dialect, "1:[the \"J\" way][a\\b] ");
}

TEST_P(DelimitedReaderTest, KeepsLineBreaksInQuotesAndCountsTheirLines) {
    expectRecords("a,\"x\r\ny\nz\"\nb,c\n", with(","), "1:[a][x\r\ny\nz] 4:[b][c] ");
}

TEST_P(DelimitedReaderTest, AnOpenQuoteCostsItsOwnLineOnly) {
    expectRecords("a,\"b\nc,d\ne,f\n", with(","), "1:!Quotes do not match<a,\"b> 2:[c][d] 3:[e][f] ");
    expectRecords("a,\"b\nc,\"d\"\ne,f\n", with(","), "1:!Quotes do not match<a,\"b> 2:[c][d] 3:[e][f] ");
    expectRecords("\"a\"b,c\nd,e", with(","), "1:!Quotes do not match<\"a\"b,c> 2:[d][e] ");
}

TEST_P(DelimitedReaderTest, BoundsQuotedFieldsAndRows) {
    const RecordLimits limits{.maxRecord = 40, .maxQuoted = 12, .maxFields = 6};
    expectRecords("\"long long long\nlong\",x\na,b\n", with(","),
                  "1:!Quotes do not match<\"long long long> 2:[long\"][x] 3:[a][b] ",
                  RecordLimits{.maxRecord = 40, .maxQuoted = 12, .maxFields = 6});
    expectRecords("a," + std::string(100, 'x') + "\nb,c\n", with(","),
                  "1:!Row too long<a," + std::string(38, 'x') + "> 2:[b][c] ", limits);
    expectRecords("1,2,3,4,5,6,7\nb,c\n", with(","), "1:!Too many columns<1,2,3,4,5,6,7> 2:[b][c] ", limits);
}

TEST_P(DelimitedReaderTest, PassesOverPreambleAndComments) {
    Dialect dialect = with(",");
    dialect.preamble = 2;
    dialect.comment = "##";
    expectRecords("Export, of \"today\n\n##c,d\na,b\n## x\n#1,2\n", dialect, "4:[a][b] 6:[#1][2] ");
}

TEST_P(DelimitedReaderTest, KeepsNulBytes) {
    expectRecords("a\0b,c\n"s, with(","), "1:[a\0b][c] "s);
}

TEST_P(DelimitedReaderTest, ReportsTheRowAsItStands) {
    DelimitedReader reader(bufferOver("a,\"b \"\"c\"\"\"\r\nnext,1\n", GetParam()), with(","));
    ASSERT_EQ(reader.next(), RecordSource::Next::Record);
    EXPECT_EQ(reader.raw(), "a,\"b \"\"c\"\"\"");
    EXPECT_EQ(reader.fields()[1], "b \"c\"");
}

} // namespace
} // namespace tastescope
