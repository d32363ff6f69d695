// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/project/lock.h"

#include "storage/files/file_anchor.h"
#include "storage/files/output_check.h"
#include "storage/import/planning/plan_import.h"
#include "storage/import/sources/byte_source.h"
#include "storage/project/project.h"
#include "storage/project/settings_store.h"
#include "storage/use_cases/import_files.h"
#include "storage/use_cases/save_copy.h"
#include "tests/storage/project/child_process.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <fstream>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

namespace tastescope {
namespace {

using test::TemporaryFolder;

TEST(Lock, HandlesOfOneProcessShareIt) {
    const TemporaryFolder folder;
    const std::filesystem::path file = folder / "p.tastescope";
    ASSERT_TRUE(Project::create(file, test::sampleData()));
    auto first = Project::open(file, OpenMode::ReadWrite);
    auto second = Project::open(folder.path() / "." / "p.tastescope", OpenMode::ReadWrite);
    ASSERT_TRUE(first) << first.error().text();
    ASSERT_TRUE(second) << second.error().text();
    ASSERT_TRUE((*first)->settings().set("a", "1"));
    ASSERT_TRUE((*second)->settings().set("b", "2"));
    EXPECT_EQ((*first)->settings().value("b").value(), "2");
    *first = nullptr;
    EXPECT_TRUE(std::filesystem::exists(file.string() + ".lock"));
    *second = nullptr;
    EXPECT_FALSE(std::filesystem::exists(file.string() + ".lock"));
}

TEST(Lock, AStaleFileDoesNotBlock) {
    const TemporaryFolder folder;
    const std::filesystem::path file = folder / "p.tastescope";
    ASSERT_TRUE(Project::create(file, test::sampleData()));
    std::ofstream(file.string() + ".lock") << "1\n";
    EXPECT_TRUE(Project::open(file, OpenMode::ReadWrite));
}

TEST(Lock, CountsHoldersAcrossThreads) {
    const TemporaryFolder folder;
    const std::filesystem::path file = folder / "p.tastescope";
    std::vector<std::jthread> threads;
    std::atomic<int> refused = 0;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&] {
            for (int round = 0; round < 500; ++round) {
                refused += ProjectLock::acquire(file, ProjectLock::Sharing::InProcess) ? 0 : 1;
            }
        });
    }
    threads.clear();
    EXPECT_EQ(refused, 0);
    EXPECT_FALSE(std::filesystem::exists(file.string() + ".lock"));
}

/// As another process sees it: SQLite's locks are of the process that holds them.
bool isLockedByUs(const std::filesystem::path& file) {
    test::Child other([&](const test::Child::Signal&) {
        const int handle = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
        struct flock wanted {};
        wanted.l_type = F_WRLCK;
        wanted.l_whence = SEEK_SET;
        const bool found = handle >= 0 && ::fcntl(handle, F_GETLK, &wanted) == 0;
        ::_exit(found && wanted.l_type != F_UNLCK ? 0 : 1);
    });
    return other.wait();
}

ino_t numberOf(const std::filesystem::path& file) {
    struct stat status {};
    return ::stat(file.c_str(), &status) == 0 ? status.st_ino : 0;
}

// The kind: whatever this process does with the path of a project that it has open, it stays locked.
TEST(Lock, WhateverLooksAtAnOpenProjectLeavesItLocked) {
    const TemporaryFolder folder;
    const std::filesystem::path file = folder / "p.tastescope";
    const std::string log = file.string() + "-wal";
    const std::string index = file.string() + "-shm";
    auto project = Project::create(file, test::sampleData());
    ASSERT_TRUE(project) << project.error().text();
    ASSERT_TRUE((*project)->settings().set("a", "1"));
    std::filesystem::create_symlink(file, folder / "link");
    std::ofstream(folder / "events.csv") << "user,item\nu1,i1\nu2,i2\n";
    if (!isLockedByUs(file) || !isLockedByUs(index)) {
        GTEST_SKIP() << "a file system without locks";
    }
    const std::vector<std::pair<const char*, std::function<bool()>>> looks{
        {"inspect", [&] { return Project::inspect(file).hasValue(); }},
        {"inspect a link", [&] { return Project::inspect(folder / "link").hasValue(); }},
        {"read", [&] { return Project::open(file, OpenMode::ReadOnly).hasValue(); }},
        {"read a link", [&] { return Project::open(folder / "link", OpenMode::ReadOnly).hasValue(); }},
        {"write", [&] { return Project::open(file, OpenMode::ReadWrite).hasValue(); }},
        {"make", [&] { return !Project::create(file, test::sampleData()).hasValue(); }},
        {"hold", [&] { return FileAnchor::at(file).hasValue(); }},
        {"lock", [&] { return !ProjectLock::acquire(file, ProjectLock::Sharing::None).hasValue(); }},
        {"lock too", [&] { return ProjectLock::acquire(file, ProjectLock::Sharing::InProcess).hasValue(); }},
        {"copy", [&] { return saveCopy(**project, folder / "copy").hasValue(); }},
        {"copy over it", [&] { return !saveCopy(**project, file).hasValue(); }},
        {"import into", [&] { return !mayImportInto(file, {}).hasValue(); }},
        {"as bytes", [&] { return !openByteSource(file).hasValue(); }},
        {"as bytes by a link", [&] { return !openByteSource(folder / "link").hasValue(); }},
        {"log as bytes", [&] { return !openByteSource(log).hasValue(); }},
        {"index as bytes", [&] { return !openByteSource(index).hasValue(); }},
        {"as an archive", [&] { return !isZipArchive(file) && !isGzip(file); }},
        {"index as an archive", [&] { return !isZipArchive(index) && !isGzip(index); }},
        {"plan", [&] { return !planImport({file}).hasValue(); }},
        {"plan its folder",
         [&] {
             static_cast<void>(planImport({folder.path()}).hasValue()); // whatever else it finds there
             return true;
         }},
        {"plan its index", [&] { return !planImport({index}).hasValue(); }},
        {"put out over it", [&] { return !checkOutput(file, "", folder / "other").hasValue(); }},
        {"put out over its index", [&] { return !checkOutput(index, "", folder / "other").hasValue(); }},
        {"put out beside it", [&] { return checkOutput(folder / "out.csv", "", file).hasValue(); }},
    };
    for (const auto& [what, look] : looks) {
        EXPECT_TRUE(look()) << what;
        EXPECT_TRUE(isLockedByUs(file)) << what;
        EXPECT_TRUE(isLockedByUs(index)) << what;
    }
    EXPECT_EQ((*project)->settings().value("a").value(), "1");
    project->reset();
    EXPECT_TRUE(openByteSource(file)) << "a file like any other";
}

TEST(Lock, AReaderInAnotherProcessLeavesTheLogOfTheWriterWhereItIs) {
    const TemporaryFolder folder;
    const std::filesystem::path file = folder / "p.tastescope";
    ASSERT_TRUE(Project::create(file, test::sampleData()));
    std::array<int, 2> go{-1, -1};
    ASSERT_EQ(::pipe(go.data()), 0);
    // Begun before: what SQLite knows of this process's files is not for a copy of it.
    test::Child reader([&](const test::Child::Signal&) {
        char byte = 0;
        bool fine = ::read(go[0], &byte, 1) == 1;
        {
            auto reading = Project::open(file, OpenMode::ReadOnly);
            fine = fine && reading && (*reading)->settings().value("a").value() == "1";
        }
        ::_exit(fine ? 0 : 1);
    });
    auto project = Project::open(file, OpenMode::ReadWrite);
    ASSERT_TRUE(project) << project.error().text();
    ASSERT_TRUE((*project)->settings().set("a", "1"));
    const auto log = numberOf(file.string() + "-wal");
    const auto index = numberOf(file.string() + "-shm");
    ASSERT_NE(log, ino_t{0});
    ASSERT_NE(index, ino_t{0});
    // As a dialog does that shows what kind of file it is: all locks of SQLite on it are gone.
    ::close(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    ASSERT_EQ(::write(go[1], "g", 1), 1);
    EXPECT_TRUE(reader.wait());
    EXPECT_EQ(numberOf(file.string() + "-wal"), log);
    EXPECT_EQ(numberOf(file.string() + "-shm"), index);
    ASSERT_TRUE((*project)->settings().set("a", "2"));
    project->reset();
    ::close(go[0]);
    ::close(go[1]);
    const auto after = Project::open(file, OpenMode::ReadOnly);
    ASSERT_TRUE(after) << after.error().text();
    EXPECT_EQ((*after)->settings().value("a").value(), "2");
    EXPECT_TRUE((*after)->checkIntegrity()->empty());
}

TEST(Lock, TheLastReaderRemovesTheEmptyLog) {
    const TemporaryFolder folder;
    const std::filesystem::path file = folder / "p.tastescope";
    ASSERT_TRUE(Project::create(file, test::sampleData()));
    {
        const auto reading = Project::open(file, OpenMode::ReadOnly);
        ASSERT_TRUE(reading);
        EXPECT_TRUE((*reading)->loadDataset());
    }
    EXPECT_FALSE(std::filesystem::exists(file.string() + "-wal"));
    EXPECT_FALSE(std::filesystem::exists(file.string() + ".lock"));
}

} // namespace
} // namespace tastescope
