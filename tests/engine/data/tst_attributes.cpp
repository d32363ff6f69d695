// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/attributes.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tastescope {
namespace {

AttributeColumn column(std::string name, AttributeKind kind) {
    AttributeColumn out;
    out.name = std::move(name);
    out.kind = kind;
    return out;
}

AttributeTable films() {
    AttributeTable table;
    table.rows = 3;
    AttributeColumn title = column("title", AttributeKind::Text);
    title.texts = {"Harbour", "", "Lantern"};
    AttributeColumn creator = column("creator", AttributeKind::Text);
    creator.texts = {"Velo", "", "Velo"};
    AttributeColumn released = column("released", AttributeKind::Date);
    released.dates = {0, noTime, -86'400'000 + 5'400'000};
    AttributeColumn categories = column("categories", AttributeKind::List);
    categories.words = {"Comedy", "Drama"};
    categories.offsets = {0, 2, 2, 3};
    categories.codes = {0, 1, 1};
    AttributeColumn year = column("year", AttributeKind::Number);
    year.numbers = {1995, std::nan(""), 3.5};
    table.columns = {title, creator, released, categories, year};
    return table;
}

TEST(Attributes, ReadAsAPersonWould) {
    const AttributeTable table = films();
    EXPECT_EQ(table.find("title")->textOf(0), "Harbour");
    EXPECT_EQ(table.find("categories")->textOf(0), "Comedy, Drama");
    EXPECT_EQ(table.find("categories")->textOf(1), "");
    EXPECT_EQ(table.find("year")->textOf(0), "1995");
    EXPECT_EQ(table.find("year")->textOf(1), "");
    EXPECT_EQ(table.find("year")->textOf(2), "3.5");
    EXPECT_EQ(table.find("released")->textOf(0), "1970-01-01");
    EXPECT_EQ(table.find("released")->textOf(1), "");
    EXPECT_EQ(table.find("released")->textOf(2), "1969-12-31 01:30");
    EXPECT_EQ(table.find("nothing"), nullptr);
}

TEST(Attributes, BeyondTheRowsIsUnknown) {
    for (const AttributeColumn& each : films().columns) {
        EXPECT_EQ(each.textOf(3), "") << each.name;
        EXPECT_EQ(each.textOf(1'000'000), "") << each.name;
        EXPECT_TRUE(each.codesOf(3).empty());
    }
}

TEST(Attributes, ColumnsWithAMeaningAreFound) {
    const ItemAttributes items(films());
    EXPECT_EQ(items.title(ItemIndex{2}), "Lantern");
    EXPECT_EQ(items.title(ItemIndex{1}), "");
    EXPECT_EQ(items.creator(ItemIndex{0}), "Velo");
    EXPECT_EQ(items.released(ItemIndex{0}), 0);
    EXPECT_EQ(items.released(ItemIndex{1}), noTime);
    ASSERT_NE(items.categories(), nullptr);
    EXPECT_EQ(items.categories()->words.size(), 2U);
    EXPECT_EQ(items.tags(), nullptr);
    EXPECT_EQ(items.creatorCount(), 1U);
    EXPECT_EQ(items.creatorCode(ItemIndex{0}), items.creatorCode(ItemIndex{2}));
    EXPECT_FALSE(items.creatorCode(ItemIndex{1}));
    EXPECT_EQ(items.creatorName(*items.creatorCode(ItemIndex{2})), "Velo");
    EXPECT_FALSE(items.creatorCode(ItemIndex{99}));
    EXPECT_EQ(items.title(ItemIndex{99}), "");
    EXPECT_EQ(items.released(ItemIndex{99}), noTime);
}

TEST(Attributes, SurviveACopyAndAMove) {
    ItemAttributes first(films());
    const ItemAttributes copy = first;
    const ItemAttributes moved = std::move(first);
    EXPECT_EQ(copy.title(ItemIndex{0}), "Harbour");
    EXPECT_EQ(moved.categories()->textOf(0), "Comedy, Drama");
    EXPECT_NE(copy.categories(), moved.categories());
}

TEST(Attributes, AColumnOfTheWrongKindHasNoMeaning) {
    AttributeTable table;
    table.rows = 1;
    table.columns = {column("title", AttributeKind::Number), column("categories", AttributeKind::Text),
                     column("released", AttributeKind::Text)};
    table.columns[0].numbers = {5};
    table.columns[1].texts = {"Jazz"};
    table.columns[2].texts = {"1995"};
    const ItemAttributes items(std::move(table));
    EXPECT_EQ(items.title(ItemIndex{0}), "");
    EXPECT_EQ(items.categories(), nullptr);
    EXPECT_EQ(items.released(ItemIndex{0}), noTime);
    EXPECT_EQ(items.creatorCount(), 0U);
}

} // namespace
} // namespace tastescope
