// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/planning/sniffer.h"
#include "tests/storage/import/import_test.h"
#include "tests/storage/import/planning/plan_roles.h"

#include <fmt/format.h>

namespace tastescope {
namespace {

using test::rolesOf;
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

// As many as it takes for a habit, of rows that differ in what `i` says.
std::string nine(std::string_view row) {
    return repeated(
        [&](int i) {
            std::string text;
            for (const char c : row) {
                text += c == '#' ? std::to_string(i + 1) : std::string(1, c);
            }
            return text;
        },
        9);
}

std::string eventsOf(std::string_view content, const ImportHints& hints = {}) {
    const TemporaryFolder folder;
    const auto plan = planImport({folder.write("data.csv", content)}, hints);
    if (!plan) {
        return plan.error().text();
    }
    const auto data = readFiles(*plan, nullptr);
    return data ? test::eventsText(*data) : data.error().text();
}

TEST(Sniffer, IsNotLedAstrayByWhatRowsHaveInCommon) {
    struct Case {
        std::string_view row;
        std::string_view header;
        std::string_view delimiter;
        std::size_t columns;
    };
    const Case cases[] = {
        {"u#,A; B; C; D0,5", "user,item,rating", ",", 3},
        {"u#,A;B;C;D0,5", "user,item,rating", ",", 3},
        {"u#,\"A, B\",x;y,5", "user,item,list,rating", ",", 4},
        {"u#,The old mill at home,5", "user,item,rating", ",", 3},
        {"u#;0.1 0.2 0.3;5", "user;item;rating", ";", 3},
        {"u#,a|b|c|d|e|f,5", "user,item,rating", ",", 3},
        {"u#\ta, b, c and d\t4,5", "user\titem\trating", "\t", 3},
        {"u#|a;b;c;d;e|3", "user|item|rating", "|", 3},
        {"u#,i#,2024-01-02 10:11:1#", "user,item,time", ",", 3},
        {"#,5;2,5;3", "a;b;c", ";", 3},
        {"u#::a|b|c|d::4", "user::item::rating", "::", 3},
        {"#|A (1995)||http://a|0|1", "a|b|c|d|e|f", "|", 6},
        {"u#||A|5", "user||item|rating", "|", 4},
        {"u#||i#||5", "user||item||rating", "||", 3},
        {"u#,[1, 2, 3],5", "user,item,rating", ",", 5},
    };
    for (const Case& each : cases) {
        for (const bool header : {false, true}) {
            const Sniff sniff = sniffOf((header ? std::string(each.header) + "\n" : "") + nine(each.row));
            EXPECT_EQ(sniff.plan.dialect.delimiter, each.delimiter) << each.row << header;
            if (each.row.find('[') == std::string_view::npos) {
                EXPECT_EQ(sniff.plan.columns.size(), each.columns) << each.row << header;
            }
            EXPECT_EQ(sniff.plan.dialect.header, header) << each.row;
        }
    }
    EXPECT_EQ(eventsOf(nine("u#,A; B; C; D0,5")).substr(0, 36), "u1 A; B; C; D0 rating 5.000000 -\nu2 ");
    EXPECT_EQ(eventsOf(nine("u#,A; B; C; D0,1")).substr(0, 34), "u1 A; B; C; D0 interaction - -\nu2 ")
        << "a 1 in all rows is no rating";
}

TEST(Sniffer, DoesAsItIsTold) {
    const std::string both = nine("u#,a;i#,b;5,c");
    EXPECT_EQ(sniffOf(both, {.format = "csv"}).plan.dialect.delimiter, ",");
    EXPECT_EQ(sniffOf(both, {.delimiter = ";"}).plan.dialect.delimiter, ";");
    EXPECT_EQ(sniffOf("a b\t1\nc d\t2\n", {.format = "tsv"}).plan.dialect.delimiter, "\t");
    EXPECT_EQ(sniffOf("u1 a 5\nu2 b 4\n", {.format = "csv"}).plan.columns.size(), 0U) << "blanks are no CSV";
    EXPECT_EQ(sniffOf("u1;1;2\nu2;3;4\n", {.format = "csv"}).plan.dialect.delimiter, ";");
    EXPECT_FALSE(sniffOf("{\"a\":1,\"b\":2}\n{\"a\":1,\"b\":2}\n", {.format = "csv"}).plan.dialect.jsonLines);
    const Sniff yes = sniffOf("7,8,9\n1,2,3\n4,5,6\n", {.header = "yes"});
    EXPECT_TRUE(yes.plan.dialect.header);
    EXPECT_EQ(yes.plan.columns[0].name, "7");
    EXPECT_EQ(yes.rows.size(), 2U);
    const Sniff no = sniffOf("user,item,rating\n1,2,3\n", {.header = "no"});
    EXPECT_FALSE(no.plan.dialect.header);
    EXPECT_EQ(no.rows.size(), 2U);
    EXPECT_EQ(no.plan.dialect.preamble, 0U);
}

TEST(Sniffer, NeverThrowsAHeaderAwayThatNamesColumns) {
    const std::string rows = nine("10#,#,5,");
    EXPECT_EQ(generic("item_id,user_id,rating\n" + rows), "item user value");
    EXPECT_EQ(eventsOf("item_id,user_id,rating\n" + rows).substr(0, 23), "1 101 rating 5.000000 -");
    EXPECT_EQ(generic("item_id,user_id,rating,\n" + rows), "item user value");
    EXPECT_EQ(generic("item_id,user_id,rating,,\n" + nine("10#,#,5")), "item user value");
    EXPECT_EQ(generic("item_id,user_id,rating\n" + nine("10#,#,5,,,")), "item user value");
    EXPECT_EQ(generic("item_id,user_id,rating\n" + nine("10#,#,5,") + nine("20#,#,4")), "item user value");
    EXPECT_EQ(generic("item_id,,user_id,rating\n" + nine("10#,#,5")), "item user value")
        << "one name is empty";
    EXPECT_EQ(generic("item_id,user_id,rating\n" + nine("10#;#;5")), "item user value") << "cut otherwise";
    EXPECT_EQ(generic("item_id user_id rating\n" + nine("10#\t#\t5")), "item user value");
    EXPECT_EQ(generic("item_id,\"user_id,rating\n" + nine("10#,#,5")), "item user value")
        << "a quote too many";
    EXPECT_EQ(generic("\"item_id\",\"user_id\"\n" + nine("\"#\",\"10#\",\"x\"")), "- item user")
        << "R numbers its rows";
    EXPECT_EQ(
        generic("\n\nMade by the shop, today\n\nitem_id,user_id,rating,day\n" + nine("10#,#,5,2024-01-0#")),
        "item user value time");
}

// The same headers in the spellings that the roles are found by: none is a row, whatever the rows look like.
TEST(Sniffer, NeverThrowsAHeaderAwayHoweverItsNamesAreBuilt) {
    for (const char* header :
         {"product_code,customer_unique_id,review_score", "item_id:token,user_id:token,rating:float",
          "movieKey,viewerUuid,Rating (1-5)", "Product Code,Customer Unique ID,Review Score",
          "film [id],user number,score {0-10}", "\"book-no\",\"reader-no\",\"user_rating\""}) {
        const std::string named = std::string(header) + "\n";
        EXPECT_EQ(generic(named + nine("10#,#,5")), "item user value") << header;
        EXPECT_EQ(generic(named + nine("10#,#,5,")), "item user value") << header;
        EXPECT_EQ(generic(named + nine("milk #,anna #,5")), "item user value") << header;
        EXPECT_EQ(generic("Made by the shop\n\n" + named + nine("10#,#,5")), "item user value") << header;
        const std::string longer = generic(named + nine("7,10#,#,5"));
        EXPECT_NE(longer.find("The header names 3 columns, the rows have 4"), std::string::npos)
            << header << ": " << longer;
        const std::string shorter = generic(named + nine("10#,5"));
        EXPECT_NE(shorter.find("The header names 3 columns, the rows have 2"), std::string::npos)
            << header << ": " << shorter;
    }
    EXPECT_TRUE(sniffOf("customer_unique_id,thing\nanna,tea\nbert,milk\n").plan.dialect.header)
        << "over words, one name is enough";
    EXPECT_TRUE(sniffOf("user_id:token,thing:token\nanna,tea\nbert,milk\n").plan.dialect.header);
    EXPECT_FALSE(sniffOf("ann,Game (1997)\nbob,Alien (1979)\n", {.delimiter = ","}).plan.dialect.header)
        << "a year behind a title is no remark behind a name";
    EXPECT_FALSE(sniffOf("ann,save-the-date\nbob,the-end\n").plan.dialect.header);
    EXPECT_FALSE(
        sniffOf("user-id-17,item-id-3\nuser-id-18,item-id-4\nuser-id-17,item-id-4\n").plan.dialect.header)
        << "these are ids";
}

TEST(Sniffer, SaysWhatCannotBeReconciled) {
    const std::string content = "item_id,user_id,rating\n" + nine("7,10#,#,5");
    const std::string text = generic(content);
    EXPECT_NE(text.find("The header names 3 columns, the rows have 4"), std::string::npos) << text;
    EXPECT_NE(text.find("--header no --map user=1 --map item=2"), std::string::npos) << text;
    // The remedy works.
    const ImportHints hints{.header = "no", .map = {{"user", "3"}, {"item", "2"}, {"value", "4"}}};
    EXPECT_EQ(generic(content, hints), "- item user value");
    EXPECT_EQ(eventsOf(content, hints).substr(0, 23), "1 101 rating 5.000000 -");
    // Whatever the column holds: it is a value because the person says so.
    EXPECT_EQ(eventsOf(nine("u#,i#,1"), {.map = {{"value", "3"}}}).substr(0, 23), "u1 i1 rating 1.000000 -");
    EXPECT_EQ(eventsOf(nine("u#,i#,5"), {.map = {{"ignore", "3"}}}).substr(0, 21), "u1 i1 interaction - -");
    EXPECT_NE(
        generic("item_id,user_id,rating,time\n" + nine("10#,#,5")).find("names 4 columns, the rows have 3"),
        std::string::npos);
}

TEST(Sniffer, ReadsRaggedRowsUnderAHeaderThatNamesThem) {
    std::string half;
    std::string junk;
    for (int i = 0; i < 20; ++i) {
        const std::string row = "u" + std::to_string(i) + ",i" + std::to_string(i) + ",4";
        half += row + (i % 2 == 0 ? ",881250949\n" : "\n");
        junk += row + ",881250949" + (i % 2 == 0 ? ",a,b,c\n" : "\n");
    }
    const std::string header = "user,item,rating,time\n";
    EXPECT_EQ(generic(header + half), "user item value time");
    const TemporaryFolder folder;
    const ImportedData ragged = test::importOf({folder.write("a.csv", header + half)});
    EXPECT_EQ(ragged.report.rowsImported, 20U) << "what a row lacks is empty";
    const ImportedData longer = test::importOf({folder.write("b.csv", header + junk)});
    EXPECT_EQ(longer.report.rowsImported, 10U);
    EXPECT_EQ(longer.report.rowsRejected, 10U) << "what it has too much has no place";
    // Short in the middle: the value stands where the item should.
    std::string shifted;
    for (int i = 0; i < 20; ++i) {
        shifted +=
            "u" + std::to_string(i) + (i % 2 == 0 ? ",film " + std::to_string(i) : "") + ",4,881250949\n";
    }
    const ImportedData middle = test::importOf({folder.write("c.csv", header + shifted)});
    EXPECT_EQ(middle.report.rowsImported, 10U);
    EXPECT_EQ(middle.report.rowsRejected, 10U);
}

TEST(Sniffer, ReadsQuotesAsPeopleMeanThem) {
    const std::string expected = "u1 Good, one rating 5.000000 -\nu2 Bad rating 4.000000 -\n";
    for (const char* content : {
             "user,item,rating\nu1, \"Good, one\",5\nu2, \"Bad\",4\n",
             "user,item,rating\nu1,\"Good, one\" ,5\nu2,\"Bad\"  ,4\n",
             "user,item,rating\n\"u1\",\"Good, one\",5\nu2,Bad,4\n",
             "\"user\",\"item\",\"rating\"\nu1,\"Good, one\",5\n\"u2\",Bad,\"4\"\n",
             "'user','item','rating'\n'u1','Good, one','5'\n'u2','Bad','4'\n",
             "user,item,rating\nu1,'Good, one',5\nu2,'Bad',4\n",
             "user,item,rating\n\"u1,\"\"Good, one\"\",5\"\n\"u2,Bad,4\"\n",
             "\"user,item,rating\"\n\"u1,\"\"Good, one\"\",5\"\n\"u2,Bad,4\"\n",
             "user, item, rating\n\"u1\", \"Good, one\", 5\n\"u2\", \"Bad\", 4\n",
             "user , item , rating\nu1 , \"Good, one\" , 5\nu2 , Bad , 4\n",
             "user;item;rating\nu1;Good, one;5\nu2;Bad;4\n",
         }) {
        EXPECT_EQ(eventsOf(content), expected) << content;
    }
    EXPECT_EQ(eventsOf("user,item,rating\nu1,'Til Dawn,5\nu2,Kids' Day,4\n"),
              "u1 'Til Dawn rating 5.000000 -\nu2 Kids' Day rating 4.000000 -\n");
    EXPECT_EQ(eventsOf("user,item,rating\nu1,the \"J\" way,5\nu2,5\" pipe,4\n"),
              "u1 the \"J\" way rating 5.000000 -\nu2 5\" pipe rating 4.000000 -\n");
}

TEST(Sniffer, ReadsEscapedQuotesWhateverStandsBeforeThem) {
    for (const std::string delimiter : {",", ", ", ";", "; ", "\t", "|", "::"}) {
        for (const bool all : {false, true}) { // every row escapes, or one of them
            std::string content = "user" + delimiter + "item" + delimiter + "rating\n";
            std::string expected;
            for (int i = 0; i < 12; ++i) {
                const bool escapes = all || i == 7;
                const std::string user = fmt::format("u{:02}", i);
                content += user + delimiter + (escapes ? R"("Live at \"A\", 5\"")" : "Plain");
                content += delimiter + "4\n";
                expected += user + (escapes ? R"( Live at "A", 5")" : " Plain") + " rating 4.000000 -\n";
            }
            EXPECT_EQ(eventsOf(content), expected) << content;
        }
    }
}

TEST(Sniffer, AnIdNeverKeepsAQuoteThatWasQuoting) {
    std::string content = "user,item,rating\n";
    for (int i = 0; i < 60; ++i) {
        const std::string n = std::to_string(i);
        content += i % 3 == 0   ? "\"u" + n + ",A,5\n"
                   : i % 3 == 1 ? "\"u" + n + "\",\"A, B\",4\n"
                                : "u" + n + ",C,3\n";
    }
    const TemporaryFolder folder;
    const ImportedData data = test::importOf({folder.write("a.csv", content)});
    EXPECT_EQ(test::eventsText(data).find('"'), std::string::npos);
    EXPECT_EQ(data.report.rowsImported, 40U);
    EXPECT_EQ(data.report.rowsRejected, 20U);
}

TEST(Sniffer, FindsHeadersOfSeveralRows) {
    const auto names = [](const Sniff& sniff) {
        std::string text;
        for (const ColumnPlan& column : sniff.plan.columns) {
            text += column.name + "|";
        }
        return text;
    };
    const Sniff twice = sniffOf("user,item,rating\nuser,item,rating\n" + nine("u#,A,5"));
    EXPECT_EQ(twice.rows.size(), 9U);
    EXPECT_EQ(names(twice), "user|item|rating|");
    const Sniff units = sniffOf("user,rating,time\nid,stars,seconds\n" + nine("#,5,88125094#"));
    EXPECT_EQ(units.rows.size(), 9U);
    EXPECT_EQ(names(units), "user|rating|time|");
    const Sniff above = sniffOf("who,how,when\nuser,rating,time\n" + nine("#,5,88125094#"));
    EXPECT_EQ(above.rows.size(), 9U);
    EXPECT_EQ(names(above), "user|rating|time|");
    EXPECT_EQ(sniffOf("user,item,rating\nu1,A,NA\n" + nine("u#,A,5")).rows.size(), 10U);
    EXPECT_EQ(sniffOf("user,rating,time\nu1,NA,\n" + nine("u#,5,88125094#")).rows.size(), 10U);
}

TEST(Sniffer, KeepsTheHeadersOfFilesPutTogetherOutOfTheData) {
    const std::string one = "user,item\n" + nine("u#,A");
    const TemporaryFolder folder;
    const ImportedData data = test::importOf({folder.write("a.csv", one + one)});
    EXPECT_EQ(data.report.users, 9U);
    ASSERT_EQ(data.report.rejects.size(), 1U);
    EXPECT_EQ(data.report.rejects[0].reason, "The header once more");
    EXPECT_EQ(data.report.rejects[0].line, 11U);
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

TEST(Sniffer, TakesBrokenJsonLinesForNothingElse) {
    for (const int broken : {5, 10, 15, 19, 20}) { // of 20
        for (const std::string_view how :
             {"{\"user\":\"u1\",\"item\"", "{\"user\":\"u1\",\"item\":\"i1\"", "{\"user\":u1,\"item\":i1}"}) {
            std::string text;
            for (int i = 0; i < 20; ++i) {
                text += i < broken ? std::string(how)
                                   : "{\"user\":\"u1\",\"item\":\"i" + std::to_string(i) + "\"}";
                text += '\n';
            }
            const Sniff sniff = sniffOf(text);
            EXPECT_TRUE(!sniff.table || sniff.plan.dialect.jsonLines) << broken << how;
            EXPECT_EQ(sniff.table, broken < 20) << broken << how;
            EXPECT_EQ(eventsOf(text).find('{'), std::string::npos) << eventsOf(text);
        }
    }
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
