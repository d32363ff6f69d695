// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/export/exports.h"
#include "storage/export/text_format.h"
#include "tests/support/temporary_folder.h"

#include <cmath>
#include <filesystem>
#include <limits>

namespace tastescope {
namespace {

class Exports : public ::testing::Test {
protected:
    Exports() {
        Dataset::Parts parts;
        auto users = std::make_shared<IdMap>();
        users->intern("007");
        users->intern("a,b");
        auto items = std::make_shared<IdMap>();
        items->intern("x");
        items->intern("9007199254740993");
        AttributeColumn titles;
        titles.name = "title";
        titles.kind = AttributeKind::Text;
        titles.texts = {"He said \"no\"", "Two\nlines"};
        AttributeColumn genres;
        genres.name = "categories";
        genres.kind = AttributeKind::List;
        genres.words = {"Folk", "Rock"};
        genres.offsets = {0, 2, 2};
        genres.codes = {0, 1};
        AttributeColumn tempo;
        tempo.name = "tempo";
        tempo.kind = AttributeKind::Number;
        tempo.numbers = {97.5, std::nan("")};
        parts.users = users;
        parts.items = items;
        parts.signals = {defaultSignal("rating"), defaultSignal("like")};
        parts.itemAttributes = std::make_shared<ItemAttributes>(
            AttributeTable{2, {std::move(titles), std::move(genres), std::move(tempo)}});
        parts.events = std::make_shared<Interactions>(
            std::vector<Event>{
                {UserIndex(0), ItemIndex(0), 0, 4.5F, 0},
                {UserIndex(1), ItemIndex(1), 1, std::numeric_limits<float>::quiet_NaN(), 1500}},
            2);
        dataset = std::make_unique<Dataset>(std::move(parts));
    }
    std::string read(const std::string& name) const { return folder.read(name); }

    test::TemporaryFolder folder;
    std::unique_ptr<Dataset> dataset;
};

TEST_F(Exports, InteractionsAsCsv) {
    ASSERT_TRUE(exportInteractions(*dataset, dataset->events(), folder / "e.csv"));
    EXPECT_EQ(read("e.csv"), "user,item,signal,value,time\r\n"
                             "007,x,rating,4.5,1970-01-01T00:00:00Z\r\n"
                             "\"a,b\",9007199254740993,like,,1970-01-01T00:00:01.500Z\r\n");
}

TEST_F(Exports, InteractionsAsJson) {
    ASSERT_TRUE(exportInteractions(*dataset, dataset->events(), folder / "e.json"));
    EXPECT_EQ(read("e.json"),
              "[\n{\"user\":\"007\",\"item\":\"x\",\"signal\":\"rating\",\"value\":4.5,"
              "\"time\":\"1970-01-01T00:00:00Z\"},\n{\"user\":\"a,b\",\"item\":\"9007199254740993\","
              "\"signal\":\"like\",\"value\":null,\"time\":\"1970-01-01T00:00:01.500Z\"}\n]\n");
}

TEST_F(Exports, ItemsWithTheirAttributes) {
    ASSERT_TRUE(exportItems(*dataset, folder / "i.CSV"));
    EXPECT_EQ(read("i.CSV"), "item,title,categories,tempo\r\n"
                             "x,\"He said \"\"no\"\"\",Folk|Rock,97.5\r\n"
                             "9007199254740993,\"Two\nlines\",,\r\n");
}

TEST_F(Exports, Recommendations) {
    const std::vector<UserList> lists{{"007", {{ItemIndex(1), 0.25F}, {ItemIndex(0), -1}}}, {"a,b", {}}};
    ASSERT_TRUE(exportRecommendations(*dataset, lists, folder / "r.csv"));
    EXPECT_EQ(read("r.csv"), "user,item,rank,score,title\r\n"
                             "007,9007199254740993,1,0.25,\"Two\nlines\"\r\n"
                             "007,x,2,-1,\"He said \"\"no\"\"\"\r\n");
}

TEST_F(Exports, RecommendationsSayWhereTheyStand) {
    const std::vector<UserList> lists{
        {"007", {{ItemIndex(1), 0.25F}, {ItemIndex(0), -1}}, {{1, 0.25}, {0.9877, 1}}},
        {"a,b", {{ItemIndex(0), 2}}}};
    ASSERT_TRUE(exportRecommendations(*dataset, lists, folder / "r.csv"));
    EXPECT_EQ(read("r.csv"), "user,item,rank,score,percentile,against_popularity,title\r\n"
                             "007,9007199254740993,1,0.25,100.00,75.00,\"Two\nlines\"\r\n"
                             "007,x,2,-1,98.77,-1.23,\"He said \"\"no\"\"\"\r\n"
                             "\"a,b\",x,1,2,,,\"He said \"\"no\"\"\"\r\n");
}

TEST_F(Exports, RecommendationsSayWhoMadeThemAndWhy) {
    const std::vector<UserList> lists{{"007", {{ItemIndex(0), 0.25F}, {ItemIndex(1), 0}}, {}, "content"},
                                      {"a,b", {{ItemIndex(0), 2}}}};
    const auto why = [](std::size_t list, std::size_t place) {
        return std::string(list == 0 && place == 0 ? "=b 1" : "");
    };
    ASSERT_TRUE(exportRecommendations(*dataset, lists, folder / "r.csv", {}, Cells::Guarded, why));
    EXPECT_EQ(read("r.csv"), "user,item,rank,score,title,source,why\r\n"
                             "007,x,1,0.25,\"He said \"\"no\"\"\",content,\"'=b 1\"\r\n"
                             "007,9007199254740993,2,0,\"Two\nlines\",content,\r\n"
                             "\"a,b\",x,1,2,\"He said \"\"no\"\"\",,\r\n");
}

TEST_F(Exports, AnUnknownExtensionIsWrongUsage) {
    const auto refused = exportItems(*dataset, folder / "i.xlsx");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    EXPECT_FALSE(std::filesystem::exists(folder / "i.xlsx"));
}

TEST_F(Exports, AStopLeavesTheOldFile) {
    folder.write("i.csv", "old");
    std::stop_source source;
    source.request_stop();
    ExecutionContext context;
    context.stop = source.get_token();
    EXPECT_EQ(exportItems(*dataset, folder / "i.csv", context).error().code, ErrorCode::Cancelled);
    EXPECT_EQ(read("i.csv"), "old");
}

TEST(TextFormat, TimesBeforeTheEpochAndLeapDays) {
    EXPECT_EQ(isoTime(-1), "1969-12-31T23:59:59.999Z");
    EXPECT_EQ(isoTime(951'782'400'000), "2000-02-29T00:00:00Z");
    EXPECT_EQ(isoTime(noTime), "");
}

TEST(TextFormat, FloatsAreShortAndFieldsQuotedOnlyWhenNeeded) {
    EXPECT_EQ(floatText(0.1F), "0.1");
    EXPECT_EQ(floatText(std::numeric_limits<float>::quiet_NaN()), "");
    EXPECT_EQ(csvField("plain"), "plain");
    EXPECT_EQ(csvField(" blank"), "\" blank\"");
}

} // namespace
} // namespace tastescope
