// SPDX-License-Identifier: GPL-3.0-or-later
// Several files at once: what goes in together, what is left out, and that a person is told.
#include "engine/base/machine_speed.h"
#include "tests/storage/import/import_test.h"

#include <zip.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <tuple>

namespace tastescope {
namespace {

using test::importOf;
using test::itemText;
using test::planOf;
using test::TemporaryFolder;
using test::userText;

std::string notesOf(const ImportedData& data) {
    std::string text;
    for (const std::string& note : data.report.notes) {
        text += note + "\n";
    }
    return text;
}

bool says(const ImportedData& data, std::string_view words) {
    return notesOf(data).find(words) != std::string::npos;
}

void writeZip(const std::filesystem::path& path,
              const std::vector<std::pair<std::string, std::string>>& members) {
    zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
    ASSERT_NE(archive, nullptr);
    for (const auto& [name, content] : members) {
        zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), 0);
        ASSERT_GE(zip_file_add(archive, name.c_str(), source, 0), 0);
    }
    ASSERT_EQ(zip_close(archive), 0);
}

TEST(LeftOut, ANamedFileThatIsNoTableIsSaid) {
    const TemporaryFolder folder;
    const auto events = folder.write("events.csv", "user,item\nu1,i1\nu2,i2\nu2,i1\n");
    const std::pair<const char*, std::string> others[] = {{"notes.txt", "A note.\n\nNothing else in here.\n"},
                                                          {"empty.csv", ""},
                                                          {"odd.bin", std::string("\0\1\2\3\0\1", 6)},
                                                          {"prices.csv", "currency,rate\neur,1\nusd,1.1\n"}};
    for (const auto& [name, content] : others) {
        const ImportedData data = importOf({events, folder.write(name, content)});
        EXPECT_EQ(data.report.rowsImported, 3U) << name;
        EXPECT_TRUE(says(data, std::string(name) + " is not used")) << name << "\n" << notesOf(data);
    }
}

TEST(LeftOut, AFoldersReadmeIsNotMentionedButATableIs) {
    const TemporaryFolder folder;
    folder.write("events.csv", "user,item\nu1,i1\nu2,i2\nu2,i1\n");
    folder.write("README", "A note.\n\nNothing else in here.\n");
    EXPECT_EQ(notesOf(importOf({folder.path()})), "");
    folder.write("prices.csv", "currency,rate\neur,1\nusd,1.1\n");
    EXPECT_TRUE(says(importOf({folder.path()}), "prices.csv is not used"));
}

TEST(LeftOut, AllFilesOfEventsAreReadAndDuplicatesAreSaid) {
    const struct {
        const char* first;
        const char* second;
    } pairs[] = {
        {"user,item,rating\nu1,i1,4\nu2,i2,5\n", "user,item,rating\nu2,i2,5\nu3,i1,1\nu4,i1,2\n"},
        {"user_id,book_id,rating\nu1,i1,4\nu2,i2,5\n", "user_id,book_id,rating\nu2,i2,5\nu3,i1,1\nu4,i1,2\n"},
        {"1,11,4,1600000000\n2,12,5,1600000100\n",
         "2,12,5,1600000100\n3,11,1,1600000000\n4,11,2,1600000002\n"},
        {"user,item,rating\nu1,i1,4\nu2,i2,5\n", "u2,i2,5\nu3,i1,1\nu4,i1,2\n"},
        {"1\t11\t9\t881250949\n2\t12\t3\t881250950\n",
         "2\t12\t3\t881250950\n3\t11\t1\t881250951\n4\t11\t2\t881250951\n"},
        {"1::11::9::881250949\n2::12::3::881250950\n",
         "2::12::3::881250950\n3::11::1::881250951\n4::11::2::881250951\n"},
        {"{\"user\":\"u1\",\"item\":\"i1\"}\n{\"user\":\"u2\",\"item\":\"i2\"}\n",
         "{\"user\":\"u2\",\"item\":\"i2\"}\n{\"user\":\"u3\",\"item\":\"i1\"}\n{\"user\":\"u4\",\"item\":"
         "\"i1\"}\n"},
    };
    for (const auto& pair : pairs) {
        const TemporaryFolder folder;
        folder.write("ratings.csv", pair.first);
        folder.write("ratings_new.csv", pair.second);
        const ImportedData data = importOf({folder.path()});
        EXPECT_EQ(data.report.rowsRead, 5U) << pair.first;
        EXPECT_EQ(data.report.rowsImported, 4U) << pair.first;
        EXPECT_EQ(data.report.duplicates, 1U) << pair.first;
        EXPECT_TRUE(says(data, "2 files of interactions are read: ratings.csv, ratings_new.csv"))
            << notesOf(data);
        EXPECT_TRUE(says(data, "equal in user, item, signal, value and time")) << notesOf(data);
        EXPECT_TRUE(says(data, "1 row is equal to an earlier one")) << notesOf(data);
    }
}

TEST(LeftOut, FilesOnlyTwoFoldersDownAreAllRead) {
    const TemporaryFolder folder;
    folder.write("set/a/one.csv", "user,item\nu1,i1\nu2,i2\n");
    folder.write("set/b/two.csv", "user,item\nu3,i1\n");
    EXPECT_EQ(importOf({folder / "set"}).report.rowsImported, 3U);
}

TEST(LeftOut, AFolderBesideFilesIsSaid) {
    const TemporaryFolder folder;
    folder.write("set/events.csv", "user,item\nu1,i1\nu2,i2\n");
    folder.write("set/older/more.csv", "user,item\nu3,i1\n");
    folder.write("set/pictures/a.png", "x");
    folder.write("set/.hidden/b.csv", "user,item\nu4,i1\n");
    const ImportedData data = importOf({folder / "set"});
    EXPECT_EQ(data.report.rowsImported, 2U);
    EXPECT_TRUE(says(data, "The folder older is not read")) << notesOf(data);
    EXPECT_FALSE(says(data, "pictures")) << notesOf(data);
    EXPECT_FALSE(says(data, "hidden")) << notesOf(data);
    const ImportedData both = importOf({folder / "set", folder / "set/older"});
    EXPECT_EQ(both.report.rowsImported, 3U);
    EXPECT_FALSE(says(both, "is not read")) << notesOf(both);
    folder.write("deep/a/one.csv", "user,item\nu1,i1\nu2,i2\n");
    folder.write("deep/a/b/two.csv", "user,item\nu3,i1\n");
    EXPECT_TRUE(says(importOf({folder / "deep"}), "The folder b is not read"));
}

TEST(LeftOut, TheSamePathTwiceIsReadOnce) {
    const TemporaryFolder folder;
    const auto path = folder.write("a.csv", "user,item\nu1,i1\nu2,i2\n");
    const ImportedData data = importOf({path, folder.path() / "." / "a.csv"});
    EXPECT_EQ(data.report.rowsRead, 2U);
    EXPECT_EQ(data.report.duplicates, 0U);
}

TEST(LeftOut, AMemberThatStandsTwiceInAnArchiveIsSaid) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "twice.zip";
    writeZip(path, {{"set/a.csv", "user,item\nu1,old\n"}, {"set/b.csv", "user,item\nu1,new\nu2,new\n"}});
    std::string bytes = test::contentOf(path);
    for (std::size_t at = bytes.find("set/b.csv"); at != std::string::npos;
         at = bytes.find("set/b.csv", at)) {
        bytes[at + 4] = 'a';
    }
    std::ofstream(path, std::ios::binary) << bytes;
    const ImportedData data = importOf({path});
    EXPECT_EQ(data.report.rowsImported, 2U);
    EXPECT_TRUE(data.parts.items->find("new").has_value());
    EXPECT_TRUE(says(data, "twice.zip/set/a.csv stands 2 times in the archive; the last one is used"))
        << notesOf(data);
}

TEST(LeftOut, AWorkbookIsNamedWhateverItIsCalled) {
    const TemporaryFolder folder;
    for (const char* name : {"book.xlsx", "book.csv"}) {
        writeZip(folder / name, {{"[Content_Types].xml", "<x/>"}, {"xl/workbook.xml", "<x/>"}});
        const auto plan = planImport({folder / name});
        ASSERT_FALSE(plan.hasValue()) << name;
        EXPECT_NE(plan.error().text().find("an Excel workbook (.xlsx)"), std::string::npos)
            << plan.error().text();
        EXPECT_NE(plan.error().text().find("as CSV"), std::string::npos) << plan.error().text();
    }
}

TEST(LeftOutTiming, AnArchiveOfTwoThousandMembersTakesNoLongerThanItsMembers) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "many.zip";
    std::vector<std::pair<std::string, std::string>> members;
    for (int part = 0; part < 2'000; ++part) {
        const std::string user = std::to_string(part);
        members.emplace_back("logs/part-" + user + ".csv", "user,item,rating\nu" + user + ",i1,4\nu" + user +
                                                               ",i" + std::to_string(part % 97 + 2) + ",3\n");
    }
    writeZip(path, members);
    const auto start = std::chrono::steady_clock::now();
    const ImportedData data = importOf({path});
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    EXPECT_EQ(data.report.rowsImported, 4'000U);
    EXPECT_TRUE(says(data, "2000 files of interactions are read")) << notesOf(data);
    EXPECT_LT(took.count(), 2 * std::max(1.0, machineSlowness())); // 94 when each was opened anew
}

// A small set in the three layouts of MovieLens, from one table of ratings and one of films.
struct Rating {
    int user;
    int item;
    double value;
};
const std::vector<Rating> ratings = {{1, 8, 7}, {1, 12, 10}, {2, 8, 0}, {2, 77, 5}, {3, 12, 9.5}, {3, 77, 2}};

enum class Layout { Tabs, Colons, Csv };

std::string padded(int number, int width, char fill) {
    const std::string text = std::to_string(number);
    return std::string(static_cast<std::size_t>(std::max(0, width - static_cast<int>(text.size()))), fill) +
           text;
}

/// `width` of the film's number in the ratings and in the list of films.
void writeSet(const TemporaryFolder& folder, Layout layout, int ratingsWidth, int filmsWidth, char fill,
              double scale, bool films, bool users) {
    const std::string between = layout == Layout::Tabs ? "\t" : layout == Layout::Colons ? "::" : ",";
    std::string text = layout == Layout::Csv ? "userId,movieId,rating,timestamp\n" : "";
    for (const Rating& rating : ratings) {
        std::string value = std::to_string(rating.value * scale);
        text += padded(rating.user, ratingsWidth, fill) + between + padded(rating.item, ratingsWidth, fill) +
                between + value + between + std::to_string(978300000 + rating.user) + "\n";
    }
    folder.write(layout == Layout::Tabs     ? "u.data"
                 : layout == Layout::Colons ? "ratings.dat"
                                            : "ratings.csv",
                 text);
    const std::pair<int, const char*> names[] = {{8, "Mill (1991)"}, {12, "Oak (1993)"}, {77, "Root (1999)"}};
    text = layout == Layout::Csv ? "movieId,title,genres\n" : "";
    for (const auto& [number, title] : names) {
        const std::string id = padded(number, filmsWidth, fill);
        text += layout == Layout::Tabs
                    ? id + "|" + title + "|01-Jan-1991||http://x" + "|0|1|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0\n"
                    : id + between + title + between + "Action\n";
    }
    if (films) {
        folder.write(layout == Layout::Tabs     ? "u.item"
                     : layout == Layout::Colons ? "movies.dat"
                                                : "movies.csv",
                     text);
    }
    if (users && layout != Layout::Csv) {
        text.clear();
        for (int user = 1; user <= 3; ++user) {
            const std::string id = padded(user, filmsWidth, fill);
            text += layout == Layout::Tabs ? id + "|24|M|baker|01234\n" : id + "::F::25::10::48067\n";
        }
        folder.write(layout == Layout::Tabs ? "u.user" : "users.dat", text);
    }
}

TEST(LeftOut, SetsLikeMovieLensAreKnownWhateverRangePaddingAndFilesTheyHave) {
    for (const Layout layout : {Layout::Tabs, Layout::Colons, Layout::Csv}) {
        for (const double scale : {1.0, 0.5}) {
            for (const auto& [ratingsWidth, filmsWidth, fill] :
                 {std::tuple(0, 0, ' '), {6, 6, '0'}, {6, 0, '0'}, {0, 6, '0'}, {6, 6, ' '}, {6, 0, ' '}}) {
                for (const bool films : {true, false}) {
                    for (const bool users : {true, false}) {
                        SCOPED_TRACE(testing::Message()
                                     << static_cast<int>(layout) << " scale " << scale << " widths "
                                     << ratingsWidth << " " << filmsWidth << " fill '" << fill << "' films "
                                     << films << " users " << users);
                        const TemporaryFolder folder;
                        writeSet(folder, layout, ratingsWidth, filmsWidth, fill, scale, films, users);
                        const ImportPlan plan = planOf({folder.path()});
                        EXPECT_EQ(plan.layout, "movielens");
                        const ImportedData data = test::imported(plan);
                        EXPECT_EQ(data.report.rowsImported, ratings.size());
                        EXPECT_EQ(data.report.rowsRejected, 0U);
                        EXPECT_EQ(data.report.users, 3U);
                        ASSERT_EQ(data.report.items, 3U) << notesOf(data);
                        const bool apart = fill == '0' && ratingsWidth != filmsWidth && films;
                        const std::string id = fill == '0' && !apart ? padded(8, ratingsWidth, '0') : "8";
                        EXPECT_EQ(itemText(data, id, "title"), films ? "Mill (1991)" : "(none)");
                        EXPECT_EQ(says(data, "There is no list of films"), !films) << notesOf(data);
                        EXPECT_EQ(says(data, "Zeros before the ids"),
                                  fill == '0' && ratingsWidth != filmsWidth &&
                                      (films || (users && layout != Layout::Csv)))
                            << notesOf(data);
                    }
                }
            }
        }
    }
}

TEST(LeftOut, ASetWithoutItsRatingsIsRefusedByName) {
    for (const Layout layout : {Layout::Tabs, Layout::Colons, Layout::Csv}) {
        const TemporaryFolder folder;
        writeSet(folder, layout, 0, 0, ' ', 1, true, true);
        for (const char* name : {"u.data", "ratings.dat", "ratings.csv"}) {
            std::filesystem::remove(folder / name);
        }
        folder.write("u.info", "3 users\n3 items\n6 ratings\n");
        const auto plan = planImport({folder.path()});
        ASSERT_FALSE(plan.hasValue());
        EXPECT_NE(plan.error().text().find("ratings are missing"), std::string::npos) << plan.error().text();
    }
}

TEST(LeftOut, ASetAfterMovieLensPatternWithAccountsIsRead) {
    const TemporaryFolder folder;
    folder.write("ratings.dat",
                 "1::0114508::8::1381006850\n2::0208092::0::1586466072\n2::0358273::9::1579057827\n");
    folder.write("movies.dat",
                 "0114508::Species (1995)::Action|Horror|Sci-Fi\n0208092::Snatch (2000)::Comedy|Crime\n"
                 "0358273::Walk the Line (2005)::\n0000008::Sneeze (1894)::Documentary|Short\n");
    folder.write("users.dat", "1::139564917\n2::17528189\n3::522540374\n");
    const ImportedData data = importOf({folder.path()});
    EXPECT_EQ(data.report.rowsImported, 3U);
    EXPECT_EQ(itemText(data, "0114508", "title"), "Species (1995)");
    EXPECT_EQ(itemText(data, "0208092", "categories"), "Comedy, Crime");
    EXPECT_TRUE(says(data, "users.dat is not used")) << notesOf(data);
}

TEST(LeftOut, IdsThatDifferInZerosOnlyStayApart) {
    const TemporaryFolder folder;
    folder.write("events.csv", "user,item\n1,07\n1,7\n2,7\n");
    folder.write("items.csv", "item,title\n007,Bond\n7,Seven\n07,Zero\n");
    const ImportedData data = importOf({folder.path()});
    EXPECT_EQ(itemText(data, "7", "title"), "Seven");
    EXPECT_EQ(itemText(data, "07", "title"), "Zero");
}

} // namespace
} // namespace tastescope
