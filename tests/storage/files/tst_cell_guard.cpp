// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/files/cell_guard.h"

#include "engine/base/random.h"
#include "storage/export/table_file.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

namespace tastescope {
namespace {

std::string guarded(const std::string& text) {
    return needsGuard(text) ? "'" + text : text;
}

TEST(CellGuard, FormulasAreGuardedAndNumbersAreNot) {
    for (const char* formula :
         {"=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=", "-", "+", "@", "-inf",
          "+nan", "-1e999", "+49 170 1234", "-1,5", "'=1", "''@x", "'-5"}) {
        EXPECT_TRUE(needsGuard(formula)) << formula;
    }
    for (const char* plain :
         {"", "'", "''", "a=b", "5", "-5", "+5", "-0.25", "+1e3", "-.5", "'tis", "O'Brien", " =1"}) {
        EXPECT_FALSE(needsGuard(plain)) << plain;
    }
}

TEST(CellGuard, EveryTextComesBackAndNoneBeginsAFormula) {
    constexpr std::string_view letters = "''=+-@\t\r1a.e";
    Random random(11);
    for (int trial = 0; trial < 100'000; ++trial) {
        std::string text;
        for (auto length = random.below(6); length > 0; --length) {
            text += letters[random.below(letters.size())];
        }
        const std::string cell = guarded(text);
        ASSERT_EQ(withoutGuard(cell), text);
        ASSERT_TRUE(cell == text || cell[0] == '\'');
        if (!cell.empty() && std::string_view("=@\t\r").find(cell[0]) != std::string_view::npos) {
            FAIL() << cell;
        }
    }
}

TEST(CellGuard, TablesGuardTextsAndHeadingsInCsvOnly) {
    const test::TemporaryFolder folder;
    const auto write = [&](const char* name, Cells cells) {
        auto file =
            TableFile::create(folder / name, {{"=head"}, {"value", true}, {"time", false, true}}, cells);
        ASSERT_TRUE(file);
        ASSERT_TRUE(file->row(std::vector<std::string>{"@a\"b", "-5", "-0044-03-15T00:00:00Z"}));
        ASSERT_TRUE(file->commit());
    };
    write("g.csv", Cells::Guarded);
    EXPECT_EQ(folder.read("g.csv"), "\"'=head\",value,time\r\n\"'@a\"\"b\",-5,-0044-03-15T00:00:00Z\r\n");
    write("r.csv", Cells::Raw);
    EXPECT_EQ(folder.read("r.csv"), "=head,value,time\r\n\"@a\"\"b\",-5,-0044-03-15T00:00:00Z\r\n");
    write("g.json", Cells::Guarded);
    EXPECT_EQ(folder.read("g.json"),
              "[\n{\"=head\":\"@a\\\"b\",\"value\":-5,\"time\":\"-0044-03-15T00:00:00Z\"}\n]\n");
}

} // namespace
} // namespace tastescope
