// SPDX-License-Identifier: GPL-3.0-or-later
// Files of invented content in the formats of the published data sets.
#include "tests/storage/import/import_test.h"

namespace tastescope {
namespace {

using test::importOf;
using test::itemText;
using test::planOf;
using test::TemporaryFolder;
using test::userText;

const FilePlan* fileOf(const ImportPlan& plan, std::string_view name) {
    for (const FilePlan& file : plan.files) {
        if (file.path.filename() == name) {
            return &file;
        }
    }
    return nullptr;
}

std::string flags(std::initializer_list<int> set) {
    std::string text;
    for (int i = 0; i < 19; ++i) {
        text += std::find(set.begin(), set.end(), i) != set.end() ? "|1" : "|0";
    }
    return text + "\n";
}

void writeMovieLens100K(const TemporaryFolder& folder, const std::string& data = "u.data") {
    folder.write(data,
                 "11\t1\t5\t881250949\n12\t1\t3\t881250950\n12\t2\t1\t881250951\n13\t3\t4\t881250952\n");
    folder.write("u.item", "1|The Mill (1991)|05-Feb-1991||http://x/1" + flags({1, 2}) +
                               "2|Caf\xE9 Noir (1993)|01-Jan-1993||http://x/2" + flags({10}) +
                               "3|\"Quoted\" Oak (1990)|||http://x/3" + flags({0}));
    folder.write("u.user", "11|24|M|baker|01234\n12|30|F|other|94043\n13|41|M|sailor|T8H1N\n");
    folder.write("README", "A note.\n\nIt has, some, commas\nin it.\n");
    folder.write("u.info", "3 users\n3 items\n4 ratings\n");
}

TEST(KnownLayouts, MovieLens100K) {
    const TemporaryFolder folder;
    writeMovieLens100K(folder);
    folder.write("u.genre", "unknown|0\nAction|1\nVoyage|2\nAnimation|3\nFilm-Noir|10\n");
    const ImportPlan plan = planOf({folder.path()});
    EXPECT_EQ(plan.layout, "movielens");
    EXPECT_EQ(plan.nouns.items, "films");
    EXPECT_EQ(fileOf(plan, "README")->kind, FileKind::Ignored);
    ASSERT_EQ(plan.signals.size(), 1U);
    EXPECT_EQ(plan.signals[0].name, "rating");
    EXPECT_EQ(plan.signals[0].kind, SignalKind::Explicit);
    EXPECT_FALSE(plan.signals[0].useValue);
    const ImportedData data = test::imported(plan);
    EXPECT_EQ(data.report.rowsRead, 4U);
    EXPECT_EQ(data.report.items, 3U);
    EXPECT_EQ(itemText(data, "1", "title"), "The Mill (1991)");
    EXPECT_EQ(itemText(data, "1", "released"), "1991-02-05");
    EXPECT_EQ(itemText(data, "1", "categories"), "Action, Voyage") << "names from u.genre";
    EXPECT_EQ(itemText(data, "2", "title"), "Café Noir (1993)");
    EXPECT_EQ(itemText(data, "3", "title"), "\"Quoted\" Oak (1990)");
    EXPECT_EQ(itemText(data, "3", "released"), "") << "there is a date column, it is empty";
    EXPECT_EQ(userText(data, "11", "zip_code"), "01234");
    EXPECT_EQ(userText(data, "13", "occupation"), "sailor");
    EXPECT_EQ(userText(data, "12", "age"), "30");
}

TEST(KnownLayouts, MovieLens100KIsKnownByContentAndWithoutGenreNames) {
    const TemporaryFolder folder;
    writeMovieLens100K(folder, "renamed.tsv");
    const ImportedData data = importOf({folder.path()});
    EXPECT_EQ(data.report.rowsImported, 4U);
    EXPECT_EQ(itemText(data, "2", "categories"), "Film-Noir");
}

TEST(KnownLayouts, MovieLens100KCutsAreNotReadTwice) {
    const TemporaryFolder folder;
    writeMovieLens100K(folder);
    folder.write("u1.base", "11\t1\t5\t881250949\n12\t1\t3\t881250950\n");
    const ImportedData data = importOf({folder.path()});
    EXPECT_EQ(data.report.rowsRead, 4U);
    ASSERT_EQ(data.report.notes.size(), 1U);
    EXPECT_NE(data.report.notes[0].find("u1.base is not used"), std::string::npos);
}

TEST(KnownLayouts, MovieLens1M) {
    const TemporaryFolder folder;
    folder.write("ratings.dat", "1::10::5::978300760\n2::10::3::978302109\n2::20::4::978301968\n");
    folder.write("movies.dat", "10::The Mill: A Story (1991)::Drama|War\n20::L\xE9on's Oak (1985)::Comedy\n");
    folder.write("users.dat", "1::F::1::10::48067\n2::M::56::16::70072\n");
    const ImportPlan plan = planOf({folder.path()});
    EXPECT_EQ(plan.layout, "movielens");
    const ImportedData data = test::imported(plan);
    EXPECT_EQ(data.report.rowsImported, 3U);
    EXPECT_EQ(itemText(data, "10", "title"), "The Mill: A Story (1991)");
    EXPECT_EQ(itemText(data, "10", "categories"), "Drama, War");
    EXPECT_EQ(itemText(data, "20", "title"), "Léon's Oak (1985)");
    EXPECT_EQ(itemText(data, "20", "released"), "1985-01-01") << "from the title";
    EXPECT_EQ(userText(data, "1", "gender"), "F");
}

TEST(KnownLayouts, MovieLensCsv) {
    const TemporaryFolder folder;
    folder.write("ratings.csv",
                 "userId,movieId,rating,timestamp\r\n1,1,4.0,964982703\r\n1,3,4.5,964981247\r\n");
    folder.write("movies.csv",
                 "movieId,title,genres\r\n1,\"Mill, The (1995)\",Drama|War\r\n3,Oak (1996),Comedy\r\n"
                 "4,Unseen (2001),(no genres listed)\r\n");
    folder.write("tags.csv",
                 "userId,movieId,tag,timestamp\r\n1,1,slow burn,1\r\n2,1,grain,2\r\n3,1,grain,3\r\n"
                 "3,77,lost,3\r\n");
    folder.write("links.csv", "movieId,imdbId,tmdbId\r\n1,0114709,862\r\n");
    const ImportPlan plan = planOf({folder.path()});
    EXPECT_EQ(fileOf(plan, "links.csv")->kind, FileKind::Ignored);
    const ImportedData data = test::imported(plan);
    EXPECT_EQ(data.report.users, 1U);
    EXPECT_EQ(data.report.items, 3U) << "the catalogue counts, a tag alone makes no film";
    EXPECT_EQ(itemText(data, "1", "title"), "Mill, The (1995)");
    EXPECT_EQ(itemText(data, "1", "tags"), "slow burn, grain");
    EXPECT_EQ(itemText(data, "3", "released"), "1996-01-01");
    EXPECT_EQ(data.parts.events->value(1), 4.0F);
    EXPECT_EQ(data.parts.events->time(0), 964981247000);
}

TEST(KnownLayouts, Goodbooks) {
    const TemporaryFolder folder;
    folder.write("ratings.csv", "user_id,book_id,rating\n1,1,5\n2,2,4\n");
    folder.write("ratings_larger.csv", "user_id,book_id,rating\n1,1,5\n2,2,4\n3,2,1\n");
    folder.write("books.csv",
                 "book_id,goodreads_book_id,authors,original_publication_year,original_title,title,"
                 "average_rating\n"
                 "1,900,\"Ada Quill, Bo Inke\",2008.0,Mill,\"The Mill (Oak, #1)\",4.34\n"
                 "2,901,Cy Page,-750.0,,Root,3.90\n");
    folder.write("book_tags.csv", "goodreads_book_id,tag_id,count\n900,1,30\n900,2,5\n901,1,7\n999,1,7\n");
    folder.write("tags.csv", "tag_id,tag_name\n1,fiction\n2,to-read\n");
    folder.write("book_genres.csv", "book_id,goodreads_book_id,genres\n1,900,\"fantasy,young-adult\"\n");
    const ImportPlan plan = planOf({folder.path()});
    EXPECT_EQ(plan.layout, "goodbooks");
    EXPECT_EQ(plan.nouns.user, "reader");
    const ImportedData data = test::imported(plan);
    EXPECT_EQ(data.report.rowsRead, 2U);
    EXPECT_NE(data.report.notes[0].find("ratings_larger.csv is not used"), std::string::npos);
    EXPECT_EQ(itemText(data, "1", "title"), "The Mill (Oak, #1)");
    EXPECT_EQ(itemText(data, "1", "creator"), "Ada Quill, Bo Inke");
    EXPECT_EQ(itemText(data, "1", "released"), "2008-01-01");
    EXPECT_EQ(itemText(data, "1", "tags"), "fiction, to-read");
    EXPECT_EQ(itemText(data, "2", "tags"), "fiction");
    EXPECT_EQ(itemText(data, "1", "categories"), "fantasy, young-adult");
    EXPECT_EQ(itemText(data, "2", "average_rating"), "3.9");
    const ImportedData larger = importOf({folder.path()}, {.interactionsFile = "ratings_larger.csv"});
    EXPECT_EQ(larger.report.rowsRead, 3U);
}

TEST(KnownLayouts, LastFm) {
    const TemporaryFolder folder;
    folder.write("user_artists.dat",
                 "userID\tartistID\tweight\r\n2\t51\t13883\r\n2\t52\t11690\r\n3\t51\t7\r\n");
    folder.write("artists.dat", "id\tname\turl\tpictureURL\n51\t\"Odd Al\" Reed\thttp://a\thttp://b\n"
                                "52\tThe Mills\thttp://c\thttp://d\n");
    folder.write("tags.dat", "tagID\ttagValue\r\n1\tnoise\r\n2\tcr\xE8me\r\n");
    folder.write("user_taggedartists.dat",
                 "userID\tartistID\ttagID\tday\tmonth\tyear\r\n2\t51\t1\t1\t4\t2009\r\n"
                 "3\t51\t2\t1\t4\t2009\r\n3\t99\t2\t1\t4\t2009\r\n");
    folder.write("user_friends.dat", "userID\tfriendID\r\n2\t3\r\n");
    const ImportPlan plan = planOf({folder.path()});
    EXPECT_EQ(plan.layout, "lastfm");
    EXPECT_EQ(plan.nouns.users, "listeners");
    const ImportedData data = test::imported(plan);
    EXPECT_EQ(data.report.rowsImported, 3U);
    EXPECT_EQ(data.report.items, 2U);
    EXPECT_EQ(data.parts.signals[0].name, "listen");
    EXPECT_FALSE(data.parts.signals[0].useValue);
    EXPECT_EQ(data.parts.events->value(0), 13883.0F);
    EXPECT_EQ(itemText(data, "51", "title"), "\"Odd Al\" Reed");
    EXPECT_EQ(itemText(data, "51", "tags"), "noise, crème");
}

TEST(KnownLayouts, BookCrossing) {
    const TemporaryFolder folder;
    folder.write("BX-Book-Ratings.csv",
                 "\"User-ID\";\"ISBN\";\"Book-Rating\"\r\n\"276725\";\"034545104X\";\"0\"\r\n"
                 "\"276726\";\"0155061224\";\"5\"\r\n");
    folder.write(
        "BX-Books.csv",
        "\"ISBN\";\"Book-Title\";\"Book-Author\";\"Year-Of-Publication\";\"Publisher\";\"Image-URL-S\";"
        "\"Image-URL-M\";\"Image-URL-L\"\r\n"
        "\"034545104X\";\"The \\\"Mill\\\" &amp; I\";\"Ad\xE9le "
        "Quill\";\"2002\";\"Oak\";\"a\";\"b\";\"c\"\r\n"
        "\"0155061224\";\"Root; a Life\";\"Cy Page\";\"0\";\"Oak\";\"a\";\"b\";\"c\"\r\n");
    folder.write("BX-Users.csv", "\"User-ID\";\"Location\";\"Age\"\r\n\"276725\";\"troy, ohio, usa\";NULL\r\n"
                                 "\"1\";\"x\";\"3\"\r\n");
    const ImportPlan plan = planOf({folder.path()});
    EXPECT_EQ(plan.layout, "bookcrossing");
    const ImportedData data = test::imported(plan);
    EXPECT_EQ(data.report.rowsImported, 2U);
    EXPECT_EQ(data.report.users, 2U);
    EXPECT_EQ(itemText(data, "034545104X", "title"), "The \"Mill\" &amp; I");
    EXPECT_EQ(itemText(data, "034545104X", "creator"), "Adéle Quill");
    EXPECT_EQ(itemText(data, "0155061224", "title"), "Root; a Life");
    EXPECT_EQ(itemText(data, "0155061224", "released"), "");
    EXPECT_EQ(userText(data, "276725", "location"), "troy, ohio, usa");
}

TEST(KnownLayouts, RetailRocket) {
    const TemporaryFolder folder;
    folder.write("events.csv",
                 "timestamp,visitorid,event,itemid,transactionid\n1433221332117,257597,view,355908,\n"
                 "1433224214164,257597,addtocart,248676,\n1433221999827,111016,transaction,318965,4000\n");
    const ImportPlan plan = planOf({folder.path() / "events.csv"});
    EXPECT_EQ(plan.layout, "retailrocket");
    EXPECT_EQ(plan.nouns.item, "product");
    const ImportedData data = test::imported(plan);
    EXPECT_EQ(test::eventsText(data),
              "257597 355908 view - 1433221332117\n257597 248676 addtocart - 1433224214164\n"
              "111016 318965 transaction - 1433221999827\n");
    for (const SignalType& signal : data.parts.signals) {
        EXPECT_EQ(signal.weight, signal.name == "view" ? 1 : signal.name == "addtocart" ? 3 : 5);
    }
}

TEST(KnownLayouts, Steam) {
    const TemporaryFolder folder;
    folder.write("steam.csv",
                 "151603712,\"Mill, the Game\",purchase,1.0,0\n151603712,\"Mill, the Game\",play,273.0,0\n"
                 "59945701,Oak 4,purchase,1.0,0\n");
    const ImportPlan plan = planOf({folder.path() / "steam.csv"});
    EXPECT_EQ(plan.layout, "steam");
    EXPECT_EQ(plan.nouns.users, "players");
    const ImportedData data = test::imported(plan);
    EXPECT_EQ(test::eventsText(data),
              "151603712 Mill, the Game purchase 1.000000 -\n"
              "151603712 Mill, the Game play 273.000000 -\n59945701 Oak 4 purchase 1.000000 -\n");
}

TEST(KnownLayouts, AMapComesBeforeWhatALayoutWouldMakeOfTheFile) {
    const TemporaryFolder folder;
    const auto path = folder.write("user_taggedartists.dat",
                                   "userID\tartistID\ttagID\tday\tmonth\tyear\n2\t52\t13\t1\t4\t2009\n"
                                   "2\t52\t15\t1\t4\t2009\n3\t63\t1\t1\t2\t2008\n");
    EXPECT_FALSE(planImport({path}).hasValue()) << "alone it says which tags there are, not who likes what";
    const ImportedData data = test::importOf({path}, {.map = {{"user", "1"}, {"item", "2"}}});
    EXPECT_EQ(data.report.users, 2U);
    EXPECT_EQ(data.report.items, 2U);
}

TEST(KnownLayouts, AWrongFormatIsSaid) {
    const TemporaryFolder folder;
    const auto path = folder.write("a.csv", "user,item\n1,2\n");
    const auto plan = planImport({path}, {.format = "movielens"});
    ASSERT_FALSE(plan.hasValue());
    EXPECT_EQ(plan.error().code, ErrorCode::BadInput);
    EXPECT_EQ(planImport({path}, {.format = "klingon"}).error().code, ErrorCode::InvalidArgument);
}

} // namespace
} // namespace tastescope
