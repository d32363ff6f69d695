// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/planning/foreign_format.h"
#include "tests/storage/import/import_test.h"

namespace tastescope {
namespace {

using namespace std::string_literals;
using test::TemporaryFolder;

// What a person reads who gives such a file under the name of a table.
std::string refusal(std::string_view content) {
    const TemporaryFolder folder;
    const auto plan = planImport({folder.write("data.csv", content)});
    return plan ? "a plan" : plan.error().text();
}

TEST(ForeignFormat, IsNamedWhateverTheFileIsCalled) {
    struct Case {
        std::string content;
        const char* what;
    };
    const Case cases[] = {
        {"<!DOCTYPE html>\n<html><body>Not found, sorry</body></html>\n", "a web page (HTML)"},
        {"\xEF\xBB\xBF\n  <HTML>\n<head>\n", "a web page (HTML)"},
        {"<table><tr><td>1</td></tr></table>\n", "a table in HTML"},
        {"<?xml version=\"1.0\"?>\n<rows a=\"1\"/>\n", "an XML file"},
        {"SQLite format 3\0\x10\0\x01\x01\0"s, "a SQLite database"},
        {"SQLite format 3\0"s + std::string(52, '\0') + "MPBX", "a SQLite database"},
        {"SQLite format 3\0"s + std::string(52, '\0') + "TSTP" + std::string(28, '\0'),
         "a Tastescope project"},
        {"SQLite format 3\0"s + std::string(52, '\0') + "TSTP",
         "a SQLite database"}, // cut off within its header
        {"PAR1\x15\x04\x15\0\x15"s, "a Parquet file"},
        {"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"s, "a picture (PNG)"},
        {"\xFF\xD8\xFF\xE0\0\x10JFIF"s, "a picture (JPEG)"},
        {"%PDF-1.7\nobj\n", "a PDF document"},
        {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0"s, "an Excel workbook of the old kind"},
        {"\x93NUMPY\x01\0v\0"s, "a NumPy array"},
        {"\x80\x04\x95\x10\0\0"s, "a Python pickle"},
        {"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n", "a pointer of Git LFS"},
        {"-- MySQL dump 10.13\nINSERT INTO t VALUES (1,2),(3,4);\n", "an SQL dump"},
        {"{\n  \"data\": [\n    {\"user\": 1, \"item\": 2},\n    {\"user\": 1, \"item\": 3}\n  ]\n}\n",
         "JSON, but"},
        {"[[1,2,3],[4,5,6]]", "JSON, but"},
        {"{'user': 'u1', 'item': 'i1'}\n{'user': 'u2', 'item': 'i2'}\n", "no JSON"},
        {std::string(200, '\x02'), "no text"},
    };
    for (const Case& each : cases) {
        const std::string text = refusal(each.content);
        EXPECT_NE(text.find(each.what), std::string::npos) << each.what << ": " << text;
        EXPECT_NE(text.find("data.csv"), std::string::npos) << text;
    }
}

TEST(ForeignFormat, IsNamedThoughColumnsAreGiven) {
    const TemporaryFolder folder;
    const auto plan = planImport({folder.write("data.csv", "<html><body>404</body></html>\n")},
                                 {.map = {{"user", "1"}, {"item", "2"}}});
    ASSERT_FALSE(plan.hasValue());
    EXPECT_EQ(plan.error().code, ErrorCode::BadInput);
    EXPECT_NE(plan.error().text().find("a web page (HTML)"), std::string::npos) << plan.error().text();
}

TEST(ForeignFormat, IsNotSeenInTables) {
    for (const char* content : {"ORCID,user,item\n1,2,3\n", "PAR1,user\n1,2\n", "user,item\n<html>,2\n",
                                "BZh,item,user\nx,1,2\n", "user,item\n1,{'a': 1}\n"}) {
        const TemporaryFolder folder;
        const auto sniff =
            planImport({folder.write("data.csv", content)}, {.map = {{"user", "1"}, {"item", "2"}}});
        EXPECT_TRUE(sniff.hasValue()) << content << sniff.error().text();
    }
}

TEST(ForeignFormat, KnowsDocumentsThatAreArchives) {
    const auto what = [](std::vector<std::string> names) {
        std::vector<ZipMember> members;
        for (std::string& name : names) {
            members.push_back({std::move(name)});
        }
        return std::string(foreignArchive(members).what);
    };
    EXPECT_EQ(what({"[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"}),
              "an Excel workbook (.xlsx)");
    EXPECT_EQ(what({"mimetype", "content.xml"}), "an OpenDocument file");
    EXPECT_EQ(what({"word/document.xml"}), "a Word document");
    EXPECT_EQ(what({"a.npy", "b.npy"}), "an archive of NumPy arrays");
    EXPECT_EQ(what({"ratings.csv", "content.xml"}), "");
    EXPECT_EQ(what({}), "");
}

TEST(ForeignFormat, IsNotedBesideATable) {
    const TemporaryFolder folder;
    const auto table = folder.write("ratings.csv", "user,item,rating\n1,2,3\n4,5,6\n");
    const auto other = folder.write("films.csv", "<html><body>404</body></html>\n");
    for (const ImportPlan& plan : {test::planOf({table, other}), test::planOf({folder.path()})}) {
        ASSERT_EQ(plan.notes.size(), 1U);
        EXPECT_EQ(plan.notes[0], "films.csv is not used: it is a web page (HTML)");
    }
}

} // namespace
} // namespace tastescope
