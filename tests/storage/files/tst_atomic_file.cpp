// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/files/atomic_file.h"

#include "tests/storage/project/child_process.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <sys/resource.h>

#include <csignal>
#include <iterator>

namespace tastescope {
namespace {

namespace fs = std::filesystem;
using test::contentOf;
using test::TemporaryFolder;

std::size_t entriesOf(const fs::path& folder) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), {}));
}

TEST(AtomicFile, WritesWhatItIsGiven) {
    const TemporaryFolder folder;
    std::string expected;
    {
        auto file = AtomicFile::create(folder / "out.csv");
        ASSERT_TRUE(file) << file.error().text();
        for (int part = 0; part < 300; ++part) {
            const std::string bytes(static_cast<std::size_t>(part) * 37, static_cast<char>('a' + part % 26));
            ASSERT_TRUE(file->write(bytes));
            expected += bytes;
        }
        EXPECT_FALSE(fs::exists(folder / "out.csv"));
        ASSERT_TRUE(file->commit());
    }
    EXPECT_EQ(contentOf(folder / "out.csv"), expected);
    EXPECT_EQ(entriesOf(folder.path()), 1U);
}

TEST(AtomicFile, WithoutCommitTheOldFileStays) {
    const TemporaryFolder folder;
    ASSERT_TRUE(writeFileAtomically(folder / "out", "old"));
    {
        auto file = AtomicFile::create(folder / "out");
        ASSERT_TRUE(file) << file.error().text();
        ASSERT_TRUE(file->write("new"));
    }
    EXPECT_EQ(contentOf(folder / "out"), "old");
    EXPECT_EQ(entriesOf(folder.path()), 1U);
    ASSERT_TRUE(writeFileAtomically(folder / "out", ""));
    EXPECT_EQ(contentOf(folder / "out"), "");
}

TEST(AtomicFile, KeepsPermissionsAndLinks) {
    const TemporaryFolder folder;
    ASSERT_TRUE(writeFileAtomically(folder / "real", "old"));
    fs::permissions(folder / "real", fs::perms::owner_read | fs::perms::owner_write);
    fs::create_symlink("real", folder / "link");
    ASSERT_TRUE(writeFileAtomically(folder / "link", "new"));
    EXPECT_TRUE(fs::is_symlink(folder / "link"));
    EXPECT_EQ(contentOf(folder / "real"), "new");
    EXPECT_EQ(fs::status(folder / "real").permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST(AtomicFile, RefusesWhatIsNoFile) {
    const TemporaryFolder folder;
    fs::create_directory(folder / "sub");
    EXPECT_EQ(AtomicFile::create(folder / "sub").error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(AtomicFile::create(folder / "missing/out").error().code, ErrorCode::Io);
    EXPECT_EQ(AtomicFile::create("").error().code, ErrorCode::InvalidArgument);
}

TEST(AtomicFile, AFullDiskLeavesTheOldFile) {
    const TemporaryFolder folder;
    ASSERT_TRUE(writeFileAtomically(folder / "out", "old"));
    test::Child child([&](test::Child::Signal) {
        ::signal(SIGXFSZ, SIG_IGN);
        const struct rlimit limit { 1'500'000, 1'500'000 };
        ::setrlimit(RLIMIT_FSIZE, &limit);
        const auto written = writeFileAtomically(folder / "out", std::string(4'000'000, 'x'));
        const bool refused =
            !written && written.error().code == ErrorCode::Io &&
            written.error().message.find("disk is full") != std::string::npos &&
            written.error().remedy.find("the earlier file is as it was") != std::string::npos;
        ::_exit(refused ? 0 : 1);
    });
    EXPECT_TRUE(child.wait());
    EXPECT_EQ(contentOf(folder / "out"), "old");
    EXPECT_EQ(entriesOf(folder.path()), 1U);
}

} // namespace
} // namespace tastescope
