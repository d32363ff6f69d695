// SPDX-License-Identifier: GPL-3.0-or-later
// Columns that only name a thing once more are no attributes, whatever they are called and hold; columns that
// describe it are, however many values they have.
#include "tests/storage/import/import_test.h"

#include <fmt/format.h>

#include <functional>

namespace tastescope {
namespace {

using test::TemporaryFolder;

struct Kind {
    const char* name;
    std::function<std::string(int)> value; ///< of row 0, 1, …
};

constexpr int manyRows = 60;

// Numbers without an order in them.
unsigned scattered(int row) {
    return static_cast<unsigned>(row + 1) * 2'654'435'761U;
}

std::string isbn10(int row) {
    const std::string digits = fmt::format("{:09}", scattered(row) % 1'000'000'000U);
    int sum = 0;
    for (int i = 0; i < 9; ++i) {
        sum += (10 - i) * (digits[static_cast<std::size_t>(i)] - '0');
    }
    const int check = (11 - sum % 11) % 11;
    return digits + (check == 10 ? "X" : std::to_string(check));
}

std::string word(int row) {
    std::string text;
    for (unsigned rest = scattered(row); rest > 0; rest /= 26) {
        text.push_back(static_cast<char>('a' + rest % 26));
    }
    return text;
}

const std::vector<Kind> idKinds = {
    {"isbn", isbn10},
    {"column of ISBNs", isbn10},
    {"isbn13", [](int i) { return fmt::format("{}.0", 9'780'000'000'000ULL + scattered(i) / 7); }},
    {"image_url", [](int i) { return fmt::format("https://pictures.example/{}.jpg", i); }},
    {"cover", [](int i) { return fmt::format("http://pictures.example/a b/{}.jpg", i); }},
    {"homepage", [](int i) { return fmt::format("www.{}.example", word(i)); }},
    {"work_id", [](int i) { return std::to_string(scattered(i) % 100'000); }},
    {"goodreads_book_id", [](int i) { return std::to_string(scattered(i) % 1'000'003); }},
    {"imdbId", [](int i) { return fmt::format("{:07}", scattered(i) % 10'000'000); }},
    {"film", [](int i) { return fmt::format("tt{:07}", scattered(i) % 10'000'000); }},
    {"uuid of it", [](int i) { return fmt::format("{:08x}-12ab-34cd-56ef-{:012x}", scattered(i), i); }},
    {"fingerprint", [](int i) { return fmt::format("a{:031x}", scattered(i)); }},
    {"contact", [](int i) { return fmt::format("{}@makers.example", word(i)); }},
    {"Unnamed: 0", [](int i) { return std::to_string(i + 17); }},
    {"bar", [](int i) { return fmt::format("4{:011}", scattered(i)); }},
    {"crawled", [](int i) { return std::to_string(1'500'000'000 + i * 86'407); }},
    {"last_change", [](int i) { return fmt::format("2024-03-{:02}T10:{:02}:11", i % 28 + 1, i % 60); }},
    {"handle", word},
    {"slug of it", word},
};

const std::vector<Kind> attributeKinds = {
    {"publisher", [](int i) { return word(i % 9); }},
    {"publisher_id", [](int i) { return std::to_string(7'000 + i % 9); }},
    {"shop_url", [](int i) { return fmt::format("https://{}.example", word(i % 5)); }},
    {"pages", [](int i) { return std::to_string(scattered(i) % 900 + 30); }},
    {"ratings_count", [](int i) { return std::to_string(scattered(i) >> (i % 20)); }},
    {"imdb_votes", [](int i) { return std::to_string(scattered(i) >> (i % 24)); }},
    {"price", [](int i) { return fmt::format("{}.{:02}", scattered(i) % 500, i % 100); }},
    {"weight_kg", [](int i) { return fmt::format("{}.{}", scattered(i) % 90, scattered(i) % 997); }},
    {"chart_position", [](int i) { return std::to_string(i + 1); }},
    {"language_code", [](int i) { return i % 3 == 0 ? "eng" : "deu"; }},
    {"blurb", [](int i) { return "the tale of " + word(i) + " and " + word(i + 1); }},
    {"原題", [](int i) { return fmt::format("題{}名", i); }},
    {"shot_in", [](int i) { return std::to_string(1950 + i); }},
};

std::string table(const std::vector<Kind>& kinds, int rows = manyRows) {
    std::string text = "book_id,title";
    for (const Kind& kind : kinds) {
        text += std::string(",") + kind.name;
    }
    for (int row = 0; row < rows; ++row) {
        text += fmt::format("\nb{},{}", row, word(row)); // a title of one word, each another
        for (const Kind& kind : kinds) {
            text += "," + kind.value(row);
        }
    }
    return text + "\n";
}

constexpr const char* events = "user_id,book_id,rating\nu1,b1,5\nu1,b2,4\nu2,b1,3\n";

ImportPlan planBooks(const std::string& books, const ImportHints& hints = {}) {
    const TemporaryFolder folder;
    return test::planOf({folder.write("events.csv", events), folder.write("books.csv", books)}, hints);
}

const ColumnPlan& columnOf(const ImportPlan& plan, std::string_view name) {
    for (const FilePlan& file : plan.files) {
        for (const ColumnPlan& column : file.columns) {
            if (column.name == name && file.kind == FileKind::Items) {
                return column;
            }
        }
    }
    ADD_FAILURE() << name << " is no column of a list of items";
    static const ColumnPlan none;
    return none;
}

TEST(IdLike, WhatNamesAThingOnceMoreIsNoAttributeAndSaysWhy) {
    for (const Kind& kind : idKinds) {
        SCOPED_TRACE(kind.name);
        const ImportPlan plan = planBooks(table({kind}));
        const ColumnPlan& column = columnOf(plan, kind.name);
        EXPECT_EQ(column.role, ColumnRole::Ignore) << column.attribute;
        EXPECT_TRUE(column.why.starts_with("like an id: ")) << column.why;
        EXPECT_EQ(columnOf(plan, "title").attribute, "title");
    }
}

TEST(IdLike, WhatDescribesAThingStaysAnAttribute) {
    const ImportPlan plan = planBooks(table(attributeKinds));
    for (const Kind& kind : attributeKinds) {
        const ColumnPlan& column = columnOf(plan, kind.name);
        EXPECT_EQ(column.role, ColumnRole::ItemAttribute) << kind.name << ": " << column.why;
    }
}

TEST(IdLike, FewRowsAreNoEvidenceExceptForPatterns) {
    const ImportPlan plan = planBooks(table(idKinds, 4));
    EXPECT_EQ(columnOf(plan, "handle").role, ColumnRole::ItemAttribute);
    EXPECT_EQ(columnOf(plan, "work_id").role, ColumnRole::ItemAttribute);
    EXPECT_EQ(columnOf(plan, "isbn").role, ColumnRole::Ignore);
    EXPECT_EQ(columnOf(plan, "image_url").role, ColumnRole::Ignore);
}

TEST(IdLike, MapBringsBackWhatWasLeftOut) {
    for (const Kind& kind : idKinds) {
        ImportHints hints;
        hints.map = {{"item.again", kind.name}};
        const TemporaryFolder folder;
        const ImportedData data = test::importOf(
            {folder.write("events.csv", events), folder.write("books.csv", table({kind}))}, hints);
        EXPECT_FALSE(test::itemText(data, "b1", "again").empty()) << kind.name;
    }
}

TEST(IdLike, RepetitionOfAnItemInTheEventsDoesNotHideThatItIsOne) {
    std::string text = "user_id,book_id,rating,title\n";
    for (int row = 0; row < manyRows; ++row) {
        text +=
            fmt::format("u{},b{},4,The {} of {}\n", row % 7, row % 30, word(row % 30), word(row % 30 + 1));
    }
    const TemporaryFolder folder;
    ImportHints hints;
    const ImportPlan plan = test::planOf({folder.write("events.csv", text)}, hints);
    EXPECT_EQ(plan.files.front().columns.back().attribute, "title");
}

TEST(IdLike, PeopleAreDescribedNotNamed) {
    std::string text = "user_id,age,city,email,badge_nr\n";
    for (int row = 0; row < manyRows; ++row) {
        text += fmt::format("u{},{},{},{}@mail.example,{}\n", row, row % 60 + 9, word(row), word(row),
                            scattered(row));
    }
    const TemporaryFolder folder;
    const ImportPlan plan =
        test::planOf({folder.write("events.csv", events), folder.write("users.csv", text)});
    std::string roles;
    for (const ColumnPlan& column : plan.files.back().columns) {
        roles += std::string(columnRoleName(column.role)) + " ";
    }
    EXPECT_EQ(roles, "user user attribute user attribute ignore ignore ");
}

TEST(IdLike, AMomentOfReleaseIsTheReleaseDateWhereThereIsNoOther) {
    const Kind release = {"release_timestamp",
                          [](int i) { return std::to_string(1'100'000'000 + i * 86'407); }};
    EXPECT_EQ(columnOf(planBooks(table({release})), "release_timestamp").attribute, "released");
    const Kind year = {"publication_year", [](int i) { return std::to_string(1990 + i % 20); }};
    const ImportPlan both = planBooks(table({year, release}));
    EXPECT_EQ(columnOf(both, "publication_year").attribute, "released");
    EXPECT_EQ(columnOf(both, "release_timestamp").role, ColumnRole::Ignore);
}

} // namespace
} // namespace tastescope
