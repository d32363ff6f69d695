// SPDX-License-Identifier: GPL-3.0-or-later
// What stands around a new project: the log of one that was deleted, and a disk that has no room.
#include "storage/project/new_file.h"

#include "storage/project/data_rows.h"
#include "storage/project/project.h"
#include "storage/project/settings_store.h"
#include "tests/storage/project/child_process.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

#include <sys/mount.h>

#include <set>

namespace tastescope {
namespace {

using test::Child;
using test::randomData;
using test::TemporaryFolder;

TEST(NewFile, TheLogOfADeletedProjectIsNotPlayedIntoANewOne) {
    const TemporaryFolder folder;
    const std::filesystem::path file = folder / "p.tastescope";
    ASSERT_TRUE(Project::create(file, randomData(30, 20, 300, 1)));
    Child child([&](Child::Signal ready) {
        const auto project = Project::open(file, OpenMode::ReadWrite);
        const bool written = project && (*project)->settings().set("old", "1");
        ready();
        if (written) {
            ::pause();
        }
    });
    child.waitUntilReady();
    child.kill();
    ASSERT_TRUE(std::filesystem::exists(file.string() + "-wal"));
    std::filesystem::remove(file);
    const ProjectData data = randomData(40, 30, 400, 2);
    const auto project = Project::create(file, data);
    ASSERT_TRUE(project) << project.error().text();
    EXPECT_FALSE((*project)->settings().value("old").value().has_value());
    EXPECT_EQ((*project)->loadDataset().value()->fingerprint(), Dataset(data.parts).fingerprint());
}

TEST(NewFile, AStopAfterTheLastRowStillTakesItBack) {
    const TemporaryFolder folder;
    std::stop_source stop;
    const auto stopped = [&](sqlite::Database&) {
        stop.request_stop();
        return Result<void>();
    };
    const Result<void> done = writeNewProject(folder / "p.tastescope", stopped, stop.get_token());
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::Cancelled);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(NewFile, NeedsNoJournalAndNoNameThatCouldBeGuessed) {
    std::set<std::string> names;
    for (int round = 0; round < 2; ++round) {
        const TemporaryFolder folder;
        std::set<std::string> during;
        const auto fill = [&](sqlite::Database& database) {
            const auto done = writeData(database, randomData(200, 200, 20'000, 1), {});
            for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
                during.insert(entry.path().filename().string());
            }
            return done;
        };
        ASSERT_TRUE(writeNewProject(folder / "p.tastescope", fill, {}));
        EXPECT_EQ(during.size(), 1U) << "a journal beside it is written for nothing";
        names.merge(during);
    }
    EXPECT_EQ(names.size(), 2U);
}

/// A file system of a few MB where mounting is allowed; else nothing.
class SmallDisk {
public:
    explicit SmallDisk(const std::filesystem::path& folder) : m_folder(folder) {
        m_mounted = ::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=3m") == 0;
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    ~SmallDisk() {
        if (m_mounted) {
            ::umount2(m_folder.c_str(), MNT_DETACH);
        }
    }
    bool mounted() const { return m_mounted; }

private:
    std::filesystem::path m_folder;
    bool m_mounted = false;
};

TEST(NewFile, OnAFullDiskReplacingAndCreatingFailCleanly) {
    const TemporaryFolder folder;
    const SmallDisk disk(folder.path());
    if (!disk.mounted()) {
        GTEST_SKIP() << "mounting a small file system is not allowed here";
    }
    const std::filesystem::path file = folder / "p.tastescope";
    const ProjectData small = randomData(50, 30, 500, 1);
    const ProjectData large = randomData(500, 300, 200'000, 2);
    const auto project = Project::create(file, small);
    ASSERT_TRUE(project) << project.error().text();
    for (int round = 0; round < 2; ++round) {
        const auto replaced = (*project)->replaceData(large);
        ASSERT_FALSE(replaced);
        EXPECT_EQ(replaced.error().code, ErrorCode::Io);
        EXPECT_NE(replaced.error().message.find("disk is full"), std::string::npos)
            << replaced.error().text();
        EXPECT_NE(replaced.error().remedy.find("nothing of this was stored"), std::string::npos);
        EXPECT_EQ((*project)->loadDataset().value()->fingerprint(), Dataset(small.parts).fingerprint());
    }
    const auto created = Project::create(folder / "q.tastescope", large);
    ASSERT_FALSE(created);
    EXPECT_EQ(created.error().code, ErrorCode::Io);
    EXPECT_NE(created.error().message.find("disk is full"), std::string::npos) << created.error().text();
    EXPECT_NE(created.error().remedy.find("no project was made"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(folder / "q.tastescope"));
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        EXPECT_EQ(entry.path().extension().string().find(".creating"), std::string::npos) << entry.path();
    }
    EXPECT_TRUE((*project)->settings().set("still", "works"));
    EXPECT_EQ((*project)->checkIntegrity().value(), std::vector<std::string>{});
}

} // namespace
} // namespace tastescope
