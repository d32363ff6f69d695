// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/records/line_cutter.h"

#include <gtest/gtest.h>

namespace tastescope {
namespace {

// "[a][b]", "no" when the line cannot be cut into that many fields.
std::string cut(std::string_view line, std::size_t columns, const Dialect& dialect = {}) {
    std::vector<std::string> fields;
    if (!cutAsMeant(line, dialect, columns, fields)) {
        return "no";
    }
    std::string text;
    for (const std::string& field : fields) {
        text += '[' + field + ']';
    }
    return text;
}

TEST(LineCutter, TakesQuotesInQuotesThatNobodyDoubled) {
    EXPECT_EQ(cut("u1,\"the \"J\" way\",5", 3), "[u1][the \"J\" way][5]");
    EXPECT_EQ(cut("u1,\"a, \"b\" and c\",5", 3), "[u1][a, \"b\" and c][5]");
    EXPECT_EQ(cut("u1,\"say \"hi\"\",5", 3), "[u1][say \"hi\"][5]");
    EXPECT_EQ(cut("u1,\"\"Hi\" she said\",5", 3), "[u1][\"Hi\" she said][5]");
}

TEST(LineCutter, LeavesAQuoteTooManyInItsField) {
    EXPECT_EQ(cut("u1,\"A,5", 3), "[u1][\"A][5]");
    EXPECT_EQ(cut("\"u1,A,5", 3), "[\"u1][A][5]");
    EXPECT_EQ(cut("u1,A,\"", 3), "[u1][A][\"]");
    EXPECT_EQ(cut("u1,\"A,\"x, y\",5", 4), "[u1][\"A][x, y][5]");
    EXPECT_EQ(cut("u1,\"Kit\" Ray,5", 3), "[u1][\"Kit\" Ray][5]");
}

TEST(LineCutter, TakesALineOutOfItsQuotes) {
    EXPECT_EQ(cut("\"u1,A,5\"", 3), "[u1][A][5]");
    EXPECT_EQ(cut("\"u1,\"\"Good, one\"\",5\"", 3), "[u1][Good, one][5]");
    EXPECT_EQ(unwrapped("\"u1,A\",5", {}), "");
    EXPECT_EQ(unwrapped("\"u1\"", {}), "") << "no delimiter in it";
    EXPECT_EQ(unwrapped("u1,A", {}), "");
}

TEST(LineCutter, FollowsTheDialect) {
    Dialect dialect;
    dialect.delimiter = "::";
    dialect.quote = '\'';
    dialect.escape = '\\';
    EXPECT_EQ(cut("u1::'it\\'s 'so' good':: 'x' ::5", 4, dialect), "[u1][it's 'so' good][x][5]");
    dialect.trim = true;
    EXPECT_EQ(cut("u1:: a :: 'b::", 4, dialect), "[u1][a]['b][]");
}

TEST(LineCutter, RefusesAnotherNumberOfFields) {
    EXPECT_EQ(cut("u1,A", 3), "no");
    EXPECT_EQ(cut("u1,A,5,6", 3), "no");
    EXPECT_EQ(cut("", 2), "no");
    EXPECT_EQ(cut("\"", 2), "no");
    EXPECT_EQ(cut("\"\"", 1), "[]");
    EXPECT_EQ(cut(",", 2), "[][]");
}

} // namespace
} // namespace tastescope
