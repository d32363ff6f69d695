// SPDX-License-Identifier: GPL-3.0-or-later
// Folders that others may write to: whatever stands where a file of ours is to be, nothing behind it is
// touched; and what a killed run left behind goes away, what is at work stays.
#include "storage/files/own_files.h"

#include "storage/files/atomic_file.h"
#include "storage/project/project.h"
#include "storage/project/settings_store.h"
#include "tests/storage/project/child_process.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <functional>

namespace tastescope {
namespace {

namespace fs = std::filesystem;
using test::Child;
using test::contentOf;

constexpr std::string_view precious = "this must stay as it is, to the last byte";

/// Everything that opens files beside a project.
void useProject(const fs::path& file) {
    for (const OpenMode mode : {OpenMode::ReadOnly, OpenMode::ReadWrite}) {
        if (const auto project = Project::open(file, mode)) {
            static_cast<void>((*project)->loadDataset().hasValue());
            static_cast<void>((*project)->settings().set("a", "b").hasValue());
            static_cast<void>((*project)->replaceData(test::randomData(20, 20, 100, 1)).hasValue());
        } else {
            EXPECT_FALSE(project.error().remedy.empty());
        }
    }
}

TEST(OwnFiles, NothingIsWrittenThroughALinkBesideAProject) {
    using Link = std::function<void(const fs::path& victim, const fs::path& link)>;
    const Link symbolic = [](const fs::path& victim, const fs::path& link) {
        fs::create_symlink(victim, link);
    };
    const Link hard = [](const fs::path& victim, const fs::path& link) {
        if (fs::exists(victim)) {
            fs::create_hard_link(victim, link);
        }
    };
    for (const bool exists : {true, false}) {
        for (const bool isSymbolic : {true, false}) {
            for (const char* end : {".lock", "-wal", "-shm", "-journal"}) {
                SCOPED_TRACE(std::string(end) + (isSymbolic ? " symbolic" : " hard"));
                const test::TemporaryFolder folder;
                const test::TemporaryFolder home;
                const fs::path file = folder / "p.tastescope";
                ASSERT_TRUE(Project::create(file, test::randomData(20, 20, 200, 1)));
                if (exists) {
                    home.write("victim", precious);
                }
                (isSymbolic ? symbolic : hard)(home / "victim", file.string() + end);
                useProject(file);
                fs::remove(file);
                static_cast<void>(Project::create(file, test::randomData(20, 20, 200, 1)).hasValue());
                EXPECT_EQ(home.read("victim"), exists ? precious : "");
                EXPECT_EQ(fs::exists(home / "victim"), exists);
            }
        }
    }
}

TEST(OwnFiles, WhatIsNoLockIsNeitherWrittenToNorRemoved) {
    const test::TemporaryFolder folder;
    const fs::path file = folder / "p.tastescope";
    const fs::path lock = file.string() + ".lock";
    ASSERT_TRUE(Project::create(file, test::sampleData()));
    folder.write("p.tastescope.lock", precious);
    const auto opened = Project::open(file, OpenMode::ReadWrite);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::Conflict);
    EXPECT_NE(opened.error().text().find("p.tastescope.lock"), std::string::npos);
    EXPECT_EQ(contentOf(lock), precious);
    fs::remove(lock);
    ASSERT_EQ(::mkfifo(lock.c_str(), 0600), 0); // opening one to write would wait for a reader
    EXPECT_FALSE(Project::open(file, OpenMode::ReadWrite));
    EXPECT_TRUE(Project::open(file, OpenMode::ReadOnly));
}

TEST(OwnFiles, OutputGoesThroughOwnLinksOnly) {
    const test::TemporaryFolder folder;
    folder.write("victim", precious);
    fs::create_symlink(folder / "victim", folder / "link");
    if (::geteuid() == 0) {
        ASSERT_EQ(::lchown((folder / "link").c_str(), 12345, 12345), 0);
        const auto written = writeFileAtomically(folder / "link", "new");
        ASSERT_FALSE(written);
        EXPECT_EQ(written.error().code, ErrorCode::InvalidArgument);
        EXPECT_EQ(folder.read("victim"), precious);
    }
    fs::create_symlink("b", folder / "a");
    fs::create_symlink("a", folder / "b");
    EXPECT_EQ(AtomicFile::create(folder / "a").error().code, ErrorCode::InvalidArgument);
}

TEST(OwnFiles, TheLongestNameCanBeWritten) {
    const test::TemporaryFolder folder;
    EXPECT_TRUE(writeFileAtomically(folder / std::string(255, 'n'), "x"));
}

std::size_t entriesOf(const fs::path& folder) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), {}));
}

/// One of each kind, held until the process is killed.
void holdOneOfEach(const fs::path& folder, Child::Signal ready) {
    const auto part = AtomicFile::create(folder / "out.csv");
    const auto creating = TemporaryFile::create(folder, TemporaryFile::Kind::Creating);
    const auto parts = WorkFolder::create(folder);
    const auto project = Project::open(folder / "p.tastescope", OpenMode::ReadWrite);
    if (part && creating && parts && project) {
        static_cast<void>(writeFileAtomically(parts->path() / "train.csv", "x").hasValue());
        static_cast<void>(writeFileAtomically(creating->path().string() + "-journal", "x").hasValue());
        ready();
        ::pause();
    }
}

TEST(OwnFiles, LeftoversOfAKilledRunGoAndWhatIsAtWorkStays) {
    const test::TemporaryFolder folder;
    ASSERT_TRUE(Project::create(folder / "p.tastescope", test::sampleData()));
    ASSERT_TRUE(Project::create(folder / "q.tastescope", test::sampleData()));
    // Names like ours that we never make.
    for (const char* other : {".tastescope-0123456.part", ".tastescope-0123456g.part", "x.tastescope.lock",
                              ".tastescope-01234567.parts", ".tastescope-01234567.csv"}) {
        folder.write(other, "somebody's own");
    }
    const std::size_t before = entriesOf(folder.path());
    Child child([&](Child::Signal ready) { holdOneOfEach(folder.path(), ready); });
    child.waitUntilReady();
    const std::size_t during = entriesOf(folder.path());
    EXPECT_GE(during, before + 5);
    ASSERT_TRUE(writeFileAtomically(folder / "out2.csv", "x"));
    EXPECT_EQ(entriesOf(folder.path()), during + 1) << "what another process holds was removed";
    child.kill();
    // Another project of the folder is opened for writing.
    ASSERT_TRUE(Project::open(folder / "q.tastescope", OpenMode::ReadWrite));
    ASSERT_TRUE(Project::open(folder / "p.tastescope", OpenMode::ReadWrite)); // plays its log
    EXPECT_EQ(entriesOf(folder.path()), before + 1);
    EXPECT_EQ(folder.read("x.tastescope.lock"), "somebody's own");
}

} // namespace
} // namespace tastescope
