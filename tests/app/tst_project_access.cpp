// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/project_access.h"

#include "storage/sqlite/schema.h"
#include "tests/app/cli_process.h"

#include <gtest/gtest.h>

namespace tastescope {
namespace {

TEST(ProjectAccess, ReadingBringsAnOlderProjectUpToDate) {
    const test::TemporaryFolder folder;
    const std::filesystem::path file = folder / "old.tastescope";
    const std::span<const sqlite::Migration> steps = sqlite::migrations();
    {
        auto database = sqlite::Database::open(file, sqlite::Access::Create);
        ASSERT_TRUE(database) << database.error().text();
        ASSERT_TRUE(sqlite::migrate(*database, 0, steps.first(1)));
        ASSERT_TRUE(database->execute("PRAGMA application_id = " + std::to_string(Project::applicationId)));
    }
    EXPECT_EQ(Project::open(file, OpenMode::ReadOnly).error().code, ErrorCode::Unsupported);
    const Result<OpenedProject> opened = openProject(Shell(), file.string(), OpenMode::ReadOnly);
    EXPECT_TRUE(opened || opened.error().code != ErrorCode::Unsupported) << opened.error().text();
    EXPECT_TRUE(Project::open(file, OpenMode::ReadOnly));
}

TEST(ProjectAccess, ANewerProjectIsStillRefused) {
    const test::TemporaryFolder folder;
    const std::filesystem::path file = folder / "new.tastescope";
    ASSERT_TRUE(Project::create(file, ProjectData{}));
    {
        auto database = sqlite::Database::open(file, sqlite::Access::ReadWrite);
        ASSERT_TRUE(database);
        ASSERT_TRUE(database->execute("PRAGMA user_version = 9999"));
    }
    EXPECT_EQ(openProject(Shell(), file.string(), OpenMode::ReadOnly).error().code, ErrorCode::Unsupported);
}

} // namespace
} // namespace tastescope
