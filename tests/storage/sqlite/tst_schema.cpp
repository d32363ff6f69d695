// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/sqlite/schema.h"

#include "storage/project/project.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>

namespace tastescope {
namespace {

using sqlite::Migration;
using test::runSql;
using test::TemporaryFolder;

class OpenUntrusted : public testing::Test {
protected:
    void SetUp() override { file = folder / "p.tastescope"; }
    void makeProject() { ASSERT_TRUE(Project::create(file, test::sampleData())); }
    /// The same error for reading and for writing, and no lock file stays behind.
    Error openError() {
        const auto reading = Project::open(file, OpenMode::ReadOnly);
        const auto writing = Project::open(file, OpenMode::ReadWrite);
        EXPECT_FALSE(reading);
        EXPECT_FALSE(writing);
        if (reading || writing) {
            return {};
        }
        EXPECT_EQ(reading.error().code, writing.error().code);
        EXPECT_FALSE(std::filesystem::exists(file.string() + ".lock"));
        EXPECT_FALSE(writing.error().message.empty());
        EXPECT_FALSE(writing.error().remedy.empty());
        return writing.error();
    }
    TemporaryFolder folder;
    std::filesystem::path file;
};

TEST_F(OpenUntrusted, AMissingFile) {
    EXPECT_EQ(openError().code, ErrorCode::NotFound);
    EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(OpenUntrusted, AnEmptyFile) {
    std::ofstream(file).flush();
    EXPECT_EQ(openError().code, ErrorCode::BadInput);
    EXPECT_EQ(std::filesystem::file_size(file), 0U);
}

TEST_F(OpenUntrusted, AFolder) {
    std::filesystem::create_directory(file);
    EXPECT_EQ(openError().code, ErrorCode::BadInput);
}

TEST_F(OpenUntrusted, AFileOfAnotherKind) {
    std::ofstream(file) << std::string(5000, 'x');
    EXPECT_EQ(openError().code, ErrorCode::BadInput);
    std::ofstream(file) << "short";
    EXPECT_EQ(openError().code, ErrorCode::BadInput);
}

TEST_F(OpenUntrusted, ADatabaseOfAnotherProgram) {
    runSql(file, "CREATE TABLE t(a); INSERT INTO t VALUES(1)");
    EXPECT_EQ(openError().code, ErrorCode::BadInput);
}

TEST_F(OpenUntrusted, AnotherDatabaseThatClaimsToBeOurs) {
    runSql(file, "CREATE TABLE t(a); PRAGMA application_id = " + std::to_string(Project::applicationId) +
                     "; PRAGMA user_version = 1");
    EXPECT_EQ(openError().code, ErrorCode::BadInput);
}

TEST_F(OpenUntrusted, ADatabaseWithoutTables) {
    runSql(file, "PRAGMA application_id = " + std::to_string(Project::applicationId));
    EXPECT_EQ(openError().code, ErrorCode::Corrupt);
}

TEST_F(OpenUntrusted, ANewerVersion) {
    makeProject();
    runSql(file, "PRAGMA user_version = 99");
    EXPECT_EQ(openError().code, ErrorCode::Unsupported);
}

TEST_F(OpenUntrusted, AForeignTrigger) {
    makeProject();
    runSql(file, "CREATE TRIGGER bad AFTER INSERT ON settings BEGIN DELETE FROM users; END");
    EXPECT_EQ(openError().code, ErrorCode::BadInput);
}

TEST_F(OpenUntrusted, AForeignView) {
    makeProject();
    runSql(file, "CREATE VIEW bad AS SELECT * FROM users");
    const Error error = openError();
    EXPECT_EQ(error.code, ErrorCode::BadInput);
    EXPECT_NE(error.message.find("bad"), std::string::npos);
}

TEST_F(OpenUntrusted, AViewInPlaceOfATable) {
    makeProject();
    runSql(file, "DROP TABLE settings; CREATE VIEW settings AS SELECT id AS key, id AS value FROM users");
    EXPECT_EQ(openError().code, ErrorCode::BadInput);
}

TEST_F(OpenUntrusted, AMissingTable) {
    makeProject();
    runSql(file, "DROP TABLE settings");
    EXPECT_EQ(openError().code, ErrorCode::Corrupt);
}

TEST_F(OpenUntrusted, ATitleIsThereForAnybodyToRead) {
    makeProject();
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(file.c_str(), &handle), SQLITE_OK);
    std::string found;
    sqlite3_exec(
        handle, "SELECT title FROM items WHERE id = 'it''s'",
        [](void* out, int, char** values, char**) {
            *static_cast<std::string*>(out) = values[0];
            return 0;
        },
        &found, nullptr);
    sqlite3_close(handle);
    EXPECT_EQ(found, "He said \"so\"");
}

constexpr Migration twoSteps[] = {{1, "CREATE TABLE a(x)"},
                                  {2, "ALTER TABLE a ADD COLUMN y; CREATE TABLE b(z)"}};

TEST(Migrations, RunFromAnEmptyFileAndFromAnyVersion) {
    auto fresh = sqlite::Database::inMemory();
    ASSERT_TRUE(fresh);
    ASSERT_TRUE(sqlite::migrate(*fresh, 0, twoSteps));
    EXPECT_EQ(sqlite::verifySchema(*fresh, twoSteps).value(), 2);
    auto older = sqlite::Database::inMemory();
    ASSERT_TRUE(sqlite::migrate(*older, 0, std::span(twoSteps).first(1)));
    ASSERT_TRUE(older->execute("INSERT INTO a VALUES(7)"));
    EXPECT_EQ(sqlite::verifySchema(*older, twoSteps).value(), 1);
    ASSERT_TRUE(sqlite::migrate(*older, 1, twoSteps));
    EXPECT_EQ(sqlite::verifySchema(*older, twoSteps).value(), 2);
    EXPECT_EQ(older->integer("SELECT x FROM a").value(), 7);
}

TEST(Migrations, AFailedStepLeavesTheVersionBefore) {
    constexpr Migration broken[] = {{1, "CREATE TABLE a(x)"}, {2, "CREATE TABLE b(x); CREATE TABLE b(y)"}};
    auto database = sqlite::Database::inMemory();
    ASSERT_TRUE(database);
    EXPECT_FALSE(sqlite::migrate(*database, 0, broken));
    EXPECT_EQ(database->integer("PRAGMA user_version").value(), 1);
    EXPECT_EQ(database->integer("SELECT count(*) FROM sqlite_schema").value(), 1);
}

TEST(Migrations, AnOlderFileIsBroughtUpToDateWhenOpenedForWriting) {
    constexpr std::uint32_t id = 77;
    const TemporaryFolder folder;
    const std::filesystem::path file = folder / "old.db";
    runSql(file,
           "CREATE TABLE a(x); INSERT INTO a VALUES(7); PRAGMA application_id = 77; PRAGMA user_version = 1");
    const auto reading = sqlite::openChecked(file, false, id, twoSteps);
    ASSERT_FALSE(reading);
    EXPECT_EQ(reading.error().code, ErrorCode::Unsupported);
    auto writing = sqlite::openChecked(file, true, id, twoSteps);
    ASSERT_TRUE(writing) << writing.error().text();
    EXPECT_EQ(writing->integer("PRAGMA user_version").value(), 2);
    EXPECT_EQ(writing->integer("SELECT x FROM a WHERE y IS NULL").value(), 7);
    EXPECT_EQ(writing->integer("PRAGMA foreign_keys").value(), 1);
}

TEST(Migrations, OursAreNumberedWithoutGaps) {
    int expected = 1;
    for (const Migration& step : sqlite::migrations()) {
        EXPECT_EQ(step.version, expected++);
        EXPECT_FALSE(step.sql.empty());
    }
    EXPECT_GT(expected, 1);
}

} // namespace
} // namespace tastescope
