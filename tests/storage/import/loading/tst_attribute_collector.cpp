// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/loading/attribute_collector.h"
#include "tests/storage/import/import_test.h"

#include <cmath>

namespace tastescope {
namespace {

using Use = AttributeCollector::Use;

AttributeTable finished(const AttributeCollector& collector, std::size_t rows) {
    std::vector<std::pair<std::string, std::size_t>> unreadable;
    return collector.finish(rows, unreadable);
}

TEST(AttributeCollector, GuessesTheKindFromAllValues) {
    AttributeCollector collector;
    const auto fill = [&](const char* name, std::initializer_list<const char*> values) {
        const std::size_t column = collector.column(name, Use::Guess);
        std::size_t row = 0;
        for (const char* value : values) {
            collector.set(column, row++, value);
        }
    };
    fill("price", {"1.5", "", "20"});
    fill("zip", {"01234", "55105", "90210"});
    fill("mixed", {"1", "two", "3"});
    fill("added", {"2020-01-02", "", "2021-05-06"});
    fill("nothing", {"", " ", ""});
    const AttributeTable table = finished(collector, 3);
    EXPECT_EQ(table.find("price")->kind, AttributeKind::Number);
    EXPECT_TRUE(std::isnan(table.find("price")->numbers[1]));
    EXPECT_EQ(table.find("zip")->kind, AttributeKind::Text);
    EXPECT_EQ(table.find("zip")->texts[0], "01234");
    EXPECT_EQ(table.find("mixed")->kind, AttributeKind::Text);
    EXPECT_EQ(table.find("added")->kind, AttributeKind::Date);
    EXPECT_EQ(table.find("added")->dates[1], noTime);
    EXPECT_EQ(table.find("nothing"), nullptr);
}

TEST(AttributeCollector, ListsKeepDistinctWordsInOrder) {
    AttributeCollector collector;
    const std::size_t column = collector.column("categories", Use::List);
    collector.addList(column, 2, "b| a ||b", "|");
    collector.addList(column, 0, "a", "|");
    collector.set(column, 2, "c");
    const AttributeTable table = finished(collector, 4);
    const AttributeColumn& list = table.columns[0];
    EXPECT_EQ(list.textOf(0), "a");
    EXPECT_EQ(list.codesOf(1).size(), 0U);
    EXPECT_EQ(list.textOf(2), "b, a, c");
    EXPECT_EQ(list.offsets.size(), 5U);
}

TEST(AttributeCollector, ALaterValueWinsUnlessItIsEmpty) {
    AttributeCollector collector;
    const std::size_t column = collector.column("title", Use::Text);
    collector.set(column, 0, "old");
    collector.set(column, 0, "");
    EXPECT_EQ(finished(collector, 1).columns[0].texts[0], "old");
    collector.set(column, 0, "new");
    EXPECT_EQ(finished(collector, 1).columns[0].texts[0], "new");
}

TEST(AttributeCollector, CountsDatesThatAreNone) {
    AttributeCollector collector;
    const std::size_t column = collector.column("released", Use::Release);
    collector.set(column, 0, "1995");
    collector.set(column, 1, "someday");
    collector.set(column, 2, "0");
    std::vector<std::pair<std::string, std::size_t>> unreadable;
    const AttributeTable table = collector.finish(3, unreadable);
    ASSERT_EQ(unreadable.size(), 1U);
    EXPECT_EQ(unreadable[0].second, 1U) << "0 says unknown, which is no mistake";
    EXPECT_EQ(table.columns[0].dates[2], noTime);
}

TEST(AttributeCollector, TakesReleasesFromTitlesWhenMostHaveAYear) {
    AttributeCollector collector;
    const std::size_t column = collector.column("title", Use::Text);
    collector.set(column, 0, "Harbour (1995)");
    collector.set(column, 1, "Lantern (2001)");
    collector.set(column, 2, "Nameless");
    collector.releaseFromTitles();
    const AttributeTable table = finished(collector, 3);
    ASSERT_NE(table.find("released"), nullptr);
    EXPECT_EQ(table.find("released")->textOf(0), "1995-01-01");
    EXPECT_EQ(table.find("released")->dates[2], noTime);
    EXPECT_EQ(table.find("title")->texts[0], "Harbour (1995)");

    AttributeCollector few;
    const std::size_t title = few.column("title", Use::Text);
    few.set(title, 0, "Song (1995)");
    few.set(title, 1, "Other");
    few.set(title, 2, "Third");
    few.releaseFromTitles();
    EXPECT_EQ(finished(few, 3).find("released"), nullptr);
}

TEST(MergeAttributes, NewValuesWinWhenNotEmpty) {
    AttributeCollector older;
    older.set(older.column("title", Use::Text), 0, "A");
    older.set(older.column("title", Use::Text), 1, "B");
    older.set(older.column("price", Use::Guess), 0, "1");
    older.set(older.column("kept", Use::Guess), 1, "x");
    older.addList(older.column("tags", Use::List), 0, "p|q", "|");
    older.addList(older.column("tags", Use::List), 1, "q", "|");
    AttributeCollector newer;
    newer.set(newer.column("title", Use::Text), 1, "B2");
    newer.set(newer.column("title", Use::Text), 2, "C");
    newer.set(newer.column("price", Use::Guess), 2, "dear");
    newer.addList(newer.column("tags", Use::List), 1, "r", "|");
    newer.set(newer.column("added", Use::Release), 2, "2020");
    const AttributeTable merged = mergeAttributes(finished(older, 2), finished(newer, 3));
    EXPECT_EQ(merged.rows, 3U);
    const auto text = [&](const char* column, std::size_t row) { return merged.find(column)->textOf(row); };
    EXPECT_EQ(text("title", 0), "A");
    EXPECT_EQ(text("title", 1), "B2");
    EXPECT_EQ(text("title", 2), "C");
    EXPECT_EQ(text("price", 0), "1");
    EXPECT_EQ(text("price", 2), "dear");
    EXPECT_EQ(text("tags", 0), "p, q");
    EXPECT_EQ(text("tags", 1), "r");
    EXPECT_EQ(text("tags", 2), "");
    EXPECT_EQ(text("kept", 1), "x");
    EXPECT_EQ(text("added", 2), "2020-01-01");
    EXPECT_EQ(text("added", 0), "");
    for (const AttributeColumn& column : merged.columns) {
        const std::size_t rows = column.kind == AttributeKind::Text     ? column.texts.size()
                                 : column.kind == AttributeKind::Number ? column.numbers.size()
                                 : column.kind == AttributeKind::Date   ? column.dates.size()
                                                                        : column.offsets.size() - 1;
        EXPECT_EQ(rows, 3U) << column.name;
    }
}

} // namespace
} // namespace tastescope
