// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/planning/sniffer.h"
#include "tests/storage/import/import_test.h"

namespace tastescope {
namespace {

using test::TemporaryFolder;

Sniff sniffOf(std::string_view content, const ImportHints& hints = {}) {
    const TemporaryFolder folder;
    auto sniff = sniffFile(folder.write("x.dat", content), {}, hints);
    if (!sniff) {
        ADD_FAILURE() << sniff.error().text();
        return {};
    }
    return std::move(sniff).value();
}

// "user item value time", "-" for an ignored column, attributes by name.
std::string rolesOf(const FilePlan& plan) {
    std::string text;
    for (const ColumnPlan& column : plan.columns) {
        text += text.empty() ? "" : " ";
        text += column.role == ColumnRole::Ignore ? "-"
                : column.attribute.empty()        ? std::string(columnRoleName(column.role))
                                                  : column.attribute;
    }
    return text;
}

std::string generic(std::string_view content, const ImportHints& hints = {}) {
    const TemporaryFolder folder;
    const auto plan = planImport({folder.write("data.txt", content)}, hints);
    return plan ? rolesOf(plan->files.front()) : plan.error().text();
}

std::string repeated(const std::function<std::string(int)>& row, int rows = 30) {
    std::string text;
    for (int i = 0; i < rows; ++i) {
        text += row(i) + "\n";
    }
    return text;
}

TEST(Sniffer, FindsTheDelimiter) {
    EXPECT_EQ(sniffOf("a,b,c\n1,2,3\n4,5,6\n").plan.dialect.delimiter, ",");
    EXPECT_EQ(sniffOf("a\tb\n1,5\t2\n4,6\t5\n").plan.dialect.delimiter, "\t");
    EXPECT_EQ(sniffOf("a;b;c\n1;2;3,5\n4;5;6,5\n").plan.dialect.delimiter, ";");
    EXPECT_EQ(sniffOf("1::The Mill, a Story::x|y\n2::Oak: Root::y\n").plan.dialect.delimiter, "::");
    EXPECT_EQ(sniffOf("1|a, b|2\n2|c|3\n").plan.dialect.delimiter, "|");
    EXPECT_EQ(sniffOf("1 2 5\n3 4 1\n").plan.dialect.delimiter, " ");
    EXPECT_FALSE(sniffOf("Only a note.\n").table);
    EXPECT_TRUE(sniffOf("ann,film\n").table);
    EXPECT_EQ(sniffOf("a,b;c\n1,2;3\n", {.delimiter = ";"}).plan.columns.size(), 2U);
}

TEST(Sniffer, FindsTheHeader) {
    EXPECT_TRUE(sniffOf("user_id,item_id\n1,2\n").plan.dialect.header);
    EXPECT_TRUE(sniffOf("foo,bar\n1,2\n3,4\n").plan.dialect.header) << "words over numbers";
    EXPECT_FALSE(sniffOf("1,2\n3,4\n").plan.dialect.header);
    EXPECT_FALSE(sniffOf("ann,tea\nbob,milk\n").plan.dialect.header);
    EXPECT_TRUE(sniffOf("user,item\nann,tea\nbob,milk\n").plan.dialect.header);
    EXPECT_TRUE(sniffOf("1,2\n3,4\n", {.header = "yes"}).plan.dialect.header);
    EXPECT_FALSE(sniffOf("user,item\n3,4\n", {.header = "no"}).plan.dialect.header);
    EXPECT_EQ(sniffOf(",user,item\n0,1,2\n").plan.columns[0].name, "column 1");
    EXPECT_TRUE(sniffOf("user,item,item,rating\na,x,x2,3\nb,y,y2,4\n").plan.dialect.header) << "a name twice";
    EXPECT_FALSE(sniffOf("ann,ann,tea\nbob,bob,milk\n").plan.dialect.header);
}

TEST(Sniffer, PassesOverPreambleAndComments) {
    const Sniff preamble = sniffOf("Export of the shop\n\nuser,item,rating\n1,2,3\n4,5,6\n");
    EXPECT_EQ(preamble.plan.dialect.preamble, 2U);
    EXPECT_EQ(preamble.plan.columns[0].name, "user");
    const Sniff comments = sniffOf("# made by hand\nuser,item\n1,2\n# again\n3,4\n");
    EXPECT_EQ(comments.plan.dialect.comment, "#");
    EXPECT_EQ(comments.plan.columns[0].name, "user");
    EXPECT_EQ(comments.rows.size(), 2U);
    const Sniff marked = sniffOf("#user,item\n1,2\n3,4\n");
    EXPECT_EQ(marked.plan.columns[0].name, "user");
    EXPECT_EQ(sniffOf("#sun,1\n#moon,2\n#star,3\n").plan.dialect.comment, "") << "ids may begin with #";
    EXPECT_EQ(sniffOf("1\n1,2,3\n4,5,6\n7,8,9\n").plan.dialect.preamble, 1U);
    EXPECT_EQ(sniffOf("1,2\n1,2,3\n4,5,6\n7,8,9\n").plan.dialect.preamble, 0U) << "a broken row, no preamble";
}

TEST(Sniffer, FindsEncodingAndQuotes) {
    EXPECT_EQ(sniffOf("user,item\n1,caf\xE9\n").plan.dialect.encoding, Encoding::Windows1252);
    EXPECT_EQ(sniffOf("user,item\n1,caf\xC3\xA9\n").plan.dialect.encoding, Encoding::Utf8);
    EXPECT_EQ(sniffOf("user,item\n1,caf\xE9\n", {.encoding = "utf-8"}).plan.dialect.encoding, Encoding::Utf8);
    EXPECT_EQ(sniffOf("user\titem\n1\t\"Kit\" Ray\n2\tMo \"Z\"\n3\t\"x\n").plan.dialect.quote, '\0');
    EXPECT_EQ(sniffOf("user,item\n1,\"a, b\"\n2,\"c\"\n").plan.dialect.quote, '"');
    EXPECT_EQ(sniffOf("user;item\n1;\"the \\\"J\\\" way\"\n2;\"c\"\n").plan.dialect.escape, '\\');
    EXPECT_FALSE(parseEncoding("klingon").hasValue());
}

TEST(Sniffer, DescribesColumns) {
    const Sniff sniff = sniffOf("u;r;t;d;ms;g\n"
                                "1;4,5;881250949;2020-01-02;1433221332117;x|y\n"
                                "2;3,0;881250950;2020-01-03T10:00;1433221332118;y\n"
                                "3;2;881250951;2020-01-04;1433221332119;x|z\n");
    const auto& columns = sniff.plan.columns;
    EXPECT_EQ(columns[0].looksLike, "integer");
    EXPECT_EQ(columns[1].looksLike, "number");
    EXPECT_TRUE(columns[1].decimalComma);
    EXPECT_EQ(columns[2].looksLike, "seconds");
    EXPECT_EQ(columns[3].looksLike, "ISO 8601 time");
    EXPECT_EQ(columns[4].looksLike, "milliseconds");
    EXPECT_EQ(columns[5].looksLike, "text");
    EXPECT_EQ(columns[5].listSeparator, "|");
}

TEST(Sniffer, UnreadableValuesDoNotHideTheDecimalComma) {
    EXPECT_TRUE(sniffOf("user;item;rating\n1;2;3,5\n1;;4\n2;2;x\n").plan.columns[2].decimalComma);
    EXPECT_FALSE(sniffOf("user;item;rating\n1;2;3,5\n1;3;4.5\n").plan.columns[2].decimalComma);
}

TEST(Sniffer, TextIsNoTable) {
    EXPECT_FALSE(sniffOf("This is a note, for you.\nIt goes on\nwithout, any, table\nat all.\n").table);
    EXPECT_FALSE(sniffOf(std::string("\x89PNG\0\0\x01,\0", 9)).table);
    EXPECT_FALSE(sniffOf("").table);
    using namespace std::string_view_literals;
    EXPECT_TRUE(sniffOf("user,item,rating\na,x,3\nb\0c,y,4\nd,z,5\ne,x,1\n"sv).table) << "one bad row";
}

TEST(Sniffer, RecognisesJsonLines) {
    const Sniff sniff = sniffOf("{\"user\":1,\"item\":2}\n{\"user\":3,\"item\":4,\"tags\":[\"a\",\"b\"]}\n");
    EXPECT_TRUE(sniff.plan.dialect.jsonLines);
    EXPECT_EQ(sniff.plan.columns.size(), 3U);
    EXPECT_EQ(sniff.rows[0][2], "");
    EXPECT_EQ(sniff.rows[1][2], "a|b");
}

TEST(Sniffer, RecognisesAnArrayOfJsonObjects) {
    for (const char* text : {"[{\"user\":1,\"item\":2},{\"user\":3,\"item\":4}]",
                             "[\n{\"user\":1,\"item\":2},\n{\"user\":3,\"item\":4}\n]\n"}) {
        const Sniff sniff = sniffOf(text);
        EXPECT_TRUE(sniff.plan.dialect.jsonLines) << text;
        EXPECT_EQ(sniff.rows, (std::vector<std::vector<std::string>>{{"1", "2"}, {"3", "4"}})) << text;
    }
}

TEST(Roles, KnowManySpellings) {
    EXPECT_EQ(generic("User-ID,Movie ID,Stars,created_at\n1,2,3,2020-01-01\n"), "user item value time");
    EXPECT_EQ(generic("timestamp,customer,product_id,event_type\n1,2,3,view\n"), "time user item signal");
    EXPECT_EQ(generic("reviewerID,asin,overall,unixReviewTime\nA,B,5,1400000000\n"), "user item value time");
    EXPECT_EQ(generic("uid,track_id,artist,plays\n1,2,Mo,3\n"), "user item creator value");
    EXPECT_EQ(generic("uid,artist,plays\n1,Mo,3\n"), "user item value");
    EXPECT_EQ(generic("user,item,rating,title,genre\n1,2,3,Oak,Folk\n"), "user item value title categories");
    EXPECT_EQ(generic("user,title,rating\n1,Oak,3\n"), "user item value");
}

TEST(Roles, FollowFromTheValuesWhereNamesSayNothing) {
    EXPECT_EQ(generic(repeated([](int i) {
                  return std::to_string(i % 7) + "," + std::to_string(i * 3) + "," +
                         std::to_string(i % 5 + 1) + "," + std::to_string(1400000000 + i);
              })),
              "user item value time");
    EXPECT_EQ(generic(repeated([](int i) {
                  return "2020-01-01T00:00:" + std::to_string(10 + i) + "\tu" + std::to_string(i % 7) +
                         "\ti" + std::to_string(i) + "\t" + (i % 3 == 0 ? "like" : "click");
              })),
              "time user item signal");
    EXPECT_EQ(generic("1,2\n3,4\n5,6\n"), "user item");
}

TEST(Roles, AreCorrectedByMap) {
    EXPECT_EQ(
        generic("who,what,rating,day\n1,2,3,2020-01-01\n", {.map = {{"user", "who"}, {"item", "what"}}}),
        "user item value time");
    EXPECT_EQ(generic("who,movieId,rating\n1,2,3\n", {.map = {{"user", "1"}}}), "user item value");
    EXPECT_EQ(generic("user,item,a,b\n1,2,3,4\n", {.map = {{"value", "b"}, {"time", "3"}}}),
              "user item time value");
    EXPECT_EQ(
        generic("user,item,rating,blurb\n1,2,3,x\n", {.map = {{"item.summary", "4"}, {"ignore", "rating"}}}),
        "user item - summary");
    EXPECT_EQ(generic("item,user\n1,2\n", {.map = {{"user", "item"}, {"item", "user"}}}), "user item");
    EXPECT_EQ(generic("5,x,9\n6,y,8\n", {.map = {{"user", "2"}, {"item", "3"}}}), "value user item");
}

TEST(Roles, SayWhichMapMendsThem) {
    EXPECT_NE(generic("movieId,title\n1,Oak\n").find("--map user="), std::string::npos);
    EXPECT_NE(generic("user,item\n1,2\n", {.map = {{"value", "zz"}}}).find("No file has a column \"zz\""),
              std::string::npos);
    EXPECT_NE(generic("user,item\n1,2\n", {.map = {{"colour", "1"}}}).find("role \"colour\""),
              std::string::npos);
}

TEST(Roles, SayWhichFileHasNoTable) {
    EXPECT_NE(generic("").find("data.txt: There is nothing in it"), std::string::npos) << generic("");
    EXPECT_NE(generic("note\n").find("data.txt: No table"), std::string::npos) << generic("note\n");
    const TemporaryFolder folder;
    folder.write("none/README.md", "user,item\n1,2\n");
    const auto plan = planImport({folder.path() / "none"});
    ASSERT_FALSE(plan.hasValue());
    EXPECT_NE(plan.error().text().find("none: There is no file of data in it"), std::string::npos)
        << plan.error().text();
}

} // namespace
} // namespace tastescope
