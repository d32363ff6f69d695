// SPDX-License-Identifier: GPL-3.0-or-later
// The published data sets themselves, where they are at hand.
#include "tests/storage/import/import_test.h"

namespace tastescope {
namespace {

std::filesystem::path realData(const char* name) {
    return std::filesystem::path(TASTESCOPE_SOURCE_DIR "/../shared/data") / name;
}

#define SKIP_WITHOUT(name)                                                                                   \
    if (!std::filesystem::exists(realData(name))) {                                                          \
        GTEST_SKIP() << realData(name) << " is not there";                                                   \
    }

TEST(RealData, MovieLens100K) {
    SKIP_WITHOUT("ml-100k");
    const ImportedData data = test::importOf({realData("ml-100k")});
    EXPECT_EQ(data.report.rowsRead, 100'000U);
    EXPECT_EQ(data.report.rowsImported, 100'000U);
    EXPECT_EQ(data.report.users, 943U);
    EXPECT_EQ(data.report.items, 1'682U);
    const Dataset dataset(data.parts);
    for (std::size_t item = 0; item < dataset.itemCount(); ++item) {
        EXPECT_FALSE(dataset.itemAttributes().title(ItemIndex(item)).empty()) << item;
    }
    EXPECT_EQ(test::itemText(data, "1", "title"), "Toy Story (1995)");
    EXPECT_EQ(test::itemText(data, "1", "categories"), "Animation, Children's, Comedy");
    EXPECT_EQ(test::itemText(data, "543", "title"), "Misérables, Les (1995)");
    EXPECT_EQ(test::userText(data, "196", "occupation"), "writer");
}

// The columns that are left out as ids, by name.
std::string idsLeftOut(const ImportPlan& plan) {
    std::string names;
    for (const FilePlan& file : plan.files) {
        for (const ColumnPlan& column : file.columns) {
            const bool left = column.role == ColumnRole::Ignore && column.why.starts_with("like an id");
            names += left ? column.name + " " : "";
        }
    }
    return names;
}

TEST(RealData, NumbersAndAddressesOfBooksAndFilmsAreNoAttributes) {
    SKIP_WITHOUT("goodbooks");
    SKIP_WITHOUT("ml-100k");
    EXPECT_EQ(idsLeftOut(test::planOf({realData("goodbooks")})),
              "goodreads_book_id best_book_id work_id isbn isbn13 image_url small_image_url ");
    EXPECT_EQ(idsLeftOut(test::planOf({realData("ml-100k")})), "column 5 ");
    const ImportedData books = test::importOf({realData("goodbooks")});
    EXPECT_EQ(test::itemText(books, "1", "isbn"), "(none)");
    EXPECT_EQ(test::itemText(books, "1", "title"), "The Hunger Games (The Hunger Games, #1)");
    EXPECT_EQ(test::itemText(books, "1", "ratings_count"), "4780653");
    ImportHints hints;
    hints.map = {{"item.isbn", "isbn"}};
    EXPECT_EQ(test::itemText(test::importOf({realData("goodbooks")}, hints), "1", "isbn"), "439023483");
}

TEST(RealData, MovieLensLatestSmall) {
    SKIP_WITHOUT("ml-latest-small");
    const ImportedData data = test::importOf({realData("ml-latest-small")});
    EXPECT_EQ(data.report.rowsImported, 100'836U);
    EXPECT_EQ(data.report.users, 610U);
    EXPECT_EQ(data.report.items, 9'742U) << "9,724 rated, 18 only in the catalogue";
    EXPECT_EQ(test::itemText(data, "1", "tags"), "pixar, fun");
}

TEST(RealData, Goodbooks) {
    SKIP_WITHOUT("goodbooks");
    const ImportedData data = test::importOf({realData("goodbooks")});
    EXPECT_EQ(data.report.rowsRead, 298'176U);
    EXPECT_EQ(data.report.users, 2'672U);
    EXPECT_EQ(data.report.items, 10'000U);
    EXPECT_EQ(test::itemText(data, "1", "creator"), "Suzanne Collins");
    EXPECT_EQ(test::itemText(data, "1", "released"), "2008-01-01");
}

TEST(RealData, LastFm) {
    SKIP_WITHOUT("lastfm-2k");
    const ImportedData data = test::importOf({realData("lastfm-2k")});
    EXPECT_EQ(data.report.rowsImported, 92'834U);
    EXPECT_EQ(data.report.users, 1'892U);
    EXPECT_EQ(data.report.items, 17'632U);
    EXPECT_EQ(test::itemText(data, "1686", "title"), "\"Weird Al\" Yankovic");
}

TEST(RealData, Steam) {
    SKIP_WITHOUT("steam-200k");
    const ImportedData data = test::importOf({realData("steam-200k")});
    EXPECT_EQ(data.report.rowsRead, 200'000U);
    EXPECT_EQ(data.report.rowsRejected, 0U);
    EXPECT_EQ(data.report.users, 12'393U);
    EXPECT_EQ(data.report.items, 5'155U) << "titles that differ in a blank stay apart";
    EXPECT_EQ(data.report.duplicates, 707U);
}

} // namespace
} // namespace tastescope
