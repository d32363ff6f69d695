// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/project/lock.h"

#include "storage/project/project.h"
#include "storage/project/settings_store.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <thread>

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

} // namespace
} // namespace tastescope
